import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { SALES_PAGE } from '../../config/limits.ts';
import { iso } from '../database/iso.ts';

/** A sale at a glance. Held, sold and all are seats. */
export interface SaleView {
  id: string;
  title: string;
  venue: string | null;
  saleOpensAt: string | null;
  saleClosesAt: string | null;
  paused: boolean;
  capacity: number;
  admitPerMinute: number | null;
  waiting: number;
  active: number;
  held: number;
  sold: number;
  seats: number;
  revenue: number;
}

/** A page of sales, newest first, after the concert named by the cursor. */
export async function readSales(
  em: EntityManager,
  after: string | null,
): Promise<{ concerts: SaleView[]; next: string | null }> {
  const position =
    after === null
      ? sql`true`
      : sql`(created_at, id) < (select created_at, id from concert where id = ${after})`;
  const { rows } = await sql<SaleView>`
    select concert.id, title, venue, ${iso('sale_opens_at')} as "saleOpensAt",
      ${iso('sale_closes_at')} as "saleClosesAt", paused, capacity, admit_per_minute as "admitPerMinute",
      waiting, held, sold, seats,
      (select count(*)::int from queue_token where concert_id = concert.id and status = 'ACTIVE') as active,
      (select coalesce(sum(amount), 0)::float8 from entry where account_id = concert.id) as revenue
    from (
      select * from concert where ${position} order by created_at desc, id desc limit ${SALES_PAGE + 1}
    ) as concert
    join waiting_room on waiting_room.concert_id = concert.id
    cross join lateral (
      select coalesce(sum(seats_total), 0)::int as seats, coalesce(sum(taken.held), 0)::int as held,
             coalesce(sum(taken.sold), 0)::int as sold
      from concert_date cross join lateral (
        select count(*) filter (where status = 'HELD') as held, count(*) filter (where status = 'SOLD') as sold
        from reserved_seat where date_id = concert_date.id and status in ('HELD', 'SOLD')
      ) as taken
      where concert_date.concert_id = concert.id
    ) as counted
    order by created_at desc, concert.id desc`.execute(em.getKysely());
  const concerts = rows.slice(0, SALES_PAGE);
  return { concerts, next: rows.length > SALES_PAGE ? (concerts.at(-1)?.id ?? null) : null };
}
