import { z } from 'zod';
import { defineKind } from '../lane/kind.ts';

/** An operator ends a hold before its time. It is the operator's request; whose hold it is, is told of it. */
export const withdraw = defineKind({
  name: 'withdraw-hold',
  lane: 'booking',
  body: z.strictObject({}),
  payload: z.strictObject({
    tokenId: z.uuid(),
    reservationId: z.uuid(),
    userId: z.uuid(),
    /** Which operator it was. */
    who: z.string(),
  }),
  result: z.object({ reservationId: z.uuid(), status: z.literal('RELEASED') }),
  refusals: ['RESERVATION_NOT_FOUND', 'ALREADY_PAID'],
  fault: 'INTERNAL_ERROR',
});
