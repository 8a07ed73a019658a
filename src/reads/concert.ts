import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { z } from 'zod';
import { route } from '../contract/call.ts';
import { givenId, instant, money } from '../contract/fields.ts';
import { iso } from '../database/iso.ts';
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
  waitingRoom: z.object({
    capacity: z.int().describe('How many may be inside at once'),
    admitPerMinute: z.int().nullable().describe('How many may come in within any sixty seconds'),
    activeSeconds: z.int().describe('How long a visit may last'),
    waitingSeconds: z.int().describe('How long one may wait'),
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

export const CONCERT_COLUMNS = sql`
  concert.id as "concertId", title, venue, time_zone as "timeZone",
  ${iso('sale_opens_at')} as "saleOpensAt", ${iso('sale_closes_at')} as "saleClosesAt",
  coalesce(sale_opens_at <= clock_timestamp(), true) and coalesce(clock_timestamp() < sale_closes_at, true)
    as "saleOpen",
  hold_seconds as "holdSeconds", seats_per_user as "seatsPerUser",
  json_build_object(
    'capacity', capacity, 'admitPerMinute', admit_per_minute, 'activeSeconds', active_seconds,
    'waitingSeconds', waiting_seconds, 'protects', protects, 'paused', paused, 'waiting', waiting,
    'active', (select count(*) from queue_token where concert_id = concert.id and status = 'ACTIVE')
  ) as "waitingRoom"`;

export const CONCERT_TABLES = sql`concert join waiting_room on waiting_room.concert_id = concert.id`;

/** The concert, or null. */
export async function readConcert(em: EntityManager, concertId: string): Promise<ConcertView | null> {
  const { rows } = await sql<ConcertView>`
    select ${CONCERT_COLUMNS} from ${CONCERT_TABLES} where concert.id = ${concertId}`.execute(em.getKysely());
  return rows[0] ?? null;
}
