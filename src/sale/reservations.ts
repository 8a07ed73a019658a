import { defineEntity, type InferEntity, p } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import type { WrittenTogether } from '../database/written-together.ts';

/** Why a hold ended without a payment: by its fan's hand, by time, with its visit, or by an operator's. */
export const END_REASONS = [
  'given-back',
  'ran-out',
  'left',
  'visit-over',
  'paid-others',
  'operator',
] as const;
export type EndReason = (typeof END_REASONS)[number];

export const RESERVATION_STATUSES = ['HELD', 'CONFIRMED', 'RELEASED', 'EXPIRED', 'CANCELLED'] as const;

/** One user's seats on a date; the hold is the time for which it is `HELD`. */
export const Reservation = defineEntity({
  name: 'Reservation',
  tableName: 'reservation',
  properties: {
    id: p.uuid().primary(),
    concertId: p.uuid(),
    dateId: p.uuid(),
    /** The calendar date at the venue, YYYY-MM-DD. */
    date: p.date(),
    userId: p.uuid(),
    tokenId: p.uuid(),
    seatNumbers: p.array(Number).columnType('int[]'),
    /** The sum of the prices at the time of the hold: what will be paid, whatever the prices become. */
    amount: p.bigint('number'),
    status: p.enum(RESERVATION_STATUSES),
    heldAt: p.datetime(),
    expiresAt: p.datetime(),
    endedAt: p.datetime().strictNullable(),
    paymentId: p.uuid().strictNullable(),
    endReason: p.enum(END_REASONS).strictNullable(),
    /** What the operator who ended it has to say about that. */
    endNote: p.text().strictNullable(),
  },
});

/** What a batch knows of a reservation. */
export type Reservation = Pick<
  InferEntity<typeof Reservation>,
  | 'id'
  | 'dateId'
  | 'date'
  | 'userId'
  | 'tokenId'
  | 'seatNumbers'
  | 'amount'
  | 'status'
  | 'expiresAt'
  | 'endReason'
  | 'endNote'
>;

/** A reservation as a query answers it: times in milliseconds since 1970. */
export interface ReservationRow extends Omit<Reservation, 'expiresAt'> {
  expiresAtMs: number;
}

/** The columns of a `ReservationRow`. */
export const RESERVATION_COLUMNS = sql`
  id, date_id as "dateId", date::text as date, user_id as "userId", token_id as "tokenId",
  seat_numbers as "seatNumbers", amount::float8 as amount, status, end_reason as "endReason", end_note as "endNote",
  floor(extract(epoch from expires_at) * 1000)::float8 as "expiresAtMs"`;

export const reservationOfRow = ({ expiresAtMs, ...reservation }: ReservationRow): Reservation => ({
  ...reservation,
  expiresAt: new Date(expiresAtMs),
});

/** New holds with their seats, all made at the same instant. One may have been ended by a later request of its batch. */
export function insertHolds(
  writes: WrittenTogether,
  concertId: string,
  held: ReadonlyMap<Reservation, readonly { number: number; price: number }[]>,
  heldAt: Date,
): void {
  if (held.size === 0) return;
  const reservations = [...held.keys()];
  const seats = [...held].flatMap(([reservation, booked]) =>
    booked.map(({ number, price }) => ({ reservation, number, price })),
  );
  writes.add(sql`
    insert into reservation (id, concert_id, date_id, date, user_id, token_id, seat_numbers, amount, status,
                             held_at, expires_at, ended_at, end_reason, end_note)
    select id, ${concertId}, date_id, date, user_id, token_id, seat_numbers::int[], amount, status,
           ${heldAt}::timestamptz, ${reservations[0]?.expiresAt}::timestamptz,
           case when status <> 'HELD' then ${heldAt}::timestamptz end, end_reason, end_note
    from unnest(
      ${reservations.map(({ id }) => id)}::uuid[],
      ${reservations.map(({ dateId }) => dateId)}::uuid[],
      ${reservations.map(({ date }) => date)}::date[],
      ${reservations.map(({ userId }) => userId)}::uuid[],
      ${reservations.map(({ tokenId }) => tokenId)}::uuid[],
      ${reservations.map(({ seatNumbers }) => `{${seatNumbers}}`)}::text[],
      ${reservations.map(({ amount }) => amount)}::bigint[],
      ${reservations.map(({ status }) => status)}::text[],
      ${reservations.map(({ endReason }) => endReason)}::text[],
      ${reservations.map(({ endNote }) => endNote)}::text[]
    ) as hold (id, date_id, date, user_id, token_id, seat_numbers, amount, status, end_reason, end_note)`);
  writes.add(sql`
    insert into reserved_seat (reservation_id, date_id, seat_number, price, status, freed_at)
    select *, case when status = 'FREED' then ${heldAt}::timestamptz end from unnest(
      ${seats.map(({ reservation }) => reservation.id)}::uuid[],
      ${seats.map(({ reservation }) => reservation.dateId)}::uuid[],
      ${seats.map(({ number }) => number)}::int[],
      ${seats.map(({ price }) => price)}::int[],
      ${seats.map(({ reservation }) => (reservation.status === 'HELD' ? 'HELD' : 'FREED'))}::text[]
    ) as taken (reservation_id, date_id, seat_number, price, status)`);
}

/** Ends holds without a payment; their seats are free. */
export function endHolds(
  writes: WrittenTogether,
  ended: readonly Pick<Reservation, 'id' | 'status' | 'endReason' | 'endNote'>[],
  endedAt: Date,
): void {
  if (ended.length === 0) return;
  const ids = ended.map(({ id }) => id);
  writes.add(sql`
    update reservation
    set status = change.status, ended_at = ${endedAt}, end_reason = change.end_reason, end_note = change.end_note
    from unnest(
      ${ids}::uuid[],
      ${ended.map(({ status }) => status)}::text[],
      ${ended.map(({ endReason }) => endReason)}::text[],
      ${ended.map(({ endNote }) => endNote)}::text[]
    ) as change (id, status, end_reason, end_note)
    where reservation.id = change.id`);
  writes.add(sql`
    update reserved_seat set status = 'FREED', freed_at = ${endedAt}
    from unnest(${ids}::uuid[]) as change (id)
    where reservation_id = change.id`);
}

/** Sells what is held. */
export function confirmHolds(
  writes: WrittenTogether,
  confirmed: readonly { id: string; paymentId: string }[],
  endedAt: Date,
): void {
  if (confirmed.length === 0) return;
  const ids = confirmed.map(({ id }) => id);
  writes.add(sql`
    update reservation set status = 'CONFIRMED', ended_at = ${endedAt}, payment_id = change.payment_id
    from unnest(
      ${ids}::uuid[],
      ${confirmed.map(({ paymentId }) => paymentId)}::uuid[]
    ) as change (id, payment_id)
    where reservation.id = change.id`);
  writes.add(sql`
    update reserved_seat set status = 'SOLD'
    from unnest(${ids}::uuid[]) as change (id)
    where reservation_id = change.id`);
}
