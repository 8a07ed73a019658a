import { sql } from 'kysely';
import { SEAT_RECENTLY_YOURS_SECONDS } from '../../config/limits.ts';
import type { EntityManager } from '../database/connect.ts';
import { DATABASE_NOW_MS } from '../lane/clock.ts';
import {
  RESERVATION_COLUMNS,
  type Reservation,
  type ReservationRow,
  reservationOfRow,
} from '../sale/reservations.ts';
import { type QueueToken, TOKEN_COLUMNS, type TokenRow, tokenOfRow } from '../sale/tokens.ts';
import type { BookedSeat } from './seat-book.ts';

/** What one request must have loaded, and locked where it may change, before it can be decided. */
export interface Wanted {
  /** Ids of queue tokens, locked. */
  tokens: readonly string[];
  /** Who has these seats, and what they cost. */
  seats?: readonly { date: string; number: number }[];
  /** Ids of reservations, locked. */
  reservations?: readonly string[];
  /** Ids of reservations of which it is wanted what each seat costs. */
  pricesOf?: readonly string[];
  /** Ids of tokens of which all holds are wanted, locked. */
  holdsOf?: readonly string[];
  /** Users whose wallets are wanted, locked. */
  wallets?: readonly string[];
  /** Users of whom it is wanted how many seats of the concert they hold or own, and which they had a moment ago. */
  seatsOf?: readonly string[];
}

/** A date of the concert, as far as a hold needs it; one that is put away has none. */
export interface BookedDate {
  id: string;
  date: string;
  startsAt: Date;
}

/** What a seat of a reservation costs. */
export interface SeatPrice {
  reservationId: string;
  number: number;
  price: number;
}

/** A wanted seat that a user gave back, or let run out, a moment ago. */
export interface RecentSeat {
  userId: string;
  date: string;
  number: number;
  freedAt: Date;
}

export interface Loaded {
  dates: BookedDate[];
  seats: BookedSeat[];
  recent: RecentSeat[];
  prices: SeatPrice[];
  /** Those due, and the holders of wanted seats whose hold has run out although nobody has ended it yet. */
  ending: string[];
  tokens: QueueToken[];
  reservations: Reservation[];
  /** By user. */
  balances: Map<string, number>;
  /** How many seats of the concert each user holds or owns. */
  liveSeats: Map<string, number>;
  /** The database's clock after the last lock was taken. */
  now: Date;
}

interface Found {
  dates: { id: string; date: string; startsAtMs: number }[];
  seats: (BookedSeat & { overdue: boolean | null; tokenId: string | null })[];
  recent: (Omit<RecentSeat, 'freedAt'> & { freedAtMs: number })[];
  prices: SeatPrice[];
  ending: string[];
  tokens: TokenRow[];
  reservations: ReservationRow[];
  wallets: { id: string; balance: number }[];
  live: { userId: string; seats: number }[];
  now: number;
}

/**
 * Reads dates and seats, and locks, in the order in which everybody does: the tokens with which the requests came
 * and those under which ending holds were made, for whoever ends a token locks it before its holds; then the
 * reservations; then the wallets. A row that somebody held is read as it is under the lock. Each step counts what the one
 * before it found, and so comes after it. One SQL statement, where the builder would need ten selects: seven columns of
 * one alone cost it 56 µs and SQL 8, and each round trip more would be 160.
 */
