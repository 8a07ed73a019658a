import { z } from 'zod';
import { HISTORY_MINUTES, HISTORY_POINT_SECONDS } from '../../../config/limits.ts';
import type { Orm } from '../../database/connect.ts';
import { isUuid } from '../../identity/identifiers.ts';
import { Refusal } from '../../contract/refusals.ts';
import { historyAnswer, salesAnswer } from '../../language/operator-answers.ts';
import { readSales } from '../../operators/read-sales.ts';
import type { SaleHistory } from '../../operators/sale-history.ts';
import type { ConcertReads } from '../../reads/concert-reads.ts';
import { cursorOf, nextPage } from '../pages.ts';
import { type Route, route } from '../route.ts';

const MINUTES = 15;

/** What operators see of their sales. */
export const saleRoutes = (parts: { orm: Orm; concerts: ConcertReads; history: SaleHistory }): Route[] => [
  route({
    method: 'get',
    path: '/v1/admin/concerts',
    tag: 'Operators',
    summary: 'Every sale at a glance, newest first',
    credential: 'operator',
    query: { after: { description: 'The concert after which the page begins', schema: z.guid() } },
    answers: { 200: { description: 'A page of sales', schema: salesAnswer } },
    refusals: [],
    unavailable: 'SERVER_BUSY',
    async handle({ query, language }) {
      const after = cursorOf(query, 'after', isUuid, language);
      const { concerts, next } = await readSales(parts.orm.em.fork(), after);
      return { status: 200, body: { concerts, next: nextPage('/v1/admin/concerts', 'after', next) } };
    },
  }),
  route({
    method: 'get',
    path: '/v1/admin/concerts/{concertId}/history',
    tag: 'Operators',
    summary: 'What happened in a sale over the last minutes',
    credential: 'operator',
    query: {
      minutes: {
        description: `${MINUTES} unless given`,
        schema: z.int().min(1).max(HISTORY_MINUTES),
      },
    },
    answers: { 200: { description: 'The points, oldest first, and the funnel', schema: historyAnswer } },
    refusals: ['CONCERT_NOT_FOUND'],
    unavailable: 'SERVER_BUSY',
    async handle({ params, query, language }) {
      const given = cursorOf(query, 'minutes', isMinutes, language);
      const { concertId } = await parts.concerts.concert(params.concertId);
      const points = await parts.history.points(concertId, given === null ? MINUTES : Number(given));
      const funnel = await parts.history.funnel(concertId);
      const from = points[0]?.at;
      if (from === undefined) throw new Refusal('SERVER_BUSY');
      return { status: 200, body: { everySeconds: HISTORY_POINT_SECONDS, from, points, funnel } };
    },
  }),
];

const isMinutes = (given: string): boolean =>
  /^\d{1,4}$/.test(given) && Number(given) >= 1 && Number(given) <= HISTORY_MINUTES;
