import { sql } from 'kysely';
import type { Decided } from '../../src/lane/decide.ts';
import { laneOf } from '../../src/sale/lanes.ts';
import { openDecider } from './decider.ts';
import type { OnSale } from './on-sale.ts';
import type { Rewrite } from './statement-rewriter.ts';

/*
 * What keeps two decisions apart, taken away piece by piece, so that a test of a race can be seen to fail.
 */

/**
 * Takes the exclusivity of a concert's lane away: what waits in it is dealt out to lanes of their own, which the
 * kernel decides as the same concert's, side by side, for neither their lock nor their rows are shared.
 */
export async function splitLane(onSale: OnSale, lane: string, count: number): Promise<string[]> {
  const lanes = Array.from({ length: count }, (_, index) => `${lane}.${index}`);
  await onSale.sql(sql`insert into lane (name) select unnest(${lanes}::text[])`);
  await onSale.sql(sql`
    update request set lane = lane || '.' || sequence % ${count} where lane = ${lane} and status = 'queued'`);
  return lanes;
}

/** Rows are read as they are and locked by nobody. */
export const WITHOUT_ROW_LOCKS: Rewrite = [/ for update\b/g, ''];

/** Decides what waits in each of these lanes of one role, all at the same time; answers what each commit did. */
export async function decideAtOnce(
  onSale: OnSale,
  lanes: readonly string[],
  databaseUrl = onSale.databaseUrl,
): Promise<Decided[]> {
  const [first = ''] = lanes;
  const decider = await openDecider(onSale, laneOf(first).role, { databaseUrl });
  try {
    return (await Promise.all(lanes.map((lane) => decider.decide(lane)))).flat();
  } finally {
    await decider.close();
  }
}

/**
 * Makes transactions that are about to write meet there: each waits, having read all it decides by and locked
 * nothing of what it writes there, until `count` have come, or until its patience is over because something keeps
 * the others from coming. `before` is an event of a trigger, such as `insert on reservation`.
 */
export async function meetBefore(
  onSale: OnSale,
  before: string,
  { count, patienceMs }: { count: number; patienceMs: number },
): Promise<void> {
  await onSale.sql(sql`create sequence came`);
  await onSale.sql(sql`create sequence met`);
  await onSale.sql(sql`
    create function meet() returns trigger language plpgsql as $$
    declare patience timestamptz := clock_timestamp() + tg_argv[1]::int * interval '1 millisecond';
    begin
      perform nextval('came');
      while (select last_value from came) < tg_argv[0]::int loop
        if clock_timestamp() > patience then return null; end if;
        perform pg_sleep(0.005);
      end loop;
      perform nextval('met');
      return null;
    end $$`);
  // Named to run before any other trigger of the same event.
  await onSale.sql(sql`
    create trigger a_meeting before ${sql.raw(before)} for each statement
    execute function meet(${sql.lit(String(count))}, ${sql.lit(String(patienceMs))})`);
}

/** How many have met. */
export async function howManyMet(onSale: OnSale): Promise<number> {
  const [row] = await onSale.sql(sql<{ met: number }>`
    select case when is_called then last_value::int else 0 end as met from met`);
  return row?.met ?? 0;
}
