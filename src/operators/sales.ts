import { sql } from 'kysely';
import { z } from 'zod';
import { SALES_PAGE } from '../../config/limits.ts';
import { route } from '../contract/call.ts';
import { givenId, id, instant, money } from '../contract/fields.ts';
import { next, pageOf } from '../contract/page.ts';
import type { Orm } from '../database/connect.ts';
import { iso } from '../database/iso.ts';

/** A sale at a glance. */
const saleAnswer = z
  .object({
    id: givenId,
    title: z.string(),
    venue: z.string().nullable(),
    saleOpensAt: instant.nullable(),
    saleClosesAt: instant.nullable(),
    paused: z.boolean(),
    capacity: z.int(),
    admitPerMinute: z.int().nullable(),
    waiting: z.int(),
    active: z.int(),
    held: z.int().describe('Seats'),
    sold: z.int().describe('Seats'),
    seats: z.int().describe('All seats of all dates'),
    revenue: money,
  })
  .meta({ id: 'Sale' });

export const getSales = route({
  path: '/v1/admin/concerts',
  tag: 'Operators',
  summary: 'Every sale at a glance, newest first',
  notes: 'Counted when asked. `held`, `sold` and `seats` are seats.',
  credential: 'operator',
  query: z.object({ after: id.optional().describe('The concert after which the page begins') }),
  description: 'A page of sales',
  answer: z.object({ concerts: z.array(saleAnswer), next }).meta({ id: 'Sales' }),
  examples: {
    answer: {
      concerts: [
        {
          id: '6f1d2c9e-4b0a-4e57-9a3c-1d2b8f60c7a1',
          title: 'Spring Tour 2027',
          venue: 'Olympic Hall, Seoul',
          saleOpensAt: '2027-03-02T11:00:00.000Z',
          saleClosesAt: null,
          paused: false,
          capacity: 500,
          admitPerMinute: null,
          waiting: 3_900,
          active: 500,
          held: 388,
          sold: 527,
          seats: 2_400,
          revenue: 48_730_000,
        },
      ],
      next: null,
    },
  },
  async handle(call, { orm }: { orm: Orm }) {
    const { after } = call.query;
    const position =
      after === undefined
        ? sql`true`
        : sql`(created_at, id) < (select created_at, id from concert where id = ${after})`;
    const found = await sql<z.output<typeof saleAnswer>>`
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
      order by created_at desc, concert.id desc`.execute(orm.em.fork().getKysely());
    const { rows, next } = pageOf(found.rows, SALES_PAGE, call, (last) => ({ after: last.id }));
    return { concerts: rows, next };
  },
});
