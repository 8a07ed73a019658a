import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { iso } from '../database/iso.ts';

/** A date as an operator described it, and whether anybody has taken a seat. */
export interface DatePlanView {
  date: string;
  startsAt: string;
  seats?: number;
  price?: number;
  seatMap?: { section: string; rows: number; seatsPerRow: number; price: number }[];
  /** Whether its seats may still be replaced: nobody has ever held one. */
  changeable: boolean;
}

interface Part {
  section: string | null;
  rows: number;
  seats: number;
  price: number;
}

/**
 * The dates of a concert with their seat maps. A section ends where the next seat has another section or price, or
 * where rows are counted from 1 again.
 */
export async function readDatePlans(em: EntityManager, concertId: string): Promise<DatePlanView[]> {
  const { rows } = await sql<Omit<DatePlanView, 'seatMap'> & { parts: Part[] }>`
    select date::text as date, ${iso('starts_at')} as "startsAt", parts,
      not exists (select from reserved_seat where date_id = concert_date.id) as changeable
    from concert_date cross join lateral (
      select json_agg(json_build_object('section', section, 'rows', rows, 'seats', seats, 'price', price)
        order by first_number) as parts
      from (
        select min(number) as first_number, section, price, count(*)::int as seats,
          coalesce(max(row::int), 1) as rows
        from (
          select *, sum(begins::int) over (order by number) as part from (
            select number, section, row, price, coalesce(
              section is distinct from lag(section) over in_order
                or price <> lag(price) over in_order or row::int < lag(row::int) over in_order, false) as begins
            from seat where date_id = concert_date.id window in_order as (order by number)
          ) as marked
        ) as numbered
        group by part, section, price
      ) as sections
    ) as hall
    where concert_id = ${concertId} order by concert_date.date`.execute(em.getKysely());
  return rows.map(({ parts, ...evening }) => ({ ...evening, ...hallOf(parts) }));
}

/** Seats without a section were described by their number and one price. */
function hallOf(parts: readonly Part[]): Pick<DatePlanView, 'seats' | 'price' | 'seatMap'> {
  const [first] = parts;
  if (first === undefined || first.section === null) return { seats: first?.seats, price: first?.price };
  return {
    seatMap: parts.map(({ section, rows, seats, price }) => ({
      section: section ?? '',
      rows,
      seatsPerRow: seats / rows,
      price,
    })),
  };
}
