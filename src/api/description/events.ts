import type { LivePayloads } from '../../live/payloads.ts';

type EventName = keyof LivePayloads;

/** When each event is told, and to whom. */
export const EVENTS: Record<EventName, { summary: string; description: string }> = {
  request: {
    summary: 'An accepted request has ended',
    description:
      'Told to every connection of the user, once for each request, with the outcome in the language of that connection. `result` is the body that the synchronous answer would have had.',
  },
  queue: {
    summary: 'A place in a line',
    description:
      'Told when the connection is made, at most once a second while the rank changes, and at once on admission: then `status` is `ACTIVE` and `rank` is 0.',
  },
  line: {
    summary: 'The line as a whole',
    description:
      'Told to those who wait: when the connection is made, when admission is paused or goes on, and at most every five seconds while the number of those who wait changes.',
  },
  notice: {
    summary: 'A word from the operators',
    description:
      'Told to those who wait as it is said, and to whoever begins to wait, or comes back, within the hour after it. The same notice has the same `at`.',
  },
  'hold-expired': {
    summary: 'An unpaid hold ran out',
    description: 'The seats are free for everybody again. `message` says when an operator has ended it.',
  },
  'token-expired': {
    summary: 'The token ran out',
    description:
      'Nothing more is told of this concert until the user joins again. What was accepted before is still decided and told.',
  },
  seats: {
    summary: 'Seats of a date changed',
    description:
      'Told to those who may see the seats: with an admitted token, or everybody where the concert has `waitingRoom.protects: "booking"`. Read the seats once, then apply the changes.',
  },
};

export const EVENT_NAMES = Object.keys(EVENTS) as EventName[];
