import { z } from 'zod';
import { tokenOf } from '../contract/caller.ts';
import { givenId, message } from '../contract/fields.ts';
import { bookingKind } from './kind.ts';

const released = { reservationId: givenId, status: z.literal('RELEASED') };

/** What giving seats back is answered with, whoever did it. */
export const releasedAnswer = z.object({ ...released, message }).meta({ id: 'Released' });

export const release = bookingKind({
  name: 'release',
  method: 'delete',
  path: '/v1/concerts/{concertId}/reservations/{reservationId}',
  tag: 'Reservations',
  summary: 'Give held seats back',
  notes: 'Frees the seats at once. What is paid stays paid.',
  credential: 'token',
  payload: z.strictObject({ tokenId: z.uuid(), reservationId: z.uuid() }),
  ask(call) {
    const { tokenId, concertId } = tokenOf(call);
    return { concertId, payload: { tokenId, reservationId: call.params.reservationId } };
  },
  wants: ({ payload: { tokenId, reservationId } }) => ({
    tokens: [tokenId],
    reservations: [reservationId],
  }),
  decide(batch, { userId, payload }, refuse) {
    if (batch.standingToken(payload.tokenId, userId) === undefined) throw refuse('INVALID_TOKEN');

    const reservation = batch.reservationOf(payload.reservationId, userId);
    if (reservation === undefined) throw refuse('RESERVATION_NOT_FOUND');
    if (reservation.status === 'CONFIRMED') throw refuse('ALREADY_PAID');
    if (!batch.isHeld(reservation)) throw refuse('RESERVATION_NOT_FOUND');

    batch.release(reservation, 'given-back');
    return { reservationId: reservation.id, status: 'RELEASED' as const };
  },
  result: z.object(released),
  refusals: ['INVALID_TOKEN', 'RESERVATION_NOT_FOUND', 'ALREADY_PAID'],
  fault: 'INTERNAL_ERROR',
  answer: {
    status: 200,
    description: 'Released: the seats are free',
    schema: releasedAnswer,
    body: (result, { messages }) => ({ ...result, message: messages.released() }),
  },
  tells: ['seats', 'hold-ended'],
  examples: {
    result: { reservationId: '0192f0c1-7a3e-7c44-b1d8-2f9e5a6c8d01', status: 'RELEASED' },
  },
});
