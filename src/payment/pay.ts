import { z } from 'zod';
import { RESERVATIONS_PER_PAYMENT } from '../../config/limits.ts';
import { defineKind } from '../lane/kind.ts';

/** Paying for held seats from the wallet: money, seats, reservations and token change together or not at all. */
export const pay = defineKind({
  name: 'pay',
  lane: 'booking',
  payload: z.strictObject({
    tokenId: z.uuid(),
    reservationIds: z.array(z.uuid()).min(1).max(RESERVATIONS_PER_PAYMENT),
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
