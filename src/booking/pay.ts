import { z } from 'zod';
import { RESERVATIONS_PER_PAYMENT } from '../../config/limits.ts';
import { distinct, either, id } from '../contract/fields.ts';
import { defineKind } from '../lane/kind.ts';

const reservationIds = z.array(id).min(1).max(RESERVATIONS_PER_PAYMENT);

/** Paying for held seats from the wallet: money, seats, reservations and token change together or not at all. */
export const pay = defineKind({
  name: 'pay',
  lane: 'booking',
  body: z
    .strictObject({
      reservationId: id.optional(),
      reservationIds: reservationIds.optional().describe('All or none'),
    })
    .superRefine((body, context) => {
      either(body, 'reservationId', 'reservationIds', context);
      distinct(body.reservationIds ?? [], 'reservationIds', context);
    }),
  payload: z.strictObject({
    tokenId: z.uuid(),
    reservationIds,
  }),
  result: z.object({
    paymentId: z.uuid(),
    reservationIds: z.array(z.uuid()),
    amount: z.int(),
    balance: z.int(),
  }),
  refusals: [
    'INVALID_TOKEN',
    'NOT_ADMITTED',
    'RESERVATION_NOT_FOUND',
    'ALREADY_PAID',
    'HOLD_EXPIRED',
    'INSUFFICIENT_BALANCE',
  ],
  fault: 'PAYMENT_FAILED',
});
