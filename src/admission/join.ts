import { z } from 'zod';
import { claimedUserId } from '../contract/fields.ts';
import { defineKind } from '../lane/kind.ts';
import { TOKEN_STATUSES } from '../sale/queue-token.ts';

/** Taking a place in the line. Whoever is let in at once is `ACTIVE` in the same answer. */
export const join = defineKind({
  name: 'issue-token',
  lane: 'admission',
  body: z.strictObject({ userId: claimedUserId }),
  payload: z.strictObject({}),
  result: z.object({
    tokenId: z.uuid(),
    userId: z.uuid(),
    concertId: z.uuid(),
    status: z.enum(TOKEN_STATUSES),
    number: z.int(),
    rank: z.int(),
    ahead: z.int(),
    estimatedWaitSeconds: z.int(),
    joinedAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
  }),
  refusals: ['USER_NOT_FOUND', 'SALE_NOT_OPEN', 'TOKEN_ALREADY_ACTIVE'],
  fault: 'INTERNAL_ERROR',
});
