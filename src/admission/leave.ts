import { z } from 'zod';
import { tokenOf } from '../contract/caller.ts';
import { message } from '../contract/fields.ts';
import { standsAt } from '../sale/tokens.ts';
import { admissionKind } from './kind.ts';

const left = { status: z.literal('LEFT') };

/** Giving up one's place, waiting or inside; what one holds is released with it. */
export const leave = admissionKind({
  name: 'leave-queue',
  method: 'delete',
  path: '/v1/concerts/{concertId}/tokens/me',
  tag: 'Waiting room',
  summary: 'Leave the line, or give up the place inside',
  notes:
    'Holds of this token are released in the same step. The user may join again at once, at the end of the line.',
  credential: 'token',
  payload: z.strictObject({ tokenId: z.uuid() }),
  ask(call) {
    const { tokenId, concertId } = tokenOf(call);
    return { concertId, payload: { tokenId } };
  },
  wants: ({ payload: { tokenId } }) => ({ leaving: tokenId }),
  decide({ line }, { userId, payload }, refuse) {
    const token = line.tokens.get(payload.tokenId);
    if (token === undefined || token.userId !== userId || !standsAt(token, line.now)) {
      throw refuse('INVALID_TOKEN');
    }
    line.end(token, 'LEFT');
    line.admit();
    return { status: 'LEFT' as const };
  },
  result: z.object(left),
  refusals: ['INVALID_TOKEN'],
  fault: 'INTERNAL_ERROR',
  answer: {
    status: 200,
    description: 'Left; holds of this token are released',
    schema: z.object({ ...left, message }).meta({ id: 'Left' }),
    body: (result, { messages }) => ({ ...result, message: messages.left() }),
  },
  tells: ['token-ended', 'line-moved', 'admitted', 'seats', 'hold-expired'],
  examples: { result: { status: 'LEFT' } },
});
