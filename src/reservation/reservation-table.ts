import type { EntityManager } from '@mikro-orm/postgresql';
import { type RawBuilder, sql } from 'kysely';
import { DATABASE_NOW_MS } from '../lane/clock.ts';
import type { Reservation } from './reservation.ts';
import type { BookedSeat } from './seat-book.ts';

/** A reservation as a query answers it: times in milliseconds since 1970. */
interface ReservationRow extends Omit<Reservation, 'expiresAt'> {
  expiresAtMs: number;
}

const RESERVATION_COLUMNS = sql`
  id, date_id as "dateId", date::text as date, user_id as "userId", token_id as "tokenId",
  seat_numbers as "seatNumbers", amount::float8 as amount, status,
  floor(extract(epoch from expires_at) * 1000)::float8 as "expiresAtMs"`;

const reservationOfRow = ({ expiresAtMs, ...reservation }: ReservationRow): Reservation => ({
  ...reservation,
  expiresAt: new Date(expiresAtMs),
});

/** The reservation, as nobody holds it back from changing; null when there is none. */
export async function readReservationRow(em: EntityManager, id: string): Promise<Reservation | null> {
  const { rows } = await sql<ReservationRow>`
    select ${RESERVATION_COLUMNS} from reservation where id = ${id}`.execute(em.getKysely());
  return rows[0] === undefined ? null : reservationOfRow(rows[0]);
}

/** Locks by id the reservations named, and all that these tokens still hold. */
export async function lockReservations(
  em: EntityManager,
  concertId: string,
  ids: readonly string[],
  heldByTokens: readonly string[],
): Promise<Reservation[]> {
  if (ids.length === 0 && heldByTokens.length === 0) return [];
  const { rows } = await sql<ReservationRow>`
    with named as materialized (
      select id, concert_id from reservation where id = any(${ids}::uuid[])
      union
      select reservation.id, concert_id
      from unnest(${heldByTokens}::uuid[]) as token (id)
      join reservation on token_id = token.id and status = 'HELD'
    )
    select ${RESERVATION_COLUMNS} from reservation
    where id = any(array(select id from named where concert_id = ${concertId}))
    order by id for update`.execute(em.getKysely());
  return rows.map(reservationOfRow);
}

/**
 * The database's clock, for the caller has all locks that it will take, and how many seats of the concert each of
 * these users holds or owns.
 */
export async function readLiveSeats(
  em: EntityManager,
  concertId: string,
  userIds: readonly string[],
): Promise<{ now: Date; liveSeats: Map<string, number> }> {
  const { rows } = await sql<{ now: number; live: { userId: string; seats: number }[] }>`
    select ${DATABASE_NOW_MS} as now, (
      select coalesce(json_agg(live), '[]') from (
        select user_id as "userId", sum(cardinality(seat_numbers)) as seats from reservation
        where concert_id = ${concertId} and user_id = any(${userIds}::uuid[])
          and status in ('HELD', 'CONFIRMED') and (status = 'CONFIRMED' or expires_at > clock_timestamp())
        group by user_id
      ) as live
    ) as live`.execute(em.getKysely());
  const [found] = rows;
  if (found === undefined) throw new Error('a query without a table answered no row');
  return {
    now: new Date(found.now),
    liveSeats: new Map(found.live.map(({ userId, seats }) => [userId, seats])),
  };
}

/** New holds with their seats, all made at the same instant. One may have been ended by a later request of its batch. */
export async function insertHolds(
  em: EntityManager,
  concertId: string,
  held: ReadonlyMap<Reservation, readonly BookedSeat[]>,
  heldAt: Date,
): Promise<void> {
  if (held.size === 0) return;
  const reservations = [...held.keys()];
  const seats = [...held].flatMap(([reservation, booked]) =>
    booked.map(({ number, price }) => ({ reservation, number, price })),
  );
  await sql`
    with made as (
      insert into reservation (id, concert_id, date_id, date, user_id, token_id, seat_numbers, amount, status,
                               held_at, expires_at, ended_at)
      select id, ${concertId}, date_id, date, user_id, token_id, seat_numbers::int[], amount, status,
             ${heldAt}::timestamptz, ${reservations[0]?.expiresAt}::timestamptz,
             case when status <> 'HELD' then ${heldAt}::timestamptz end
      from unnest(
        ${reservations.map(({ id }) => id)}::uuid[],
        ${reservations.map(({ dateId }) => dateId)}::uuid[],
        ${reservations.map(({ date }) => date)}::date[],
        ${reservations.map(({ userId }) => userId)}::uuid[],
        ${reservations.map(({ tokenId }) => tokenId)}::uuid[],
        ${reservations.map(({ seatNumbers }) => `{${seatNumbers}}`)}::text[],
        ${reservations.map(({ amount }) => amount)}::bigint[],
        ${reservations.map(({ status }) => status)}::text[]
      ) as hold (id, date_id, date, user_id, token_id, seat_numbers, amount, status)
    )
    insert into reserved_seat (reservation_id, date_id, seat_number, price, status)
    select * from unnest(
      ${seats.map(({ reservation }) => reservation.id)}::uuid[],
      ${seats.map(({ reservation }) => reservation.dateId)}::uuid[],
      ${seats.map(({ number }) => number)}::int[],
      ${seats.map(({ price }) => price)}::int[],
      ${seats.map(({ reservation }) => (reservation.status === 'HELD' ? 'HELD' : 'FREED'))}::text[]
    )`.execute(em.getKysely());
}

/** Ends holds without a payment; their seats are free. */
export async function endHolds(
  em: EntityManager,
  ended: readonly Pick<Reservation, 'id' | 'status'>[],
  endedAt: Date,
): Promise<void> {
  if (ended.length === 0) return;
  await changed(
    em,
    sql`
    update reservation set status = change.status, ended_at = ${endedAt}
    from unnest(
      ${ended.map(({ id }) => id)}::uuid[],
      ${ended.map(({ status }) => status)}::text[]
    ) as change (id, status)
    where reservation.id = change.id`,
    'FREED',
  );
}

/** Sells what is held. */
export async function confirmHolds(
  em: EntityManager,
  confirmed: readonly { id: string; paymentId: string }[],
  endedAt: Date,
): Promise<void> {
  if (confirmed.length === 0) return;
  await changed(
    em,
    sql`
    update reservation set status = 'CONFIRMED', ended_at = ${endedAt}, payment_id = change.payment_id
    from unnest(
      ${confirmed.map(({ id }) => id)}::uuid[],
      ${confirmed.map(({ paymentId }) => paymentId)}::uuid[]
    ) as change (id, payment_id)
    where reservation.id = change.id`,
    'SOLD',
  );
}

/** Reservations and their seats change together. */
async function changed(
  em: EntityManager,
  update: RawBuilder<unknown>,
  seats: 'FREED' | 'SOLD',
): Promise<void> {
  await sql`
    with reservations as (${update} returning reservation.id)
    update reserved_seat set status = ${seats}
    from reservations where reservation_id = reservations.id`.execute(em.getKysely());
}
