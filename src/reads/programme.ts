import { sql } from 'kysely';
import { AVAILABILITY_MS } from '../../config/limits.ts';
import { AskedTogether } from '../database/asked-together.ts';
import type { EntityManager, Orm } from '../database/connect.ts';
import { iso } from '../database/iso.ts';
import { Remembered } from '../database/remembered.ts';
import { NOW } from '../lane/clock.ts';
import { type Availability, availabilityOf } from '../sale/sale-state.ts';

/** Seats of one price on a date. */
interface PricedSeats {
  price: number;
  /** The sections that have it, where the hall has any. */
  sections: string[];
  seatsTotal: number;
}

/** A date as it was announced: the same for everybody. */
interface AnnouncedDate {
  date: string;
  startsAt: string;
  seatsTotal: number;
  /** The lowest and the highest price, in the currency's minor unit. */
  priceFrom: number;
  priceTo: number;
  prices: PricedSeats[];
}

interface Free {
  seatsFree: number;
  availability: Availability;
}

/** The same with what is free of it now. */
export interface ProgrammeDate extends Omit<AnnouncedDate, 'prices'>, Free {
  /** Whether it has begun: then nothing of it is free. */
  past: boolean;
  prices: (PricedSeats & Free)[];
}

/** The dates of each of these concerts, in order, past ones included. A concert without dates is not in it. */
async function readAnnounced(
  em: EntityManager,
  concertIds: readonly string[],
): Promise<Map<string, AnnouncedDate[]>> {
  const { rows } = await sql<{ concertId: string } & AnnouncedDate>`
    select concert_id as "concertId", date::text as date, ${iso(sql.ref<Date>('starts_at'))} as "startsAt",
      seats_total as "seatsTotal", price_from as "priceFrom", price_to as "priceTo", prices
    from concert_date cross join lateral (
      select min(price) as price_from, max(price) as price_to,
        json_agg(json_build_object('price', price, 'sections', sections, 'seatsTotal', seats) order by price desc) as prices
      from (
        select price, count(*) as seats, coalesce(array_agg(distinct section) filter (where section is not null), '{}') as sections
        from seat where date_id = concert_date.id group by price
      ) as priced
    ) as hall
    where concert_id = any(${concertIds}::uuid[])
    order by starts_at, date`.execute(em.getKysely());
  return byConcert(rows);
}

/** What is not free of a date, by price. */
interface Taken {
  date: string;
  past: boolean;
  seats: Record<string, number>;
}

/** A reserved seat knows its price, so the hall itself is not looked at. */
async function readTaken(em: EntityManager, concertIds: readonly string[]): Promise<Map<string, Taken[]>> {
  const { rows } = await sql<{ concertId: string } & Taken>`
    select concert_id as "concertId", date::text as date, starts_at <= ${NOW} as past, coalesce((
      select json_object_agg(price, seats) from (
        select price, count(*) as seats from reserved_seat
        where date_id = concert_date.id and status in ('HELD', 'SOLD') group by price
      ) as priced
    ), '{}') as seats
    from concert_date where concert_id = any(${concertIds}::uuid[])`.execute(em.getKysely());
  return byConcert(rows);
}

function byConcert<Row extends { concertId: string }>(
  rows: readonly Row[],
): Map<string, Omit<Row, 'concertId'>[]> {
  const found = new Map<string, Omit<Row, 'concertId'>[]>();
  for (const { concertId, ...row } of rows) found.set(concertId, [...(found.get(concertId) ?? []), row]);
  return found;
}

const programmeOf = (announced: readonly AnnouncedDate[], taken: readonly Taken[]): ProgrammeDate[] =>
  announced.map((date) =>
    withFree(
      date,
      taken.find((one) => one.date === date.date),
    ),
  );

/** The dates of a concert as they are at this moment. */
export async function readProgramme(em: EntityManager, concertId: string): Promise<ProgrammeDate[]> {
  const announced = await readAnnounced(em, [concertId]);
  const taken = await readTaken(em, [concertId]);
  return programmeOf(announced.get(concertId) ?? [], taken.get(concertId) ?? []);
}

function withFree({ prices, ...date }: AnnouncedDate, taken: Taken | undefined): ProgrammeDate {
  const past = taken?.past ?? false;
  const freeOf = (free: number, total: number): Free => ({
    seatsFree: free,
    availability: availabilityOf(free, total),
  });
  const priced = prices.map((part) => {
    const free = past ? 0 : Math.max(part.seatsTotal - (taken?.seats[part.price] ?? 0), 0);
    return { ...part, ...freeOf(free, part.seatsTotal) };
  });
  const free = priced.reduce((sum, { seatsFree }) => sum + seatsFree, 0);
  return { ...date, past, ...freeOf(free, date.seatsTotal), prices: priced };
}

/** Dates and prices are changed by operators alone and cost a look at every seat, so they are remembered longer. */
const REMEMBERED_MS = 10_000;

/**
 * The dates of concerts with what is free of them by price: announced ones at most `REMEMBERED_MS` old, and what is taken
 * at most `AVAILABILITY_MS`, however many ask. What an operator changes in this process is seen at once.
 */
export class Programmes {
  readonly #announced = new Remembered<Promise<AnnouncedDate[]>>(REMEMBERED_MS);
  readonly #taken = new Remembered<Promise<Taken[]>>(AVAILABILITY_MS);
  readonly #askAnnounced: AskedTogether<AnnouncedDate[]>;
  readonly #askTaken: AskedTogether<Taken[]>;

  constructor(orm: Orm) {
    this.#askAnnounced = new AskedTogether((ids) => readAnnounced(orm.em.fork(), ids), []);
    this.#askTaken = new AskedTogether((ids) => readTaken(orm.em.fork(), ids), []);
  }

  /** Each of these concerts with its dates. */
  with<Concert extends { concertId: string }>(
    concerts: readonly Concert[],
  ): Promise<(Concert & { dates: ProgrammeDate[] })[]> {
    return Promise.all(
      concerts.map(async (concert) => ({ ...concert, dates: await this.of(concert.concertId) })),
    );
  }

  async of(concertId: string): Promise<ProgrammeDate[]> {
    const [announced, taken] = await Promise.all([
      this.#announced.orRead(concertId, () => this.#askAnnounced.of(concertId)),
      this.#taken.orRead(concertId, () => this.#askTaken.of(concertId)),
    ]);
    return programmeOf(announced, taken);
  }

  forget(concertId: string): void {
    this.#announced.forget(concertId);
    this.#taken.forget(concertId);
  }
}
