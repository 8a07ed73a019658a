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
    /** Whether it was made longer, which it is once. */
    extended: p.boolean().default(false),
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
  | 'extended'
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
  seat_numbers as "seatNumbers", amount::float8 as amount, status,
  extended, end_reason as "endReason", end_note as "endNote",
  floor(extract(epoch from expires_at) * 1000)::float8 as "expiresAtMs"`;

export const reservationOfRow = ({ expiresAtMs, ...reservation }: ReservationRow): Reservation => ({
  ...reservation,
  expiresAt: new Date(expiresAtMs),
});

/** New holds with their seats, all made at the same instant. Later requests of their batch may have changed them. */
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
                             held_at, expires_at, extended, ended_at, end_reason, end_note)
    select id, ${concertId}, date_id, date, user_id, token_id, seat_numbers::int[], amount, status,
           ${heldAt}::timestamptz, to_timestamp(expires_at / 1000), extended,
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
      ${reservations.map(({ expiresAt }) => expiresAt.getTime())}::float8[],
      ${reservations.map(({ extended }) => extended)}::boolean[],
      ${reservations.map(({ endReason }) => endReason)}::text[],
      ${reservations.map(({ endNote }) => endNote)}::text[]
    ) as hold (id, date_id, date, user_id, token_id, seat_numbers, amount, status, expires_at, extended, end_reason,
               end_note)`);
  writes.add(sql`
    insert into reserved_seat (reservation_id, date_id, seat_number, price, status, freed_at)
    select *, case when status <> 'HELD' then ${heldAt}::timestamptz end from unnest(
      ${seats.map(({ reservation }) => reservation.id)}::uuid[],
      ${seats.map(({ reservation }) => reservation.dateId)}::uuid[],
      ${seats.map(({ number }) => number)}::int[],
      ${seats.map(({ price }) => price)}::int[],
      ${seats.map(({ reservation, number }) => seatStatus(reservation, number))}::text[]
    ) as taken (reservation_id, date_id, seat_number, price, status)`);
}

const seatStatus = ({ status, seatNumbers }: Reservation, number: number) => {
  if (!seatNumbers.includes(number)) return 'RETURNED';
  return status === 'HELD' ? 'HELD' : 'FREED';
};

/** A seat that was given back while the rest of its hold went on. */
export interface ReturnedSeat {
  reservationId: string;
  number: number;
}

/**
 * What became of holds of earlier batches, except that they were paid: fewer seats, more time, an end. A hold that was
 * paid afterwards is written as it was until then.
 */
export function changeHolds(
  writes: WrittenTogether,
  changed: readonly Reservation[],
  returned: readonly ReturnedSeat[],
  now: Date,
): void {
  if (changed.length === 0) return;
  const statuses = changed.map(({ status }) => (status === 'CONFIRMED' ? 'HELD' : status));
  writes.add(sql`
    update reservation
    set status = change.status, seat_numbers = change.seat_numbers::int[], amount = change.amount,
        expires_at = greatest(reservation.expires_at, to_timestamp(change.expires_at / 1000)),
        extended = change.extended, ended_at = case when change.status <> 'HELD' then ${now}::timestamptz end,
        end_reason = change.end_reason, end_note = change.end_note
    from unnest(
      ${changed.map(({ id }) => id)}::uuid[],
      ${statuses}::text[],
      ${changed.map(({ seatNumbers }) => `{${seatNumbers}}`)}::text[],
      ${changed.map(({ amount }) => amount)}::bigint[],
      ${changed.map(({ expiresAt }) => expiresAt.getTime())}::float8[],
      ${changed.map(({ extended }) => extended)}::boolean[],
      ${changed.map(({ endReason }) => endReason)}::text[],
      ${changed.map(({ endNote }) => endNote)}::text[]
    ) as change (id, status, seat_numbers, amount, expires_at, extended, end_reason, end_note)
    where reservation.id = change.id`);
  const freed = [
    ...returned.map((seat) => ({ ...seat, status: 'RETURNED' })),
    ...changed.flatMap(({ id, seatNumbers }, at) =>
      statuses[at] === 'HELD'
        ? []
        : seatNumbers.map((number) => ({ reservationId: id, number, status: 'FREED' })),
    ),
  ];
  if (freed.length === 0) return;
  writes.add(sql`
    update reserved_seat set status = change.status, freed_at = ${now}
    from unnest(
      ${freed.map(({ reservationId }) => reservationId)}::uuid[],
      ${freed.map(({ number }) => number)}::int[],
      ${freed.map(({ status }) => status)}::text[]
    ) as change (id, number, status)
    where reservation_id = change.id and seat_number = change.number`);
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
    where reservation_id = change.id and status = 'HELD'`);
}
