import { type RawBuilder, sql } from 'kysely';
import { z } from 'zod';
import { instant } from '../contract/fields.ts';
import type { EntityManager } from '../database/connect.ts';
import { iso } from '../database/iso.ts';
import { NOW } from '../lane/clock.ts';
import { AVAILABILITIES, availabilityOf, SALE_STATES } from '../sale/sale-state.ts';

/** Where a sale stands, as everybody may see it. */
export const saleView = z
  .object({
    state: z
      .enum(SALE_STATES)
      .describe(
        '`SOLD_OUT`: nothing is free and nothing is held; it turns back when something is freed. `CLOSED`: its time is over, or its last date has begun',
      ),
    opensAt: instant.optional(),
    preQueueOpensAt: instant.optional(),
    closesAt: instant.optional(),
    availability: z
      .enum(AVAILABILITIES)
      .describe('How much is free of all dates to come; `FEW`: no more than a tenth, rounded up'),
  })
  .meta({ id: 'SaleState' });
export type SaleView = z.output<typeof saleView>;

/** What a state is made of, by the database's clock. */
export interface SaleFigures {
  opened: boolean;
  over: boolean;
  total: number;
  sold: number;
  held: number;
  /** In how many milliseconds time alone changes it; null when never. */
  changesInMs: number | null;
}

/**
 * The figures of the concert in this query: dates carry what is sold of them, and holds are as many as are inside, so
 * nothing is counted that grows with the hall. SQL inside a builder's query: five figures of one look at the dates.
 */
export const SALE_FIGURES: RawBuilder<SaleFigures> = sql<SaleFigures>`(
  select json_build_object(
    'opened', coalesce(sale_opens_at <= ${NOW}, true),
    'over', archived or coalesce(sale_closes_at <= ${NOW}, false) or coalesce(last_starts_at <= ${NOW}, true),
    'total', total, 'sold', sold,
    'held', (
      select coalesce(sum(cardinality(seat_numbers)), 0) from reservation join concert_date on concert_date.id = date_id
      where reservation.concert_id = concert.id and reservation.status = 'HELD' and expires_at > '-infinity'
        and starts_at > ${NOW}
    ),
    'changesInMs', ceil(extract(epoch from (
      select min(at) from (values (sale_opens_at), (sale_closes_at), (next_starts_at)) as change (at) where at > ${NOW}
    ) - ${NOW}) * 1000)
  )
  from (
    select max(starts_at) as last_starts_at, min(starts_at) filter (where starts_at > ${NOW}) as next_starts_at,
      coalesce(sum(seats_total) filter (where starts_at > ${NOW}), 0) as total,
      coalesce(sum(seats_sold) filter (where starts_at > ${NOW}), 0) as sold
    from concert_date where concert_id = concert.id
  ) as dates
)`;

interface Times {
  saleOpensAt: string | null;
  saleClosesAt: string | null;
}

export function saleOf({ saleOpensAt, saleClosesAt }: Times, figures: SaleFigures): SaleView {
  const { opened, over, total, sold, held } = figures;
  const soldOut = sold >= total;
  return {
    state: over ? 'CLOSED' : !opened ? 'ANNOUNCED' : soldOut ? 'SOLD_OUT' : 'ON_SALE',
    ...(saleOpensAt === null ? {} : { opensAt: saleOpensAt }),
    ...(saleClosesAt === null ? {} : { closesAt: saleClosesAt }),
    availability: availabilityOf(total - sold - held, total),
  };
}

/** Where the sale stands now, and in how many milliseconds time alone changes that; null when there is no such concert. */
export async function readSale(
  em: EntityManager,
  concertId: string,
): Promise<{ sale: SaleView; changesInMs: number | null } | null> {
  const { rows } = await sql<Times & { figures: SaleFigures }>`
    select ${iso(sql.ref<Date | null>('sale_opens_at'))} as "saleOpensAt",
      ${iso(sql.ref<Date | null>('sale_closes_at'))} as "saleClosesAt",
      ${SALE_FIGURES} as figures
    from concert where id = ${concertId}`.execute(em.getKysely());
  const [found] = rows;
  if (found === undefined) return null;
  return { sale: saleOf(found, found.figures), changesInMs: found.figures.changesInMs };
}
