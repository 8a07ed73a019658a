import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import type { Orm } from '../database/connect.ts';
import { iso } from '../database/iso.ts';
import { Remembered } from '../database/remembered.ts';

/** A date as it was announced: the same for everybody, and no word of what is still free. */
export interface AnnouncedDate {
  date: string;
  startsAt: string;
  seatsTotal: number;
  /** The lowest and the highest price, in the currency's minor unit. */
  priceFrom: number;
  priceTo: number;
}

/** The dates of each of these concerts, in order, past ones included. A concert without dates is not in it. */
export async function readProgrammes(
  em: EntityManager,
  concertIds: readonly string[],
): Promise<Map<string, AnnouncedDate[]>> {
  const { rows } = await sql<{ concertId: string; dates: AnnouncedDate[] }>`
    select concert_id as "concertId", json_agg(json_build_object(
      'date', date::text, 'startsAt', ${iso('starts_at')}, 'seatsTotal', seats_total,
      'priceFrom', price_from, 'priceTo', price_to) order by starts_at, date) as dates
    from concert_date cross join lateral (
      select min(price) as price_from, max(price) as price_to from seat where date_id = concert_date.id
    ) as prices
    where concert_id = any(${concertIds}::uuid[])
    group by concert_id`.execute(em.getKysely());
  return new Map(rows.map(({ concertId, dates }) => [concertId, dates]));
}

/** Dates and prices are changed by operators alone and cost a look at every seat, so they are remembered longer. */
const REMEMBERED_MS = 10_000;

/** The announced dates of concerts, at most `REMEMBERED_MS` old; what is changed in this process is seen at once. */
export class Programmes {
  readonly #orm: Orm;
  readonly #known = new Remembered<AnnouncedDate[]>(REMEMBERED_MS);

  constructor(orm: Orm) {
    this.#orm = orm;
  }

  /** Each of these concerts with its dates. */
  async with<Concert extends { concertId: string }>(
    concerts: readonly Concert[],
  ): Promise<(Concert & { dates: AnnouncedDate[] })[]> {
    const known = concerts.map(({ concertId }) => this.#known.get(concertId));
    const unknown = concerts.filter((_, index) => known[index] === undefined);
    const ids = unknown.map(({ concertId }) => concertId);
    const read = ids.length === 0 ? new Map() : await readProgrammes(this.#orm.em.fork(), ids);
    for (const concertId of ids) this.#known.set(concertId, read.get(concertId) ?? []);
    return concerts.map((concert, index) => ({
      ...concert,
      dates: known[index] ?? read.get(concert.concertId) ?? [],
    }));
  }

  async of(concertId: string): Promise<AnnouncedDate[]> {
    const [announced] = await this.with([{ concertId }]);
    return announced?.dates ?? [];
  }

  forget(concertId: string): void {
    this.#known.forget(concertId);
  }
}
