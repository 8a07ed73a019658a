import type { Attendance } from '../admission/attendance.ts';
import { join } from '../admission/join.ts';
import type { LiveTokens } from '../admission/live-tokens.ts';
import { placeAnswer } from '../admission/place.ts';
import type { Places } from '../admission/places.ts';
import type { TokenSigner } from '../admission/token-jwt.ts';
import { route } from '../contract/call.ts';
import { userOf } from '../contract/caller.ts';
import { Refusal } from '../contract/refusals.ts';
import { en } from '../language/en.ts';

export const getPlace = route({
  path: '/v1/concerts/{concertId}/tokens/me',
  tag: 'Waiting room',
  summary: 'Where the caller stands',
  notes:
    'For clients without a socket. The `queue` event says the same without being asked, so once every few seconds is plenty.',
  credential: 'token',
  description: 'The place, with the exact rank',
  answer: placeAnswer,
  examples: {
    answer: {
      status: 'WAITING',
      number: 4_218,
      rank: 318,
      ahead: 317,
      estimatedWaitSeconds: 95,
      estimatedWait: { low: 88, high: 102, basis: 'measured' },
      expiresAt: '2027-03-02T13:00:41.207Z',
    },
  },
  refusals: ['INVALID_TOKEN'],
  async handle({ token }, { places }: { places: Places }) {
    if (token === null) throw new Refusal('INVALID_TOKEN');
    return places.keptOf(token);
  },
});

export const getOwnPlace = route({
  path: '/v1/concerts/{concertId}/tokens/mine',
  tag: 'Waiting room',
  summary: "The user's place, taken on whichever device",
  notes:
    'What joining answered, as it is now, with a `token` that is signed anew: another browser of the same user goes on with it. Who has no place in this line is told so.',
  credential: 'identity',
  description: 'The place, with the token that stands for it',
  answer: join.answer.schema,
  examples: {
    answer: join.answer.body(join.examples.result, {
      messages: en.messages,
      sign: () => 'eyJhbGciOiJIUzI1NiJ9…',
    }),
  },
  refusals: ['CONCERT_NOT_FOUND', 'TOKEN_NOT_FOUND'],
  async handle(
    call,
    parts: { attendance: Attendance; liveTokens: LiveTokens; places: Places; signer: TokenSigner },
  ) {
    const { attendance, liveTokens, places, signer } = parts;
    const tokens = await liveTokens.of(userOf(call));
    const token = tokens.find(({ concertId }) => concertId === call.params.concertId);
    if (token === undefined) throw new Refusal('TOKEN_NOT_FOUND');
    attendance.heard(token);
    const { tokenId, userId, concertId } = token;
    const place = await places.keptOf(token);
    const joinedAt = new Date().toISOString();
    return join.answer.body(
      { tokenId, userId, concertId, ...place, joinedAt },
      { messages: call.say.messages, sign: signer.sign.bind(signer) },
    );
  },
});
