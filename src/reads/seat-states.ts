import { sql } from 'kysely';
import type { EntityManager } from '../database/connect.ts';

/** What never changes of a seat while it is on sale. */
export type PlannedSeat = [
  number: number,
  price: number,
  section: string | null,
  row: string | null,
  name: string | null,
];

/**
 * Who has the seats of a date, as small as can be: one letter a seat, `A`, `H` or `S`, by number. For 2,400 seats SQL
 * that makes one text took 5 ms and 0.9 ms of Node's CPU; their rows, by the builder, 11 ms and 6.
 */
export interface SeatStates {
  dateId: string;
  states: string;
  /** Another one means that the seats themselves are others: numbers, prices, sections, rows or names. */
  planHash: string;
}

/** Seats with whoever has them now. */
const LIVE_SEATS = sql`
  seat left join reserved_seat reserved on reserved.date_id = seat.date_id
    and reserved.seat_number = seat.number and reserved.status in ('HELD', 'SOLD')`;

const STATE = sql`case reserved.status when 'HELD' then 'H' when 'SOLD' then 'S' else 'A' end`;

/** Of all that `PlannedSeat` has; made of whole numbers, which costs half of what hashing the rows would. */
const PLAN_HASH = sql`bit_xor(hashint8extended(
  (seat.price::bigint << 24) | seat.number,
  coalesce(hashtextextended(section, 0), 0) # coalesce(hashtextextended(row, 1), 0)
    # coalesce(hashtextextended(name, 2), 0)
))`;

/** Who has which seat, or null when the concert has no such date. */
export function readSeatStates(
  em: EntityManager,
  concertId: string,
  date: string,
): Promise<SeatStates | null> {
  return seatsOf<SeatStates>(em, concertId, date, sql``);
}

/** The same, and the seats themselves, by number. */
export function readSeatPlan(
  em: EntityManager,
  concertId: string,
  date: string,
): Promise<(SeatStates & { seats: PlannedSeat[] }) | null> {
  const seats = sql`, json_agg(json_build_array(seat.number, seat.price, section, row, name) order by seat.number) as seats`;
  return seatsOf(em, concertId, date, seats);
}

async function seatsOf<Seats>(
  em: EntityManager,
  concertId: string,
  date: string,
  more: ReturnType<typeof sql>,
): Promise<Seats | null> {
  const { rows } = await sql<Seats>`
    select concert_date.id as "dateId", string_agg(${STATE}, '' order by seat.number) as states,
      ${PLAN_HASH}::text as "planHash" ${more}
    from concert_date join (${LIVE_SEATS}) on seat.date_id = concert_date.id
    where concert_date.concert_id = ${concertId} and concert_date.date = ${date}
    group by concert_date.id`.execute(em.getKysely());
  return rows[0] ?? null;
}

/** Who has these seats, one letter each, in the order asked for. */
export async function readStatesOf(
  em: EntityManager,
  dateId: string,
  numbers: readonly number[],
): Promise<string> {
  const { rows } = await sql<{ states: string }>`
    select string_agg(${STATE}, '' order by place) as states
    from unnest(${numbers}::int[]) with ordinality as asked (number, place)
    left join reserved_seat reserved on reserved.date_id = ${dateId}
      and reserved.seat_number = asked.number and reserved.status in ('HELD', 'SOLD')`.execute(
    em.getKysely(),
  );
  return rows[0]?.states ?? '';
}
