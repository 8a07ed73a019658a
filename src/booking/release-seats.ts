import { z } from 'zod';
import { SEATS_PER_REQUEST } from '../../config/limits.ts';
import { tokenOf } from '../contract/caller.ts';
import { distinct, givenId, message, money } from '../contract/fields.ts';
import { bookingKind } from './kind.ts';
import { seatNumber } from './reserve.ts';

const seatNumbers = z.array(seatNumber).min(1).max(SEATS_PER_REQUEST);

const left = {
  reservationId: givenId,
  status: z.enum(['HELD', 'RELEASED']),
  seatNumbers: z.array(z.int()).describe('Those that are still held'),
  amount: money,
};

/** Gives back some seats of a hold and keeps the rest; with the last of them the hold is released. */
export const releaseSeats = bookingKind({
  name: 'release-seats',
  method: 'post',
  path: '/v1/concerts/{concertId}/reservations/{reservationId}/release',
  tag: 'Reservations',
  summary: 'Give some seats of a hold back',
  notes:
    'Frees these seats at once; the others are held on, until the same instant. The answer tells what is left: with nothing left the reservation is `RELEASED`.',
  credential: 'token',
  body: z.strictObject({ seatNumbers: seatNumbers.superRefine(distinct) }),
  payload: z.strictObject({ tokenId: z.uuid(), reservationId: z.uuid(), seatNumbers }),
  ask(call) {
    const { tokenId, concertId } = tokenOf(call);
    const { reservationId } = call.params;
    return { concertId, payload: { tokenId, reservationId, seatNumbers: call.body.seatNumbers } };
  },
  wants: ({ payload: { tokenId, reservationId } }) => ({
    tokens: [tokenId],
    reservations: [reservationId],
    pricesOf: [reservationId],
  }),
  decide(batch, { userId, payload }, refuse) {
    if (batch.standingToken(payload.tokenId, userId) === undefined) throw refuse('INVALID_TOKEN');

    const reservation = batch.reservationOf(payload.reservationId, userId);
    if (reservation === undefined) throw refuse('RESERVATION_NOT_FOUND');
    const isPaid = reservation.status === 'CONFIRMED';
    if (!isPaid && !batch.isHeld(reservation)) throw refuse('RESERVATION_NOT_FOUND');
    const isIn = (number: number) => reservation.seatNumbers.includes(number);
    if (!payload.seatNumbers.every(isIn)) throw refuse('SEAT_NOT_FOUND');
    if (isPaid) throw refuse('ALREADY_PAID');

    batch.giveBack(reservation, payload.seatNumbers);
    const { id: reservationId, status, seatNumbers, amount } = reservation;
    return status === 'HELD'
      ? { reservationId, status, seatNumbers, amount }
      : { reservationId, status: 'RELEASED' as const, seatNumbers: [], amount: 0 };
  },
  result: z.object(left),
  refusals: ['INVALID_TOKEN', 'RESERVATION_NOT_FOUND', 'SEAT_NOT_FOUND', 'ALREADY_PAID'],
  fault: 'INTERNAL_ERROR',
  answer: {
    status: 200,
    description: 'These seats are free; what is left of the hold',
    schema: z.object({ ...left, message }).meta({ id: 'SeatsReleased' }),
    body: (result, { messages }) => ({
      ...result,
      message: result.status === 'HELD' ? messages.seatsReleased() : messages.released(),
    }),
  },
  tells: ['seats', 'hold-ended'],
  examples: {
    body: { seatNumbers: [13] },
    result: {
      reservationId: '0192f0c1-7a3e-7c44-b1d8-2f9e5a6c8d01',
      status: 'HELD',
      seatNumbers: [12],
      amount: 110_000,
    },
  },
});
