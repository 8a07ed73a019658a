import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import type { QueueToken } from '../waiting-room/queue-token.ts';
import { TOKEN_COLUMNS, type TokenRow, tokenOfRow } from '../waiting-room/token-table.ts';
import type { BookedSeat } from './seat-book.ts';

/** What the requests of a batch ask for, all together. */
export interface Wanted {
  tokenIds: readonly string[];
  seats: readonly { date: string; number: number }[];
  /** Holds whose time has run out. */
  due: readonly string[];
}

/** A date of the concert, as far as a hold needs it. */
export interface BookedDate {
  id: string;
  date: string;
  startsAt: Date;
}

export interface Loaded {
  dates: BookedDate[];
  seats: BookedSeat[];
  /** Those due, and the holders of wanted seats whose hold has run out although nobody has ended it yet. */
  ending: string[];
  tokens: QueueToken[];
}

interface Found {
  dates: { id: string; date: string; startsAtMs: number }[];
  seats: (BookedSeat & { overdue: boolean | null; tokenId: string | null })[];
  ending: string[];
  tokens: TokenRow[];
}

/**
 * Reads dates and seats, and locks the tokens: those that the requests came with, and those under which ending
 * holds were made, for whoever ends a token locks it before its holds, and so do we.
 */
export async function loadWanted(em: EntityManager, concertId: string, wanted: Wanted): Promise<Loaded> {
  const { rows } = await sql<Found>`
    with wanted as materialized (
      select distinct date, number from unnest(
        ${wanted.seats.map(({ date }) => date)}::date[],
        ${wanted.seats.map(({ number }) => number)}::int[]
      ) as w (date, number)
    ), dates as materialized (
      select id, concert_date.date, starts_at from concert_date
      where concert_id = ${concertId} and concert_date.date in (select date from wanted)
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
    ), ending as materialized (
      select id, token_id from reservation where id = any(${wanted.due}::uuid[])
      union select holder, "tokenId" from seats where overdue
    ), tokens as materialized (
      select ${TOKEN_COLUMNS} from queue_token
      where id = any(array(select unnest(${wanted.tokenIds}::uuid[]) union select token_id from ending))
      order by id for update
    )
    select
      (select coalesce(json_agg(json_build_object('id', id, 'date', date,
         'startsAtMs', floor(extract(epoch from starts_at) * 1000))), '[]') from dates) as dates,
      (select coalesce(json_agg(seats), '[]') from seats) as seats,
      (select coalesce(json_agg(id), '[]') from ending) as ending,
      (select coalesce(json_agg(tokens), '[]') from tokens) as tokens`.execute(em.getKysely());
  const [found] = rows;
  if (found === undefined) throw new Error('a query without a table answered no row');
  return {
    dates: found.dates.map(({ id, date, startsAtMs }) => ({ id, date, startsAt: new Date(startsAtMs) })),
    seats: found.seats,
    ending: found.ending,
    // By id alone: with the concert beside it PostgreSQL might go through all of the concert's tokens instead.
    tokens: found.tokens.map(tokenOfRow).filter((token) => token.concertId === concertId),
  };
}
