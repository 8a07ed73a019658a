import type { Redis } from 'ioredis';
import { z } from 'zod';
import { recordAction } from '../../sale/action-log.ts';
import type { Orm } from '../../database/connect.ts';
import { isUuid } from '../../identity/identifiers.ts';
import { announce } from '../../lane/announcement.ts';
import { isCalendarDate } from '../../contract/fields.ts';
import { laneName } from '../../lane/lane-name.ts';
import { once } from '../../lane/once.ts';
import { Refusal } from '../../contract/refusals.ts';
import { releasedAnswer } from '../../language/answers.ts';
import { healthBody } from '../../language/health-body.ts';
import { type Language, sentences } from '../../language/language.ts';
import { healthAnswer, lookupAnswer, messageAnswer, noticesAnswer } from '../../language/operator-answers.ts';
import type { Log } from '../../observability/log.ts';
import { findHold } from '../../operators/find-hold.ts';
import { lookAtHealth } from '../../operators/health.ts';
import { lookUp, lookUpSeat } from '../../operators/look-up.ts';
import { noticeBody, type RecentNotices, writeNotice } from '../../operators/notices.ts';
import { withdraw } from '../../booking/withdraw.ts';
import type { ConcertReads } from '../../reads/concert-reads.ts';
import { OPERATOR_ID, operatorOf } from '../operator-of.ts';
import { cursorOf } from '../pages.ts';
import { type Call, type Route, route } from '../route.ts';
import type { Submit } from '../submit.ts';

/** What operators do while a sale runs, beside changing it. */
export const operationRoutes = (parts: {
  orm: Orm;
  redis: Redis;
  submit: Submit;
  concerts: ConcertReads;
  notices: RecentNotices;
  log: Log;
}): Route[] => [
  route({
    method: 'get',
    path: '/v1/admin/health',
    tag: 'Operators',
    summary: 'How the service is, and what is wrong in words',
    credential: 'operator',
    answers: { 200: { description: 'As seen by the process that answers', schema: healthAnswer } },
    refusals: [],
    unavailable: 'SERVER_BUSY',
    async handle({ language }) {
      return { status: 200, body: healthBody(await lookAtHealth(parts), language) };
    },
  }),
  route({
    method: 'post',
    path: '/v1/admin/concerts/{concertId}/messages',
    tag: 'Operators',
    summary: 'Say something to all who wait',
    credential: 'operator',
    write: 'direct',
    body: noticeBody,
    answers: { 201: { description: 'Said', schema: messageAnswer } },
    refusals: ['CONCERT_NOT_FOUND'],
    unavailable: 'SERVER_BUSY',
    async handle(call) {
      const { concertId } = await parts.concerts.concert(call.params.concertId);
      const { name: who } = operatorOf(call);
      const { correlationId } = call;
      const { text } = call.body;
      const said = await once(
        parts.orm,
        { kind: 'send-message', userId: OPERATOR_ID, ...call },
        {
          write: (outside) =>
            outside.transactional(async (em) => {
              const by = { who, concertId, correlationId };
              await recordAction(em, { ...by, what: 'send-message', before: null, after: { text } });
              return writeNotice(em, concertId, text);
            }),
        },
      );
      parts.notices.forget(concertId);
      const lane = laneName('admission', concertId);
      const event = { type: 'notice', concertId, text: said.text, at: said.at };
      // Whoever is not told now is told when they come back.
      await announce(parts.redis, { lane, settled: [], events: [event] }).catch((error: unknown) =>
        parts.log.warn({ err: error, concertId, correlationId }, 'a notice could not be announced'),
      );
      return { status: 201, body: said };
    },
  }),
  route({
    method: 'get',
    path: '/v1/concerts/{concertId}/notices',
    tag: 'Waiting room',
    summary: 'What the operators have said within the hour',
    credential: 'none',
    answers: { 200: { description: 'Oldest first', schema: noticesAnswer } },
    refusals: ['CONCERT_NOT_FOUND'],
    unavailable: 'SERVER_BUSY',
    async handle({ params, language }) {
      const { concertId } = await parts.concerts.concert(params.concertId);
      const said = await parts.notices.of(concertId);
      const notices = said.map(({ text, at }) => ({ concertId, text: text[language], at }));
      return { status: 200, body: { notices, next: null } };
    },
  }),
  route({
    method: 'post',
    path: '/v1/admin/reservations/{reservationId}/release',
    tag: 'Operators',
    summary: 'End a hold before its time',
    credential: 'operator',
    write: 'lane',
    answers: { 200: { description: 'Released: the seats are free', schema: releasedAnswer } },
    refusals: withdraw.refusals,
    unavailable: 'SERVER_BUSY',
    async handle(call) {
      const { reservationId } = call.params;
      const hold = isUuid(reservationId) ? await findHold(parts.orm.em.fork(), reservationId) : null;
      if (hold === null || reservationId === undefined) throw new Refusal('RESERVATION_NOT_FOUND');
      const { concertId, ...whose } = hold;
      return parts.submit(call, withdraw, concertId, {
        ...whose,
        reservationId,
        who: operatorOf(call).name,
      });
    },
  }),
  route({
    method: 'get',
    path: '/v1/admin/lookup',
    tag: 'Operators',
    summary: 'Look something up, with its whole history',
    credential: 'operator',
    query: {
      q: {
        description: 'The id of a user, a reservation, a request, a payment or a queue token',
        schema: z.guid(),
      },
      concertId: { description: 'Of a seat, with `date` and `seat`', schema: z.guid() },
      date: { description: 'The date of the seat', schema: z.iso.date() },
      seat: { description: 'The number of the seat', schema: z.int().min(1) },
    },
    answers: { 200: { description: 'What it is now, and what happened', schema: lookupAnswer } },
    refusals: ['NOT_FOUND', 'SEAT_NOT_FOUND'],
    unavailable: 'SERVER_BUSY',
    async handle({ query, language }) {
      const em = parts.orm.em.fork();
      const id = cursorOf(query, 'q', isUuid, language);
      if (id !== null) {
        const found = await lookUp(em, id.toLowerCase());
        if (found === null) throw new Refusal('NOT_FOUND');
        return { status: 200, body: found };
      }
      const found = await lookUpSeat(em, seatIn(query, language));
      if (found === null) throw new Refusal('SEAT_NOT_FOUND');
      return { status: 200, body: found };
    },
  }),
];

/** The seat asked for. Throws `INVALID_REQUEST` when it is not said which. */
function seatIn(query: Call['query'], language: Language) {
  const concertId = cursorOf(query, 'concertId', isUuid, language);
  const date = cursorOf(query, 'date', isCalendarDate, language);
  const number = cursorOf(query, 'seat', (given) => /^[1-9]\d{0,5}$/.test(given), language);
  if (concertId !== null && date !== null && number !== null) {
    return { concertId: concertId.toLowerCase(), date, number: Number(number) };
  }
  const missing =
    concertId === null && date === null && number === null
      ? 'q'
      : concertId === null
        ? 'concertId'
        : date === null
          ? 'date'
          : 'seat';
  const detail = sentences(language).faults.missing();
  throw new Refusal('INVALID_REQUEST', { faults: [{ pointer: `/${missing}`, detail }] });
}
