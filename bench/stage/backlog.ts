import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { timeOrderedId } from '../../src/lane/time-ordered-id.ts';
import { laneName } from '../../src/sale/lanes.ts';
import { type BenchFan, concertWith, DATE, givePlaces } from './scene.ts';
import type { Stage } from './stage.ts';

const ROWS_PER_STATEMENT = 2_000;

/** A concert where everybody is inside and wants a free seat of their own. */
export interface BookingStage {
  concertId: string;
  lane: string;
  fans: readonly BenchFan[];
}

export async function bookingStage(stage: Stage, fans: readonly BenchFan[]): Promise<BookingStage> {
  const [concertId = ''] = await concertWith(stage.orm, { seats: fans.length, capacity: fans.length });
  await givePlaces(stage.orm, concertId, fans, 'ACTIVE');
  return { concertId, lane: laneName('booking', concertId), fans };
}

/** Everybody's reservation is accepted and none is decided. Answers the ids of the requests in their order. */
export async function backlogOf(stage: Stage, booking: BookingStage): Promise<string[]> {
  const ids: string[] = [];
  for (let from = 0; from < booking.fans.length; from += ROWS_PER_STATEMENT)
    ids.push(...(await acceptReservations(stage, booking, from, from + ROWS_PER_STATEMENT)));
  // Tables that were filled this quickly have not been looked at yet by whoever keeps the planner's figures.
  await stage.sql(sql.raw('analyze'));
  return ids;
}

/** Writes these fans' reservations down as accepted, numbered as the acceptor does, in one statement and commit. */
export async function acceptReservations(
  stage: Stage,
  { lane, fans }: BookingStage,
  from: number,
  to: number,
): Promise<string[]> {
  const incoming = fans.slice(from, to);
  const ids = incoming.map(() => timeOrderedId());
  const payloads = incoming.map(({ tokenId }, index) =>
    JSON.stringify({ tokenId, date: DATE, seatNumbers: [from + index + 1] }),
  );
  await stage.sql(sql`
    with numbered as (
      update lane set last_sequence = last_sequence + ${incoming.length}
      where name = ${lane} returning last_sequence - ${incoming.length} as base
    )
    insert into request (id, lane, sequence, kind, user_id, payload, fingerprint, correlation_id)
    select id, ${lane}, base + place, 'reserve', user_id, payload, ${'f'.repeat(43)}, id
    from numbered, unnest(
      ${ids}::uuid[], ${incoming.map(({ userId }) => userId)}::uuid[], ${payloads}::jsonb[]
    ) with ordinality as incoming (id, user_id, payload, place)
    order by place`);
  return ids;
}

/** Waits until this one has its outcome, and so all before it: a lane is decided in order. */
export async function untilDecided(stage: Stage, requestId: string, everyMs: number): Promise<void> {
  for (;;) {
    const rows = await stage.sql(sql`select 1 from request where id = ${requestId} and status <> 'queued'`);
    if (rows.length > 0) return;
    await pause(everyMs);
  }
}

/**
 * By the database's clock: the milliseconds from the acceptance of each request of the lane, or from an instant,
 * to its outcome. Throws unless each of them came to a reservation.
 */
export async function waitsOf(stage: Stage, { lane, fans }: BookingStage, since?: Date): Promise<number[]> {
  const from = since === undefined ? sql`accepted_at` : sql`${since}::timestamptz`;
  const rows = await stage.sql(sql<{ ms: number }>`
    select (extract(epoch from settled_at - ${from}) * 1000)::float8 as ms from request
    where lane = ${lane} and status = 'succeeded'`);
  if (rows.length !== fans.length) throw new Error(`only ${rows.length} of ${fans.length} came to a seat`);
  return rows.map(({ ms }) => ms);
}
