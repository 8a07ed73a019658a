import { z } from 'zod';
import { defineKind } from '../lane/kind.ts';

/** Giving held seats back before the hold ends. */
export const release = defineKind({
  name: 'release',
  lane: 'booking',
  body: z.strictObject({}),
  payload: z.strictObject({ tokenId: z.uuid(), reservationId: z.uuid() }),
  result: z.object({ reservationId: z.uuid(), status: z.literal('RELEASED') }),
  refusals: ['INVALID_TOKEN', 'RESERVATION_NOT_FOUND', 'ALREADY_PAID'],
  fault: 'INTERNAL_ERROR',
});
