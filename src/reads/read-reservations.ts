import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { PAGE } from '../../config/limits.ts';
import { iso } from '../database/iso.ts';
import type { Reservation } from '../sale/reservation.ts';

/** A reservation as its owner sees it. */
export interface ReservationView {
  reservationId: string;
  concertId: string;
  status: Reservation['status'];
  date: string;
  seatNumbers: number[];
  /** The same seats as they are found in the hall. */
  seats: { number: number; section?: string; row?: string }[];
  amount: number;
  heldAt: string;
  expiresAt: string;
  endedAt: string | null;
  paymentId: string | null;
}

const SEATS = sql`(
  select json_agg(json_strip_nulls(json_build_object('number', number, 'section', section, 'row', row))
    order by number)
  from seat where seat.date_id = reservation.date_id and seat.number = any(reservation.seat_numbers))`;

const COLUMNS = sql`
  id as "reservationId", concert_id as "concertId",
  case when status = 'HELD' and expires_at <= clock_timestamp() then 'EXPIRED' else status end as status,
  date::text as date, seat_numbers as "seatNumbers", ${SEATS} as seats, amount::float8 as amount,
  ${iso('held_at')} as "heldAt", ${iso('expires_at')} as "expiresAt", ${iso('ended_at')} as "endedAt",
  payment_id as "paymentId"`;

/** The user's own reservation, or null. */
export async function readReservation(
  em: EntityManager,
  userId: string,
  reservationId: string,
): Promise<ReservationView | null> {
  const { rows } = await sql<ReservationView>`
    select ${COLUMNS} from reservation
    where id = ${reservationId} and user_id = ${userId}`.execute(em.getKysely());
  return rows[0] ?? null;
}

/** A page of the user's reservations, newest first, older than the one named. */
export async function readReservations(
  em: EntityManager,
  userId: string,
  before: string | null,
): Promise<{ reservations: ReservationView[]; next: string | null }> {
  const { rows } = await sql<ReservationView>`
    select ${COLUMNS} from reservation
    where user_id = ${userId} and ${before === null ? sql`true` : sql`id < ${before}`}
    order by reservation.id desc limit ${PAGE + 1}`.execute(em.getKysely());
  const reservations = rows.slice(0, PAGE);
  return { reservations, next: rows.length > PAGE ? (reservations.at(-1)?.reservationId ?? null) : null };
}
