import { sql } from 'kysely';
import { connectDatabase } from '../../src/database/connect.ts';
import { Decider } from '../../src/lane/decide.ts';
import { openLog } from '../../src/observability/log.ts';
import { writePayments } from '../../src/payment/write-payments.ts';
import { bookingLane } from '../../src/reservation/booking-batch.ts';
import { bookingHandlers, faultOf } from '../../workers/handlers.ts';
import type { OnSale } from './on-sale.ts';

/*
 * What keeps two decisions apart, taken away piece by piece, so that a test of a race can be seen to fail.
 */

/**
 * Takes the exclusivity of a concert's booking lane away: what waits in it is dealt out to lanes of their own,
 * which the kernel decides as the same concert's, side by side, for neither their lock nor their rows are shared.
 */
export async function splitBookingLane(onSale: OnSale, concertId: string, count: number): Promise<string[]> {
  const lanes = Array.from({ length: count }, (_, index) => `booking.${concertId}.${index}`);
  await onSale.sql(sql`insert into lane (name) select unnest(${lanes}::text[])`);
  await onSale.sql(sql`
    update request set lane = lane || '.' || sequence % ${count}
    where lane = ${`booking.${concertId}`} and status = 'queued'`);
  return lanes;
}

/** Decides what waits in each of the lanes, all at the same time. */
export async function decideAtOnce(onSale: OnSale, lanes: readonly string[]): Promise<void> {
  const orm = connectDatabase(onSale.databaseUrl, 'worker');
  const log = openLog('worker', 'silent');
  const decider = new Decider({
    orm,
    lane: bookingLane({ handlers: bookingHandlers, whenSold: writePayments }),
    faultOf,
    log,
  });
  try {
    await Promise.all(lanes.map((lane) => decider.decide(lane)));
  } finally {
    await orm.close(true);
  }
}

/**
 * Makes transactions that are about to write meet there: each waits, having read all it decides by, until
 * `count` have come, or until its patience is over because something keeps the others from coming.
 * `before` is an event of a trigger, such as `insert on reservation`.
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
        if clock_timestamp() > patience then return new; end if;
        perform pg_sleep(0.005);
      end loop;
      perform nextval('met');
      return new;
    end $$`);
  // Named to run before any other trigger of the same event.
  await onSale.sql(sql`
    create trigger a_meeting ${sql.raw(before)} for each row
    execute function meet(${sql.lit(String(count))}, ${sql.lit(String(patienceMs))})`);
}

/** How many have met. */
export async function howManyMet(onSale: OnSale): Promise<number> {
  const [row] = await onSale.sql(sql<{ met: number }>`
    select case when is_called then last_value::int else 0 end as met from met`);
  return row?.met ?? 0;
}

/**
 * Takes the row locks of a table away: a view in its place has no rows of its own, so `for update` locks
 * nothing. What is written to the view goes to the table.
 */
export async function takeRowLocksAway(onSale: OnSale, table: string, key = 'id'): Promise<void> {
  const columns = await onSale.sql(sql<{ name: string }>`
    select column_name as name from information_schema.columns where table_name = ${table}`);
  const base = sql.ref(`locked_${table}`);
  const view = sql.ref(table);
  const through = sql.ref(`write_through_${table}`);
  const assignments = columns.map(({ name }) => sql`${sql.ref(name)} = new.${sql.ref(name)}`);
  await onSale.sql(sql`alter table ${view} rename to ${base}`);
  await onSale.sql(sql`
    create view ${view} as with unlocked as materialized (select * from ${base}) select * from unlocked`);
  await onSale.sql(sql`
    create function ${through}() returns trigger language plpgsql as $$
    begin update ${base} set ${sql.join(assignments)} where ${sql.ref(key)} = new.${sql.ref(key)};
    return new; end $$`);
  await onSale.sql(sql`
    create trigger b_write_through instead of update on ${view} for each row execute function ${through}()`);
}
