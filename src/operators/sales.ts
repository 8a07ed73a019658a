import { z } from 'zod';
import { SALES_PAGE } from '../../config/limits.ts';
import { route } from '../contract/call.ts';
import { givenId, id, instant, money } from '../contract/fields.ts';
import { next, pageOf } from '../contract/page.ts';
import type { Orm } from '../database/connect.ts';
import { iso } from '../database/iso.ts';
import { SALE_FIGURES, saleOf, saleView } from '../reads/sale.ts';
import { insideOf, revenueOf, seatFigures } from './seat-figures.ts';

/** Of which concerts. */
const SHOWN = ['current', 'drafts', 'archived', 'all'] as const;

/** A sale at a glance. */
const saleAnswer = z
  .object({
    id: givenId,
    title: z.string(),
    venue: z.string().nullable(),
    saleOpensAt: instant.nullable(),
    saleClosesAt: instant.nullable(),
    draft: z.boolean().describe('Seen by operators alone'),
    archived: z.boolean().describe('Put away, and in no list of fans'),
    paused: z.boolean(),
    capacity: z.int(),
    admitPerMinute: z.int().nullable(),
    waiting: z.int(),
    active: z.int(),
    held: z.int().describe('Seats'),
    sold: z.int().describe('Seats'),
    seats: z.int().describe('All seats of all dates'),
    revenue: money,
    sale: saleView,
  })
  .meta({ id: 'Sale' });

export const getSales = route({
  path: '/v1/admin/concerts',
  tag: 'Operators',
  summary: 'Every sale at a glance, newest first',
  notes: 'Counted when asked. `held`, `sold` and `seats` are seats.',
  credential: 'operator',
  query: z.object({
    after: id.optional().describe('The concert after which the page begins'),
    show: z
      .enum(SHOWN)
      .optional()
      .describe('`current` unless given: all but the archived ones, drafts among them'),
  }),
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
          draft: false,
          archived: false,
          paused: false,
          capacity: 500,
          admitPerMinute: null,
          waiting: 3_900,
          active: 500,
          held: 388,
          sold: 527,
          seats: 2_400,
          revenue: 48_730_000,
          sale: { state: 'ON_SALE', opensAt: '2027-03-02T11:00:00.000Z', availability: 'MANY' },
        },
      ],
      next: null,
    },
  },
  async handle(call, { orm }: { orm: Orm }) {
    const { after, show = 'current' } = call.query;
    const em = orm.em.fork();
    const found = await em
      .getKysely()
      .selectFrom(({ selectFrom }) =>
        selectFrom('concert')
          .selectAll()
          .where((eb) =>
            after === undefined
              ? eb.lit(true)
              : eb(
                  eb.refTuple('created_at', 'id'),
                  '<',
                  eb
                    .selectFrom('concert as last')
                    .select(['created_at', 'id'])
                    .where('last.id', '=', after)
                    .$asTuple('created_at', 'id'),
                ),
          )
          .where(({ eb, and }) =>
            and([
              ...(show === 'all' ? [] : [eb('archived', '=', show === 'archived')]),
              ...(show === 'drafts' ? [eb('draft', '=', true)] : []),
            ]),
          )
          .orderBy('created_at', 'desc')
          .orderBy('id', 'desc')
          .limit(SALES_PAGE + 1)
          .as('concert'),
      )
      .innerJoin('waiting_room', 'waiting_room.concert_id', 'concert.id')
      .innerJoinLateral(
        ({ ref }) => seatFigures(em, ref('concert.id')),
        (join) => join.onTrue(),
      )
      .select(({ ref }) => [
        'concert.id',
        'title',
        'venue',
        iso(ref('sale_opens_at')).as('saleOpensAt'),
        iso(ref('sale_closes_at')).as('saleClosesAt'),
        'draft',
        'archived',
        'paused',
        'capacity',
        'admit_per_minute as admitPerMinute',
        'waiting',
        insideOf(em, ref('concert.id')),
        'held',
        'sold',
        'seats',
        revenueOf(em, ref('concert.id')),
        SALE_FIGURES.as('figures'),
      ])
      .orderBy('created_at', 'desc')
      .orderBy('concert.id', 'desc')
      .execute();
    const { rows, next } = pageOf(found, SALES_PAGE, call, (last) => ({ after: last.id }));
    const concerts = rows.map(({ figures, ...sale }) => ({ ...sale, sale: saleOf(sale, figures) }));
    return { concerts, next };
  },
});