export async function loadWanted(
  em: EntityManager,
  concertId: string,
  wanted: readonly Wanted[],
  /** Holds whose time has run out. */
  due: readonly string[],
): Promise<Loaded> {
  const all = <Name extends keyof Wanted>(name: Name) =>
    wanted.flatMap((one): readonly NonNullable<Wanted[Name]>[number][] => one[name] ?? []);
  const seats = all('seats');
  const { rows } = await sql<Found>`
    with wanted as materialized (
      select distinct date, number from unnest(
        ${seats.map(({ date }) => date)}::date[],
        ${seats.map(({ number }) => number)}::int[]
      ) as w (date, number)
    ), dates as materialized (
      select id, concert_date.date, starts_at from concert_date
      where concert_id = ${concertId} and concert_date.date in (select date from wanted)
        and not (select archived from concert where id = ${concertId})
    ), seats as materialized (
      select dates.date::text as date, seat.number, seat.price, reserved.reservation_id as holder,
             reservation.token_id as "tokenId",
             reservation.status = 'HELD' and reservation.expires_at <= clock_timestamp() as overdue
      from wanted
      join dates using (date)
      join seat on seat.date_id = dates.id and seat.number = wanted.number
      left join reserved_seat reserved on reserved.date_id = seat.date_id
        and reserved.seat_number = seat.number and reserved.status in ('HELD', 'SOLD')
      left join reservation on reservation.id = reserved.reservation_id
    ), freed as materialized (
      select dates.date::text as date, seat_number, reservation_id, freed_at, reserved_seat.status
      from wanted join dates using (date)
      join reserved_seat on date_id = dates.id and seat_number = wanted.number
      where freed_at > statement_timestamp() - make_interval(secs => ${SEAT_RECENTLY_YOURS_SECONDS})
    ), recent as materialized (
      select user_id as "userId", freed.date, seat_number as number,
             floor(extract(epoch from max(least(freed_at, expires_at))) * 1000)::float8 as "freedAtMs"
      from freed join reservation on reservation.id = reservation_id
      where user_id = any(${all('seatsOf')}::uuid[])
        and (end_reason is distinct from 'operator' or freed.status = 'RETURNED')
      group by user_id, freed.date, seat_number
    ), prices as materialized (
      select reservation_id as "reservationId", seat_number as number, price from reserved_seat
      where reservation_id = any(${all('pricesOf')}::uuid[])
    ), ending as materialized (
      select id, token_id from reservation where id = any(${due}::uuid[])
      union select holder, "tokenId" from seats where overdue
    ), tokens as materialized (
      select ${TOKEN_COLUMNS} from queue_token
      where id = any(array(select unnest(${all('tokens')}::uuid[]) union select token_id from ending))
      order by id for update
    ), named as materialized (
      select id, concert_id from reservation
      where id = any(array(select unnest(${all('reservations')}::uuid[]) union select id from ending))
      union
      select reservation.id, concert_id
      from unnest(${all('holdsOf')}::uuid[]) as token (id)
      join reservation on token_id = token.id and status = 'HELD'
    ), reservations as materialized (
      select ${RESERVATION_COLUMNS} from reservation
      where id = any(array(select id from named where concert_id = ${concertId}))
        and (select count(*) from tokens) >= 0
      order by id for update
    ), wallets as materialized (
      select id, balance::float8 as balance from account
      where id = any(${all('wallets')}::uuid[]) and kind = 'wallet' and (select count(*) from reservations) >= 0
      order by id for update
    ), live as materialized (
      select user_id as "userId", sum(cardinality(seat_numbers)) as seats from reservation
      where concert_id = ${concertId} and user_id = any(${all('seatsOf')}::uuid[])
        and status in ('HELD', 'CONFIRMED') and (status = 'CONFIRMED' or expires_at > clock_timestamp())
      group by user_id
    )
    select
      (select coalesce(json_agg(json_build_object('id', id, 'date', date,
         'startsAtMs', floor(extract(epoch from starts_at) * 1000))), '[]') from dates) as dates,
      (select coalesce(json_agg(seats), '[]') from seats) as seats,
      (select coalesce(json_agg(recent), '[]') from recent) as recent,
      (select coalesce(json_agg(prices), '[]') from prices) as prices,
      (select coalesce(json_agg(id), '[]') from ending) as ending,
      (select coalesce(json_agg(tokens), '[]') from tokens) as tokens,
      (select coalesce(json_agg(reservations), '[]') from reservations) as reservations,
      (select coalesce(json_agg(wallets), '[]') from wallets) as wallets,
      (select coalesce(json_agg(live), '[]') from live) as live,
      (select ${DATABASE_NOW_MS} from (select count(*) from wallets) as locked) as now`.execute(
    em.getKysely(),
  );
  const [found] = rows;
  if (found === undefined) throw new Error('a query without a table answered no row');
  return {
    dates: found.dates.map(({ id, date, startsAtMs }) => ({ id, date, startsAt: new Date(startsAtMs) })),
    seats: found.seats,
    recent: found.recent.map(({ freedAtMs, ...seat }) => ({ ...seat, freedAt: new Date(freedAtMs) })),
    prices: found.prices,
    ending: found.ending,
    // By id alone: with the concert beside it PostgreSQL might go through all of the concert's tokens instead.
    tokens: found.tokens.map(tokenOfRow).filter((token) => token.concertId === concertId),
    reservations: found.reservations.map(reservationOfRow),
    balances: new Map(found.wallets.map(({ id, balance }) => [id, balance])),
    liveSeats: new Map(found.live.map(({ userId, seats }) => [userId, seats])),
    now: new Date(found.now),
  };
}
