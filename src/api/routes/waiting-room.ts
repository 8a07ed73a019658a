import { Refusal } from '../../contract/refusals.ts';
import { leftAnswer, placeAnswer, tokenAnswer } from '../../language/answers.ts';
import { join } from '../../admission/join.ts';
import { leave } from '../../admission/leave.ts';
import type { Places } from '../../admission/places.ts';
import type { ConcertReads } from '../../reads/concert-reads.ts';
import { type Route, route } from '../route.ts';
import type { Submit } from '../submit.ts';

export const waitingRoomRoutes = (parts: {
  submit: Submit;
  concerts: ConcertReads;
  places: Places;
}): Route[] => [
  route({
    method: 'post',
    path: '/v1/concerts/{concertId}/tokens',
    tag: 'Waiting room',
    summary: 'Join the line of a concert',
    credential: 'user',
    write: 'lane',
    body: join.body,
    answers: { 201: { description: 'A place in the line, or inside at once', schema: tokenAnswer } },
    refusals: ['CONCERT_NOT_FOUND', ...join.refusals],
    unavailable: 'SERVER_BUSY',
    async handle(call) {
      const concert = await parts.concerts.concert(call.params.concertId);
      return parts.submit(call, join, concert.concertId, {});
    },
  }),
  route({
    method: 'get',
    path: '/v1/concerts/{concertId}/tokens/me',
    tag: 'Waiting room',
    summary: 'Where the caller stands',
    credential: 'token',
    answers: { 200: { description: 'The place, with the exact rank', schema: placeAnswer } },
    refusals: ['INVALID_TOKEN'],
    unavailable: 'SERVER_BUSY',
    async handle({ token }) {
      if (token === null) throw new Refusal('INVALID_TOKEN');
      return { status: 200, body: { ...(await parts.places.of(token)), expiresAt: token.expiresAt } };
    },
  }),
  route({
    method: 'delete',
    path: '/v1/concerts/{concertId}/tokens/me',
    tag: 'Waiting room',
    summary: 'Leave the line, or give up the place inside',
    credential: 'token',
    write: 'lane',
    answers: { 200: { description: 'Left; holds of this token are released', schema: leftAnswer } },
    refusals: leave.refusals,
    unavailable: 'SERVER_BUSY',
    async handle(call) {
      if (call.caller.kind !== 'token') throw new Refusal('INVALID_TOKEN');
      const { tokenId, concertId } = call.caller;
      return parts.submit(call, leave, concertId, { tokenId });
    },
  }),
];
