import { z } from 'zod';
import type { Orm } from '../../database/connect.ts';
import { isUuid } from '../../identity/identifiers.ts';
import { Refusal } from '../../contract/refusals.ts';
import { requestUnderKey } from '../../lane/request-table.ts';
import {
  heldAnswer,
  paidAnswer,
  releasedAnswer,
  reservationAnswer,
  reservationsAnswer,
} from '../../language/answers.ts';
import { pay } from '../../booking/pay.ts';
import { readReservation, readReservations } from '../../reads/read-reservations.ts';
import { release } from '../../booking/release.ts';
import { reserve } from '../../booking/reserve.ts';
import { cursorOf, nextPage } from '../pages.ts';
import { type Call, type Route, route } from '../route.ts';
import type { Submit } from '../submit.ts';
import { userOf } from '../user-of.ts';

interface ReservationParts {
  orm: Orm;
  submit: Submit;
}

export const reservationRoutes = (parts: ReservationParts): Route[] => [
  route({
    method: 'post',
    path: '/v1/concerts/{concertId}/reservations',
    tag: 'Reservations',
    summary: 'Hold seats of one date, all or none',
    credential: 'token',
    write: 'lane',
    body: reserve.body,
    answers: { 201: { description: 'Held, until `expiresAt`', schema: heldAnswer } },
    refusals: reserve.refusals,
    unavailable: 'SERVER_BUSY',
    async handle(call) {
      const { tokenId, concertId } = await admitted(parts, call);
      const { date, seatNumber, seatNumbers } = call.body;
      return parts.submit(call, reserve, concertId, {
        tokenId,
        date,
        seatNumbers: seatNumbers ?? (seatNumber === undefined ? [] : [seatNumber]),
      });
    },
  }),
  route({
    method: 'delete',
    path: '/v1/concerts/{concertId}/reservations/{reservationId}',
    tag: 'Reservations',
    summary: 'Give held seats back',
    credential: 'token',
    write: 'lane',
    answers: { 200: { description: 'Released: the seats are free', schema: releasedAnswer } },
    refusals: release.refusals,
    unavailable: 'SERVER_BUSY',
    async handle(call) {
      const { tokenId, concertId } = tokenOf(call);
      const { reservationId } = call.params;
      if (!isUuid(reservationId)) throw new Refusal('RESERVATION_NOT_FOUND');
      return parts.submit(call, release, concertId, { tokenId, reservationId });
    },
  }),
  route({
    method: 'post',
    path: '/v1/concerts/{concertId}/payments',
    tag: 'Reservations',
    summary: 'Pay for held seats from the wallet, all or none',
    credential: 'token',
    write: 'lane',
    body: pay.body,
    answers: {
      201: { description: 'Paid: the seats are sold and the token is completed', schema: paidAnswer },
    },
    refusals: [...pay.refusals, 'PAYMENT_FAILED'],
    unavailable: 'SERVER_BUSY',
    async handle(call) {
      const { tokenId, concertId } = await admitted(parts, call);
      const { reservationId, reservationIds } = call.body;
      return parts.submit(call, pay, concertId, {
        tokenId,
        reservationIds: reservationIds ?? (reservationId === undefined ? [] : [reservationId]),
      });
    },
  }),
  route({
    method: 'get',
    path: '/v1/reservations',
    tag: 'Reservations',
    summary: "The caller's reservations, newest first",
    credential: 'user',
    query: { before: { description: 'The reservation before which the page begins', schema: z.guid() } },
    answers: { 200: { description: 'A page of reservations', schema: reservationsAnswer } },
    refusals: [],
    unavailable: 'SERVER_BUSY',
    async handle(call) {
      const before = cursorOf(call.query, 'before', isUuid, call.language);
      const page = await readReservations(parts.orm.em.fork(), userOf(call), before);
      return { status: 200, body: { ...page, next: nextPage('/v1/reservations', 'before', page.next) } };
    },
  }),
  route({
    method: 'get',
    path: '/v1/reservations/{reservationId}',
    tag: 'Reservations',
    summary: "One of the caller's reservations",
    credential: 'user',
    answers: { 200: { description: 'The reservation', schema: reservationAnswer } },
    refusals: ['RESERVATION_NOT_FOUND'],
    unavailable: 'SERVER_BUSY',
    async handle(call) {
      const { reservationId } = call.params;
      const reservation = isUuid(reservationId)
        ? await readReservation(parts.orm.em.fork(), userOf(call), reservationId)
        : null;
      if (reservation === null) throw new Refusal('RESERVATION_NOT_FOUND');
      return { status: 200, body: reservation };
    },
  }),
];

function tokenOf({ caller }: Call) {
  if (caller.kind !== 'token') throw new Refusal('INVALID_TOKEN');
  return caller;
}

/**
 * Whoever still waits is refused here, so that the crowd at the door never stands in the booking lane. What they
 * asked for under the same key when they were inside has its outcome: that is theirs wherever they stand now.
 */
async function admitted(parts: ReservationParts, call: Call) {
  if (call.token?.status === 'WAITING' && !(await isKnown(parts, call))) throw new Refusal('NOT_ADMITTED');
  return tokenOf(call);
}

/** Whether the caller's idempotency key stands for a request already. */
async function isKnown({ orm }: ReservationParts, call: Call): Promise<boolean> {
  const { idempotencyKey } = call;
  if (idempotencyKey === null) return false;
  return (await requestUnderKey(orm.em.fork(), userOf(call), idempotencyKey)) !== null;
}
