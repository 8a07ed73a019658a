import { z } from 'zod';
import { RESERVATIONS_PER_PAYMENT } from '../../config/limits.ts';
import { tokenOf } from '../contract/caller.ts';
import { distinct, eitherOf, givenId, id, message, money } from '../contract/fields.ts';
import { bookingKind } from './kind.ts';

const reservationIds = z.array(id).min(1).max(RESERVATIONS_PER_PAYMENT);

const paid = {
  paymentId: givenId,
  reservationIds: z.array(givenId),
  amount: money,
  balance: money,
};

/** Money, seats, reservations and token change together or not at all. */
export const pay = bookingKind({
  name: 'pay',
  method: 'post',
  path: '/v1/concerts/{concertId}/payments',
  tag: 'Reservations',
  summary: 'Pay for held seats from the wallet, all or none',
  notes:
    'Money, seats, reservations and token change together or not at all: there is no such thing as paid without a seat. Paying completes the token and releases its other holds. `METHOD_NOT_OFFERED` where there are no wallets (`WALLET=off`).',
  credential: 'visitor',
  body: eitherOf(
    'reservationId',
    'reservationIds',
    z.strictObject({
      reservationId: id.optional(),
      reservationIds: reservationIds.superRefine(distinct).optional().describe('All or none'),
    }),
  ),
  payload: z.strictObject({
    tokenId: z.uuid(),
    reservationIds,
    withoutWallet: z.literal(true).optional().describe('Asked for where nobody has one'),
  }),
  ask(call, { hasWallets }) {
    const { tokenId, concertId } = tokenOf(call);
    const { reservationId, reservationIds } = call.body;
    const wanted = reservationIds ?? (reservationId === undefined ? [] : [reservationId]);
    const without = hasWallets ? {} : { withoutWallet: true as const };
    return { concertId, payload: { tokenId, reservationIds: wanted, ...without } };
  },
  wants: ({ userId, payload: { tokenId, reservationIds } }) => ({
    tokens: [tokenId],
    reservations: reservationIds,
    // A payment ends its visit, and with it whatever else is held in it.
    holdsOf: [tokenId],
    wallets: [userId],
  }),
  decide(batch, { userId, payload: { tokenId, reservationIds, withoutWallet } }, refuse) {
    const token = batch.standingToken(tokenId, userId);
    if (token === undefined) throw refuse('INVALID_TOKEN');
    if (token.status !== 'ACTIVE') throw refuse('NOT_ADMITTED');

    const reservations = reservationIds.map((one) => {
      const reservation = batch.reservationOf(one, userId);
      const gone = reservation === undefined || ['RELEASED', 'CANCELLED'].includes(reservation.status);
      if (gone) throw refuse('RESERVATION_NOT_FOUND');
      return reservation;
    });
    if (reservations.some(({ status }) => status === 'CONFIRMED')) throw refuse('ALREADY_PAID');
    if (!reservations.every((reservation) => batch.isHeld(reservation))) throw refuse('HOLD_EXPIRED');

    const amount = reservations.reduce((sum, reservation) => sum + reservation.amount, 0);
    if (withoutWallet) throw refuse('METHOD_NOT_OFFERED');
    const before = batch.balanceOf(userId);
    if (before === undefined || before < amount) throw refuse('INSUFFICIENT_BALANCE');

    const balance = before - amount;
    const paymentId = batch.sell(token, reservations, amount, balance);
    return { paymentId, reservationIds, amount, balance };
  },
  result: z.object(paid),
  refusals: [
    'INVALID_TOKEN',
    'NOT_ADMITTED',
    'RESERVATION_NOT_FOUND',
    'ALREADY_PAID',
    'HOLD_EXPIRED',
    'METHOD_NOT_OFFERED',
    'INSUFFICIENT_BALANCE',
  ],
  fault: 'PAYMENT_FAILED',
  answer: {
    status: 201,
    description: 'Paid: the seats are sold and the token is completed',
    schema: z
      .object({
        ...paid,
        reservationId: givenId,
        status: z.literal('PAID'),
        reservation: z.object({ status: z.literal('CONFIRMED'), message }),
        token: z.object({ status: z.literal('COMPLETED') }),
        message,
      })
      .meta({ id: 'Paid' }),
    body: (result, { messages }) => ({
      ...result,
      reservationId: result.reservationIds[0] ?? '',
      status: 'PAID' as const,
      reservation: { status: 'CONFIRMED' as const, message: messages.confirmed() },
      token: { status: 'COMPLETED' as const },
      message: messages.paid(),
    }),
  },
  makes: { id: 'paymentId', table: 'payment' },
  tells: ['seats', 'token-ended', 'hold-ended'],
  examples: {
    body: { reservationId: '0192f0c1-7a3e-7c44-b1d8-2f9e5a6c8d01' },
    result: {
      paymentId: '0192f0c3-1c5d-7e90-8f21-4b7a9c0d6e13',
      reservationIds: ['0192f0c1-7a3e-7c44-b1d8-2f9e5a6c8d01'],
      amount: 220_000,
      balance: 80_000,
    },
  },
});
