import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { iso } from '../database/iso.ts';
import type { SeatStatus } from './events.ts';

export interface DateView {
  date: string;
  startsAt: string;
  seatsTotal: number;
  seatsAvailable: number;
  /** The lowest price among seats that are not sold, in the currency's minor unit. */
  priceFrom: number;
}

export interface SeatView {
  number: number;
  status: SeatStatus;
  price: number;
  section?: string;
  row?: string;
}

const LIVE_SEATS = sql`
  seat left join reserved_seat reserved on reserved.date_id = seat.date_id
    and reserved.seat_number = seat.number and reserved.status in ('HELD', 'SOLD')`;

/** The dates that can still be booked: not past, and with a seat that is not sold. */
export async function readDates(em: EntityManager, concertId: string): Promise<DateView[]> {
  const { rows } = await sql<DateView>`
    select concert_date.date::text as date, ${iso('concert_date.starts_at')} as "startsAt",
           seats_total as "seatsTotal", available as "seatsAvailable", price_from as "priceFrom"
    from concert_date cross join lateral (
      select count(*) filter (where reserved.status is null)::int as available,
             min(seat.price) filter (where reserved.status is distinct from 'SOLD') as price_from
      from ${LIVE_SEATS} where seat.date_id = concert_date.id
    ) as seats
    where concert_id = ${concertId} and starts_at > clock_timestamp() and price_from is not null
    order by starts_at`.execute(em.getKysely());
  return rows;
}

/** The seats of a date by number, or null when the concert has no such date. */
export async function readSeats(
  em: EntityManager,
  concertId: string,
  date: string,
): Promise<SeatView[] | null> {
  const { rows } = await sql<{
    number: number;
    status: SeatStatus;
    price: number;
    section: string;
    row: string;
  }>`
    select seat.number, coalesce(reserved.status, 'AVAILABLE') as status, seat.price, section, row
    from concert_date join (${LIVE_SEATS}) on seat.date_id = concert_date.id
    where concert_date.concert_id = ${concertId} and concert_date.date = ${date}
    order by seat.number`.execute(em.getKysely());
  if (rows.length === 0) return null;
  return rows.map(({ number, status, price, section, row }) =>
    section === null ? { number, status, price } : { number, status, price, section, row },
  );
}
