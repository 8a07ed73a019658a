import { z } from 'zod';
import { HISTORY_MINUTES, HISTORY_POINT_SECONDS } from '../../config/limits.ts';
import { route } from '../contract/call.ts';
import { instant, wholeNumber } from '../contract/fields.ts';
import { Refusal } from '../contract/refusals.ts';
import type { ConcertReads } from '../reads/concert-reads.ts';
import type { SaleHistory } from './sale-history.ts';
import { funnel, point } from './sale-history.ts';

const MINUTES = 15;

export const pointExample: z.output<typeof point> = {
  at: '2027-03-02T11:04:35.000Z',
  joins: 412,
  admissions: 38,
  decided: 506,
  depth: { admission: 12, booking: 3 },
  oldestSeconds: 0.041,
  p50Ms: 11.2,
  p99Ms: 38.6,
};

const historyAnswer = z
  .object({
    everySeconds: z.int(),
    from: instant,
    points: z.array(point).describe('Oldest first; the last may still grow'),
    funnel,
  })
  .meta({ id: 'History' });
export type HistoryAnswer = z.output<typeof historyAnswer>;

export const getHistory = route({
  path: '/v1/admin/concerts/{concertId}/history',
  tag: 'Operators',
  summary: 'What happened in a sale over the last minutes',
  notes:
    'Read out of the tables, one point for every five seconds. The times are those of the database’s clock.',
  credential: 'operator',
  query: z.object({
    minutes: wholeNumber(1, HISTORY_MINUTES).optional().describe(`${MINUTES} unless given`),
  }),
  description: 'The points, oldest first, and the funnel',
  answer: historyAnswer,
  examples: {
    answer: {
      everySeconds: 5,
      from: pointExample.at,
      points: [pointExample],
      funnel: { joined: 5_283, admitted: 1_240, held: 702, paid: 498 },
    },
  },
  refusals: ['CONCERT_NOT_FOUND'],
  async handle({ params, query }, { concerts, history }: { concerts: ConcertReads; history: SaleHistory }) {
    const { concertId } = await concerts.any(params.concertId);
    const points = await history.points(concertId, query.minutes ?? MINUTES);
    const from = points[0]?.at;
    if (from === undefined) throw new Refusal('SERVER_BUSY');
    return {
      everySeconds: HISTORY_POINT_SECONDS,
      from,
      points,
      funnel: await history.funnel(concertId),
    };
  },
});
