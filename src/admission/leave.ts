import { z } from 'zod';
import { defineKind } from '../lane/kind.ts';

/** Giving up one's place, waiting or inside; what one holds is released with it. */
export const leave = defineKind({
  name: 'leave-queue',
  lane: 'admission',
  body: z.strictObject({}),
  payload: z.strictObject({ tokenId: z.uuid() }),
  result: z.object({ status: z.literal('LEFT') }),
  refusals: ['INVALID_TOKEN'],
  fault: 'INTERNAL_ERROR',
});
