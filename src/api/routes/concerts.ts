import { z } from 'zod';
import { readConcerts } from '../../reads/read-concerts.ts';
import type { Orm } from '../../database/connect.ts';
import { isUuid } from '../../identity/identifiers.ts';
import { isCalendarDate } from '../../contract/fields.ts';
import { Refusal } from '../../contract/refusals.ts';
import { announcedConcertAnswer, concertsAnswer, datesAnswer, seatsAnswer } from '../../language/answers.ts';
import type { ConcertReads } from '../../reads/concert-reads.ts';
import { cursorOf, nextPage } from '../pages.ts';
import { preparedAnswer } from '../../reads/prepared.ts';
import { type Route, route } from '../route.ts';

export const concertRoutes = (parts: { orm: Orm; concerts: ConcertReads }): Route[] => [
  route({
    method: 'get',
    path: '/v1/concerts',
    tag: 'Concerts',
    summary: 'The concerts, newest first, with their dates and prices',
    credential: 'none',
    query: { after: { description: 'The concert after which the page begins', schema: z.guid() } },
    answers: { 200: { description: 'A page of concerts', schema: concertsAnswer } },
    refusals: [],
    unavailable: 'SERVER_BUSY',
    async handle({ query, language }) {
      const after = cursorOf(query, 'after', isUuid, language);
      const { concerts, next } = await readConcerts(parts.orm.em.fork(), after);
      const announced = await parts.concerts.programmes.with(concerts);
      return { status: 200, body: { concerts: announced, next: nextPage('/v1/concerts', 'after', next) } };
    },
  }),
  route({
    method: 'get',
    path: '/v1/concerts/{concertId}',
    tag: 'Concerts',
    summary: 'One concert: its dates and prices, and the state of its waiting room',
    credential: 'none',
    answers: { 200: { description: 'The concert', schema: announcedConcertAnswer } },
    refusals: ['CONCERT_NOT_FOUND'],
    unavailable: 'SERVER_BUSY',
    async handle({ params }) {
      return { status: 200, body: await parts.concerts.announced(params.concertId) };
    },
  }),
  route({
    method: 'get',
    path: '/v1/concerts/{concertId}/dates',
    tag: 'Concerts',
    summary: 'The dates that can still be booked',
    credential: 'seat-viewer',
    tagged: true,
    answers: {
      200: { description: 'Dates that are not past and have a seat that is not sold', schema: datesAnswer },
    },
    refusals: ['CONCERT_NOT_FOUND', 'INVALID_TOKEN', 'NOT_ADMITTED', 'NO_AVAILABLE_DATES'],
    unavailable: 'DATES_UNAVAILABLE',
    async handle({ params }) {
      const dates = await parts.concerts.dates(params.concertId ?? '');
      if (dates === null) throw new Refusal('NO_AVAILABLE_DATES');
      return preparedAnswer(dates);
    },
  }),
  route({
    method: 'get',
    path: '/v1/concerts/{concertId}/dates/{date}/seats',
    tag: 'Concerts',
    summary: 'Every seat of a date',
    credential: 'seat-viewer',
    tagged: true,
    answers: { 200: { description: 'The seats by number', schema: seatsAnswer } },
    refusals: ['CONCERT_NOT_FOUND', 'INVALID_TOKEN', 'NOT_ADMITTED', 'SEATS_NOT_FOUND'],
    unavailable: 'SEATS_UNAVAILABLE',
    async handle({ params, language }) {
      const { concertId = '', date } = params;
      const seats = isCalendarDate(date) ? await parts.concerts.seats(concertId, date, language) : null;
      if (seats === null) throw new Refusal('SEATS_NOT_FOUND');
      return preparedAnswer(seats);
    },
  }),
];
