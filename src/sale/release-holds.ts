import { sql } from 'kysely';
import type { Work } from '../lane/lane.ts';
import type { HoldEnded } from './events.ts';
import type { EndReason } from './reservations.ts';
import { SeatChanges } from './seat-changes.ts';
import type { QueueToken } from './tokens.ts';

/**
 * Releases what ended tokens still held, in the transaction that ends them. A hold whose own time has run out
 * as well has expired. Its owner is told which of both. Both tables by one SQL statement: a round trip more is 160 µs, while the
 * door is locked.
 */
export async function releaseHolds(
  work: Work,
  concertId: string,
  tokens: readonly QueueToken[],
): Promise<void> {
  const { rows } = await sql<Omit<HoldEnded, 'type' | 'note'>>`
    with clock as materialized (
      select clock_timestamp() as now
    ), ended as (
      update reservation
      set status = case when expires_at <= now then 'EXPIRED' else 'RELEASED' end,
          end_reason = case when expires_at <= now then 'ran-out' else token.reason end,
          ended_at = now
      from clock, unnest(
        ${tokens.map(({ id }) => id)}::uuid[],
        ${tokens.map(({ status }): EndReason => (status === 'LEFT' ? 'left' : 'visit-over'))}::text[]
      ) as token (id, reason)
      where token_id = token.id and status = 'HELD'
      returning reservation.id, user_id, date::text, seat_numbers, end_reason, ended_at
    ), freed as (
      update reserved_seat set status = 'FREED', freed_at = ended_at from ended
      where reservation_id = ended.id and reserved_seat.status = 'HELD'
    )
    select id as "reservationId", user_id as "userId", date, seat_numbers as "seatNumbers", end_reason as reason
    from ended`.execute(work.em.getKysely());
  const changes = new SeatChanges();
  for (const hold of rows) {
    changes.note(hold.date, hold.seatNumbers, 'AVAILABLE');
    const ended: HoldEnded = { type: 'hold-ended', note: null, ...hold };
    work.events.push(ended);
  }
  work.events.push(...changes.events(concertId));
}
