import { jsonBuildObject } from 'kysely/helpers/postgres';
import { z } from 'zod';
import { route } from '../contract/call.ts';
import { givenId, instant, money } from '../contract/fields.ts';
import type { EntityManager } from '../database/connect.ts';
import { iso } from '../database/iso.ts';
import { literal } from '../database/literal.ts';
import { AVAILABILITIES } from '../sale/sale-state.ts';
import { concertExample } from './concert-example.ts';
import type { ConcertReads } from './concert-reads.ts';
import { SALE_FIGURES, type SaleFigures, saleOf, saleView } from './sale.ts';

/** A concert as everybody may see it, with the state of its waiting room. */
export const concertView = z.object({
  concertId: givenId,
  title: z.string(),
  venue: z.string().nullable(),
  timeZone: z.string(),
  saleOpensAt: instant.nullable(),
  saleClosesAt: instant.nullable(),
  draft: z.boolean().describe('Seen by operators alone'),
  archived: z.boolean().describe('In no list any more'),
  saleOpen: z.boolean().describe('Whether the line may be joined now'),
  sale: saleView,
  holdSeconds: z.int().describe('How long an unpaid hold lasts'),
  seatsPerUser: z.int().describe('How many seats one person may hold or own in this concert'),
  holdsPerVisit: z.int().describe('How many holds one visit may make, whatever becomes of them'),
  holdExtensionSeconds: z.int().describe('By how much a hold may be made longer, once; 0 for not at all'),
  waitingRoom: z.object({
    capacity: z.int().describe('How many may be inside at once'),
    admitPerMinute: z.int().nullable().describe('How many may come in within any sixty seconds'),
    activeSeconds: z.int().describe('How long a visit may last'),
    waitingSeconds: z
      .int()
      .describe('How long a place in line is kept for somebody who is not there: no socket, no call'),
    showUpSeconds: z
      .int()
      .describe(
        'How soon whoever is let in out of the line must call or listen, or the next comes in; 0: any time',
      ),
    protects: z.enum(['browse', 'booking']),
    afterClose: z.enum(['end', 'finish']).describe('What becomes of those who wait when the sale closes'),
    paused: z.boolean(),
    waiting: z.int().describe('How many wait'),
    active: z.int().describe('How many are inside'),
  }),
});
export type ConcertView = z.output<typeof concertView>;

const freeFields = {
  seatsFree: z.int(),
  availability: z.enum(AVAILABILITIES).describe('`FEW`: no more than a tenth is free, rounded up'),
};

export const concertAnswer = concertView
  .extend({
    dates: z
      .array(
        z.object({
          date: z.iso.date(),
          startsAt: instant,
          seatsTotal: z.int(),
          priceFrom: money,
          priceTo: money,
          past: z.boolean().describe('Whether it has begun: then nothing of it can be booked'),
          ...freeFields,
          prices: z
            .array(
              z.object({
                price: money,
                sections: z.array(z.string()).describe('The sections that have it'),
                seatsTotal: z.int(),
                ...freeFields,
              }),
            )
            .describe('The highest first'),
        }),
      )
      .describe(
        'As announced, past and sold-out ones included, with what was free of them within about a second; which seats those are is for those who may look',
      ),
  })
  .meta({ id: 'AnnouncedConcert' });

export const getConcert = route({
  path: '/v1/concerts/{concertId}',
  tag: 'Concerts',
  summary: 'One concert: its dates and prices, and the state of its waiting room',
  notes: 'The sale times, the rules of the sale, and how many wait and are inside right now.',
  credential: 'none',
  description: 'The concert',
  answer: concertAnswer,
  examples: { answer: concertExample },
  refusals: ['CONCERT_NOT_FOUND'],
  handle: ({ params }, { concerts }: { concerts: ConcertReads }) => concerts.announced(params.concertId),
});

/** Concerts with all that a `ConcertView` tells of them. */
export const selectConcerts = (em: EntityManager) =>
  em
    .getKysely()
    .selectFrom('concert')
    .innerJoin('waiting_room', 'waiting_room.concert_id', 'concert.id')
    .select(({ ref, fn, selectFrom }) => [
      'concert.id as concertId',
      'title',
      'venue',
      'time_zone as timeZone',
      iso(ref('sale_opens_at')).as('saleOpensAt'),
      iso(ref('sale_closes_at')).as('saleClosesAt'),
      'draft',
      'archived',
      SALE_FIGURES.as('figures'),
      'hold_seconds as holdSeconds',
      'seats_per_user as seatsPerUser',
      'holds_per_visit as holdsPerVisit',
      'hold_extension_seconds as holdExtensionSeconds',
      jsonBuildObject({
        capacity: ref('capacity'),
        admitPerMinute: ref('admit_per_minute'),
        activeSeconds: ref('active_seconds'),
        waitingSeconds: ref('waiting_seconds'),
        showUpSeconds: ref('show_up_seconds'),
        protects: ref('protects'),
        afterClose: ref('after_close'),
        paused: ref('paused'),
        waiting: ref('waiting'),
        active: selectFrom('queue_token')
          .select(fn.countAll<number>().as('active'))
          .whereRef('queue_token.concert_id', '=', 'concert.id')
          .where('status', '=', literal('ACTIVE'))
          .$asScalar(),
      }).as('waitingRoom'),
    ]);

type ConcertRow = Omit<ConcertView, 'sale' | 'saleOpen'> & { figures: SaleFigures };

/** A concert as it was read, as everybody may see it. */
export function concertOf<Row extends ConcertRow>({ figures, ...row }: Row) {
  const sale = saleOf(row, figures);
  return { ...row, saleOpen: sale.state === 'ON_SALE', sale };
}

/** The concert, or undefined. */
export async function readConcert(em: EntityManager, concertId: string): Promise<ConcertView | undefined> {
  const row = await selectConcerts(em).where('concert.id', '=', concertId).executeTakeFirst();
  return row === undefined ? undefined : concertOf(row);
}
