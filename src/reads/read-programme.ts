import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { iso } from '../database/iso.ts';

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
