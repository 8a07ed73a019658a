import { z } from 'zod';
import { newcomerOf } from '../contract/caller.ts';
import { claimedUserId, givenId, instant, message } from '../contract/fields.ts';
import { saleIsOpen } from '../sale/sale-state.ts';
import { estimateFor } from './estimate.ts';
import { admissionKind } from './kind.ts';
import { placeFields } from './place.ts';

export const join = admissionKind({
  name: 'issue-token',
  method: 'post',
  path: '/v1/concerts/{concertId}/tokens',
  tag: 'Waiting room',
  summary: 'Join the line of a concert',
  notes:
    'The place is given in the order of arrival. While there is room the answer is `ACTIVE` at once; otherwise it is `WAITING` with the exact rank, and the `queue` event tells every change. The `token` of the answer is the credential for everything in this concert. Whoever has left, or whose token has ended, may join again at the end of the line. Nobody joins before the sale opens, after it closed or its last date began, or while every seat is sold. Whoever is signed in need not have been created before: the first join makes the user, unless the server knows its users (`IDENTITY_USERS=known`). Joining takes the user: a queue token joins no other concert (`FORBIDDEN`).',
  credential: 'user',
  body: z.strictObject({ userId: claimedUserId }),
  payload: z.strictObject({
    /** As whom the user is made, should they be new. */
    newcomer: z.strictObject({ name: z.string(), person: z.string().nullable() }).optional(),
  }),
  async ask(call, door) {
    const { concertId } = await door.concert(call.params.concertId);
    return { concertId, payload: { newcomer: newcomerOf(call) } };
  },
  wants: ({ userId, payload: { newcomer } }) => ({ joining: userId, newcomer }),
  decide(batch, { userId }, refuse) {
    const { line, concert } = batch;
    if (!batch.users.has(userId)) throw refuse('USER_NOT_FOUND');
    if (!saleIsOpen(concert, line.now)) throw refuse('SALE_NOT_OPEN');
    if (line.liveTokenOf(userId) !== undefined) throw refuse('TOKEN_ALREADY_ACTIVE');
    if (concert.soldOut) throw refuse('SOLD_OUT');

    const token = line.join(userId);
    line.admit();
    const inside = token.status === 'ACTIVE';
    const rank = inside ? 0 : line.room.waiting;
    return {
      tokenId: token.id,
      userId,
      concertId: token.concertId,
      status: inside ? ('ACTIVE' as const) : ('WAITING' as const),
      number: token.number,
      rank,
      ahead: Math.max(rank - 1, 0),
      ...estimateFor(rank, line.room),
      joinedAt: line.now.toISOString(),
      expiresAt: token.expiresAt.toISOString(),
    };
  },
  result: z.object({
    tokenId: givenId,
    userId: givenId,
    concertId: givenId,
    ...placeFields,
    joinedAt: instant,
    expiresAt: instant,
  }),
  refusals: ['USER_NOT_FOUND', 'SALE_NOT_OPEN', 'TOKEN_ALREADY_ACTIVE', 'SOLD_OUT'],
  refusedAtTheDoor: ['CONCERT_NOT_FOUND'],
  fault: 'INTERNAL_ERROR',
  answer: {
    status: 201,
    description: 'A place in the line, or inside at once',
    schema: z
      .object({ token: z.string(), ...placeFields, expiresAt: instant, message })
      .meta({ id: 'Token' }),
    body({ tokenId, userId, concertId, joinedAt, ...place }, { messages, sign }) {
      const token = sign({ tokenId, userId, concertId }, new Date(joinedAt));
      const message = place.status === 'ACTIVE' ? messages.admitted() : messages.waiting(place);
      return { token, ...place, message };
    },
  },
  makes: { id: 'tokenId', table: 'queue_token' },
  tells: ['admitted', 'line-moved'],
  examples: {
    body: {},
    result: {
      tokenId: '0192f0c0-11aa-7c08-8c3e-7a1b2c4d5e6f',
      userId: 'b2a7e1c4-93d5-4c1f-8e60-5f4a1c7d9b32',
      concertId: '6f1d2c9e-4b0a-4e57-9a3c-1d2b8f60c7a1',
      status: 'WAITING',
      number: 4_218,
      rank: 318,
      ahead: 317,
      estimatedWaitSeconds: 95,
      estimatedWait: { low: 88, high: 102, basis: 'measured' },
      joinedAt: '2027-03-02T11:00:41.207Z',
      expiresAt: '2027-03-02T13:00:41.207Z',
    },
  },
});
