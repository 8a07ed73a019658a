import { z } from 'zod';
import { tokenOf, userOf } from '../contract/caller.ts';
import { message } from '../contract/fields.ts';
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
  payload: z.strictObject({ tokenId: z.uuid().nullable().describe('Null: whichever the user has') }),
  ask(call) {
    const { tokenId, concertId } = tokenOf(call);
    return { concertId, payload: { tokenId } };
  },
  also: {
    path: '/v1/concerts/{concertId}/tokens/mine',
    summary: 'Leave the line from any device',
    notes:
      'The same for the user, whichever device the place was taken on. Who has no place in this line is told so.',
    credential: 'identity',
    async ask(call, door) {
      userOf(call);
      const { concertId } = await door.concert(call.params.concertId ?? '');
      return { concertId, payload: { tokenId: null } };
    },
    refusesAlone: ['TOKEN_NOT_FOUND'],
    refusesNever: ['INVALID_TOKEN'],
    refusedAtTheDoor: ['CONCERT_NOT_FOUND'],
  },
  wants: ({ userId, payload: { tokenId } }) =>
    tokenId === null ? { leavingOf: userId } : { leaving: tokenId },
  decide({ line }, { userId, payload: { tokenId } }, refuse) {
    const token = tokenId === null ? line.liveTokenOf(userId) : line.tokens.get(tokenId);
    if (token === undefined || token.userId !== userId || !line.stands(token)) {
      throw refuse(tokenId === null ? 'TOKEN_NOT_FOUND' : 'INVALID_TOKEN');
    }
    line.end(token, 'LEFT');
    line.admit();
    return { status: 'LEFT' as const };
  },
  result: z.object(left),
  refusals: ['INVALID_TOKEN', 'TOKEN_NOT_FOUND'],
  fault: 'INTERNAL_ERROR',
  answer: {
    status: 200,
    description: 'Left; holds of this token are released',
    schema: z.object({ ...left, message }).meta({ id: 'Left' }),
    body: (result, { messages }) => ({ ...result, message: messages.left() }),
  },
  tells: ['token-ended', 'line-moved', 'admitted', 'seats', 'hold-ended'],
  examples: { result: { status: 'LEFT' } },
});
