import { sql } from 'kysely';
import { jsonBuildObject } from 'kysely/helpers/postgres';
import { z } from 'zod';
import { route } from '../contract/call.ts';
import { givenId, instant, money } from '../contract/fields.ts';
import type { EntityManager } from '../database/connect.ts';
import { iso } from '../database/iso.ts';
import { literal } from '../database/literal.ts';
import { NOW } from '../lane/clock.ts';
import { concertExample } from './concert-example.ts';
import type { ConcertReads } from './concert-reads.ts';

/** A concert as everybody may see it, with the state of its waiting room. */
export const concertView = z.object({
  concertId: givenId,
  title: z.string(),
  venue: z.string().nullable(),
  timeZone: z.string(),
  saleOpensAt: instant.nullable(),
  saleClosesAt: instant.nullable(),
  saleOpen: z.boolean().describe('Whether the line may be joined now'),
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
    paused: z.boolean(),
    waiting: z.int().describe('How many wait'),
    active: z.int().describe('How many are inside'),
  }),
});
export type ConcertView = z.output<typeof concertView>;

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
        }),
      )
      .describe('As announced, past ones included; what is still free is for those who may look'),
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

/** Concerts as a `ConcertView` tells of them. */
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
      sql<boolean>`coalesce(${ref('sale_opens_at')} <= ${NOW}, true) and coalesce(${NOW} < ${ref('sale_closes_at')}, true)`.as(
        'saleOpen',
      ),
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
        paused: ref('paused'),
        waiting: ref('waiting'),
        active: selectFrom('queue_token')
          .select(fn.countAll<number>().as('active'))
          .whereRef('queue_token.concert_id', '=', 'concert.id')
          .where('status', '=', literal('ACTIVE'))
          .$asScalar(),
      }).as('waitingRoom'),
    ]);

/** The concert, or undefined. */
export const readConcert = (em: EntityManager, concertId: string): Promise<ConcertView | undefined> =>
  selectConcerts(em).where('concert.id', '=', concertId).executeTakeFirst();
