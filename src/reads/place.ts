import { placeAnswer } from '../admission/place.ts';
import type { Places } from '../admission/places.ts';
import { route } from '../contract/call.ts';
import { Refusal } from '../contract/refusals.ts';

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
      expiresAt: '2027-03-02T13:00:41.207Z',
    },
  },
  refusals: ['INVALID_TOKEN'],
  async handle({ token }, { places }: { places: Places }) {
    if (token === null) throw new Refusal('INVALID_TOKEN');
    return { ...(await places.of(token)), expiresAt: token.expiresAt };
  },
});
