import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import type { Decided } from '../../src/lane/decide.ts';
import type { Fan } from '../infrastructure/fan.ts';
import { DATE, OnSale } from '../infrastructure/on-sale.ts';
import { Session, untilBlocked } from '../infrastructure/session.ts';
import { type Rewrite, StatementRewriter } from '../infrastructure/statement-rewriter.ts';
import { decideAtOnce } from '../infrastructure/unguarded.ts';

/** The lane is looked into and not taken. */
const WITHOUT_LANE_LOCK: Rewrite = ['pg_advisory_xact_lock(', 'coalesce('];
/** An outcome is written, whether or not there is one already. */
const WITHOUT_FENCE: Rewrite = [' and request.outcome is null', ''];

test('whoever writes outcomes holds the lane’s lock in the database', async () => {
  expect(await heldWhenWritten([])).toEqual([{ held: true, count: 20 }]);
});

test('without the lock this is noticed of every outcome', async () => {
  expect(await heldWhenWritten([WITHOUT_LANE_LOCK])).toEqual([{ held: false, count: 20 }]);
});

/** Of each outcome that is written: whether its writer holds the lane. */
async function heldWhenWritten(rewrites: Rewrite[]) {
  const onSale = await OnSale.start({ workers: 0, schedulers: 0 });
  const database = await StatementRewriter.start(onSale.databaseUrl, rewrites);
  try {
    Object.assign(onSale.environment, { databaseUrl: database.url });
    await onSale.addWorkers();
    const concertId = await onSale.concert();
    const fans = await onSale.admitted(concertId, 20);
    await onSale.sql(sql`create table written (held boolean not null)`);
    await onSale.sql(sql`
      create function note_lock() returns trigger language plpgsql as $$
        begin
          insert into written select exists (
            select from pg_locks
            where locktype = 'advisory' and pid = pg_backend_pid() and granted and mode = 'ExclusiveLock'
              and (classid::bigint << 32 | objid::bigint) = hashtextextended(new.lane, 0));
          return null;
        end $$`);
    await onSale.sql(sql`
      create trigger note_lock after update of status on request for each row execute function note_lock()`);
    for (const [index, fan] of fans.entries()) await fan.reserve(concertId, DATE, index + 1);
    return await onSale.sql(sql`select held, count(*)::int from written group by held`);
  } finally {
    await onSale.close();
    await database.close();
  }
}

/*
 * The lane's lock is for order and against wasted work. With it taken away four decide the same requests at the
 * same time, and three of them find at the end that they are too late: by the index of live seats, and without
 * that by the fence. Only with all three gone is a seat sold again.
 */
const SEATS = 5;
const FANS = 20;
const SOLD_ONCE = [
  ...Array.from({ length: SEATS }, () => 'held'),
  ...Array.from({ length: FANS - SEATS }, () => 'SEAT_ALREADY_RESERVED'),
];

test('four who decide one lane without its lock sell no seat twice and tell everybody once, in order', async () => {
  const { outcomes, toldTimes, broken } = await decideWithoutTheLane([]);

  expect(outcomes).toEqual(SOLD_ONCE);
  expect(toldTimes).toBe(FANS);
  expect(broken).toEqual([]);
});

test('nor without the index of live seats: what was settled elsewhere is taken back', async () => {
  const { outcomes, toldTimes, broken } = await decideWithoutTheLane([], dropSeatIndex);

  expect(outcomes).toEqual(SOLD_ONCE);
  expect(toldTimes).toBe(FANS);
  expect(broken).toEqual([]);
});

test('without the fence as well each sells the seats once more, and the check finds it', async () => {
  const { toldTimes, broken } = await decideWithoutTheLane([WITHOUT_FENCE], dropSeatIndex);

  expect(toldTimes).toBe(4 * FANS);
  expect(broken).toContainEqual(expect.stringMatching(/^I1 .*live reservation/));
});

const dropSeatIndex = async (onSale: OnSale) => {
  await onSale.sql(sql`drop index reserved_seat_live`);
};

/** Twenty want five seats; four decide that at once, each of whom has read all before the first can write. */
async function decideWithoutTheLane(
  rewrites: Rewrite[],
  takeGuardAway: (onSale: OnSale) => Promise<void> = async () => {},
) {
  const onSale = await OnSale.start({ schedulers: 0 });
  const database = await StatementRewriter.start(onSale.databaseUrl, [WITHOUT_LANE_LOCK, ...rewrites]);
  try {
    const concertId = await onSale.concert({ dates: [{ date: DATE, seats: SEATS, price: 1_000 }] });
    const fans = await onSale.admitted(concertId, FANS);
    const [worker] = onSale.workers;
    if (worker === undefined) throw new Error('no worker runs');
    await onSale.stop(worker);
    await takeGuardAway(onSale);
    for (const [index, fan] of fans.entries()) {
      await fan.reserve(concertId, DATE, (index % SEATS) + 1, { prefer: '' });
    }
    const { userId } = fans.at(-1) as Fan;
    const token = await Session.holding(
      onSale,
      sql`select 1 from queue_token where user_id = ${userId} for update`,
    );
    const lane = `booking.${concertId}`;
    const deciding = decideAtOnce(onSale, [lane, lane, lane, lane], database.url);
    await untilBlocked(onSale, 'worker', 4);
    await token.end();
    const decided: Decided[] = await deciding;

    expect(database.changed).toBeGreaterThan(0);
    const rows = await onSale.sql(sql<{ outcome: string }>`
      select coalesce(outcome ->> 'refused', 'held') as outcome from request where lane = ${lane} order by sequence`);
    return {
      outcomes: rows.map(({ outcome }) => outcome),
      toldTimes: decided.reduce((sum, { settled }) => sum + settled.length, 0),
      broken: await onSale.invariants(),
    };
  } finally {
    await database.close();
    await onSale.close();
  }
}
