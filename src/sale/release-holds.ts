import { sql } from 'kysely';
import type { Work } from '../lane/lane.ts';
import type { HoldExpired } from './events.ts';
import type { Reservation } from './reservations.ts';
import { SeatChanges } from './seat-changes.ts';
import type { QueueToken } from './tokens.ts';

/**
 * Releases what ended tokens still held, in the transaction that ends them. A hold whose own time has run out
 * as well has expired, and its owner is told so. Both tables by one SQL statement: a round trip more is 160 µs, while the
 * door is locked.
 */
export async function releaseHolds(
  work: Work,
  concertId: string,
  tokens: readonly QueueToken[],
): Promise<void> {
  const { rows } = await sql<Pick<Reservation, 'id' | 'userId' | 'date' | 'seatNumbers' | 'status'>>`
    with ended as (
      update reservation
      set status = case when expires_at <= clock_timestamp() then 'EXPIRED' else 'RELEASED' end,
          ended_at = clock_timestamp()
      from unnest(${tokens.map(({ id }) => id)}::uuid[]) as token (id)
      where token_id = token.id and status = 'HELD'
      returning reservation.id, user_id, date::text, seat_numbers, status
    ), freed as (
      update reserved_seat set status = 'FREED' from ended where reservation_id = ended.id
    )
    select id, user_id as "userId", date, seat_numbers as "seatNumbers", status from ended`.execute(
    work.em.getKysely(),
  );
  const changes = new SeatChanges();
  for (const { id, status, ...hold } of rows) {
    changes.note(hold.date, hold.seatNumbers, 'AVAILABLE');
    if (status === 'RELEASED') continue;
    const expired: HoldExpired = { type: 'hold-expired', reservationId: id, released: true, ...hold };
    work.events.push(expired);
  }
  work.events.push(...changes.events(concertId));
}
