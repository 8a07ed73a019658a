import { type RawBuilder, sql } from 'kysely';

type Rows = RawBuilder<unknown>;

/** The rows that a look begins with; what belongs to them it finds by their keys. */
export interface Scope {
  /** Whether these are all rows. */
  whole: boolean;
  requests: Rows;
  reservations: Rows;
  /** Reservations that may belong to these payments. */
  sales: Rows;
  tokens: Rows;
  /** Tokens of those who came, a stretch of each line. */
  joins: Rows;
  transfers: Rows;
  payments: Rows;
  /** Entries of the ledger, and the accounts that they changed. */
  entries: Rows;
  accounts: Rows;
  /** The dates, and the seats that somebody has, in which reservations changed. */
  dates: Rows;
  takenSeats: Rows;
}

export const EVERYTHING: Scope = {
  whole: true,
  requests: sql`request`,
  reservations: sql`reservation`,
  sales: sql`reservation`,
  tokens: sql`queue_token`,
  joins: sql`queue_token`,
  transfers: sql`transfer`,
  payments: sql`payment`,
  entries: sql`entry`,
  accounts: sql`account`,
  dates: sql`concert_date`,
  takenSeats: sql`reserved_seat`,
};

/** What was written or changed at `since` or later, by the database's clock; requests that wait always are. */
export function changedSince(since: Date): Scope {
  const reservations = sql`(select * from reservation where held_at >= ${since} or ended_at >= ${since})`;
  const transfers = sql`(select * from transfer where at >= ${since})`;
  const entries = sql`(select entry.* from ${transfers} as recent join entry on transfer_id = recent.id)`;
  return {
    whole: false,
    requests: sql`(select * from request where settled_at >= ${since} union all select * from request where status = 'queued')`,
    reservations,
    // A payment and what it bought are of one batch, so they are of one second.
    sales: sql`(select * from reservation where ended_at >= ${since}::timestamptz - interval '1 minute')`,
    tokens: sql`(select * from queue_token where joined_at >= ${since} or admitted_at >= ${since} or ended_at >= ${since})`,
    joins: sql`(select * from queue_token where joined_at >= ${since})`,
    transfers,
    payments: sql`(select * from payment where paid_at >= ${since})`,
    entries,
    accounts: sql`(select * from account where id in (select account_id from ${entries} as moved))`,
    dates: sql`(select * from concert_date where id in (select date_id from ${reservations} as changed))`,
    takenSeats: sql`(
      select distinct taken.* from ${reservations} as changed
      join reserved_seat as touched on touched.reservation_id = changed.id
      join reserved_seat as taken on taken.date_id = touched.date_id and taken.seat_number = touched.seat_number
      where taken.status in ('HELD', 'SOLD'))`,
  };
}
