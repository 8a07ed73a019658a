import { sql } from 'kysely';
import { z } from 'zod';
import { Reply, route } from '../contract/call.ts';
import { instant, money } from '../contract/fields.ts';
import { next } from '../contract/page.ts';
import { Refusal } from '../contract/refusals.ts';
import type { EntityManager, Orm } from '../database/connect.ts';
import { iso } from '../database/iso.ts';
import type { ConcertReads } from '../reads/concert-reads.ts';
import { tagOf } from './revision.ts';

/** A date as an operator described it, and whether anybody has taken a seat. */
export const datePlanAnswer = z
  .object({
    date: z.iso.date(),
    startsAt: instant,
    seats: z.int().optional().describe('Where they are numbered through and cost the same'),
    price: money.optional(),
    seatMap: z
      .array(z.object({ section: z.string(), rows: z.int(), seatsPerRow: z.int(), price: money }))
      .optional(),
    changeable: z.boolean().describe('Whether the seats may still be replaced: nobody has ever held one'),
    movable: z
      .boolean()
      .describe('Whether it may still be moved to another day, or removed: nothing of it is held or sold'),
  })
  .meta({ id: 'DatePlan' });
export type DatePlanView = z.output<typeof datePlanAnswer>;

export const datePlanExample: DatePlanView = {
  date: '2027-05-15',
  startsAt: '2027-05-15T10:00:00.000Z',
  seatMap: [
    { section: 'R', rows: 10, seatsPerRow: 20, price: 150_000 },
    { section: 'S', rows: 20, seatsPerRow: 30, price: 110_000 },
  ],
  changeable: true,
  movable: true,
};

export const getDatePlans = route({
  path: '/v1/admin/concerts/{concertId}/dates',
  tag: 'Operators',
  summary: 'The dates of a concert with their seat maps, as they were described',
  notes: 'In the form in which they were described, so that one can be described like another.',
  credential: 'operator',
  guarded: true,
  description: 'The dates',
  answer: z.object({ dates: z.array(datePlanAnswer), next }).meta({ id: 'DatePlans' }),
  examples: { answer: { dates: [datePlanExample], next: null } },
  refusals: ['CONCERT_NOT_FOUND'],
  async handle({ params }, { orm, concerts }: { orm: Orm; concerts: ConcertReads }) {
    const { concertId } = await concerts.any(params.concertId);
    const em = orm.em.fork();
    // The tag first: it may be older than the dates, and never newer.
    const etag = await readTag(em, concertId);
    return new Reply({ dates: await readDatePlans(em, concertId), next: null }, { headers: { etag } });
  },
});

/** The plan of one date, with the tag of its concert. */
export async function replyWithDate(
  em: EntityManager,
  concertId: string,
  date: string,
): Promise<Reply<DatePlanView>> {
  const etag = await readTag(em, concertId);
  return new Reply(await readDatePlan(em, concertId, date), { headers: { etag } });
}

/** Throws `SEATS_NOT_FOUND` when the concert has, or has by now, no such date. */
export async function readDatePlan(
  em: EntityManager,
  concertId: string,
  date: string,
): Promise<DatePlanView> {
  const plan = (await readDatePlans(em, concertId)).find((one) => one.date === date);
  if (plan === undefined) throw new Refusal('SEATS_NOT_FOUND');
  return plan;
}

async function readTag(em: EntityManager, concertId: string): Promise<string> {
  const found = await em
    .getKysely()
    .selectFrom('concert')
    .select('revision')
    .where('id', '=', concertId)
    .executeTakeFirst();
  if (found === undefined) throw new Refusal('CONCERT_NOT_FOUND');
  return tagOf(found.revision);
}

interface Part {
  section: string | null;
  rows: number;
  seats: number;
  price: number;
}

/**
 * The dates of a concert with their seat maps. A section ends where the next seat has another section or price, or
 * where rows are counted from 1 again. Windows over windows, so it stays SQL.
 */
export async function readDatePlans(em: EntityManager, concertId: string): Promise<DatePlanView[]> {
  const { rows } = await sql<Omit<DatePlanView, 'seatMap'> & { parts: Part[] }>`
    select date::text as date, ${iso(sql.ref<Date>('starts_at'))} as "startsAt", parts,
      not exists (select from reserved_seat where date_id = concert_date.id) as changeable,
      not exists (
        select from reserved_seat where date_id = concert_date.id and status in ('HELD', 'SOLD')
      ) as movable
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
