import { z } from 'zod';
import { placeFields } from '../admission/place.ts';
import { storyFields, tokenEnd } from '../contract/ended-token.ts';
import { givenId, instant } from '../contract/fields.ts';
import { problemAnswer } from '../contract/problem.ts';
import { en } from '../language/en.ts';
import { settledAnswer } from '../outcome.ts';
import { saleView } from '../reads/sale.ts';
import { END_REASONS } from '../sale/reservations.ts';

const CONCERT = '6f1d2c9e-4b0a-4e57-9a3c-1d2b8f60c7a1';
const RESERVATION = '0192f0c1-7a3e-7c44-b1d8-2f9e5a6c8d01';
const REQUEST = '0192f0c1-79ff-7b12-a4c0-6d3e1f8a2b57';

const message = z.string().describe('A sentence for people, in the language of the connection');

/** When an event is told and to whom, and what it carries. */
interface LiveEvent<Payload extends z.ZodType> {
  summary: string;
  description: string;
  payload: Payload;
  example: z.output<Payload>;
}
const event = <Payload extends z.ZodType>(told: LiveEvent<Payload>) => told;

/** Every event that fans' sockets are told, by the name it is emitted under. */
export const LIVE_EVENTS = {
  request: event({
    summary: 'An accepted request has ended',
    description:
      'Told to every connection of the user, once for each request, with the outcome in the language of that connection. `result` is the body that the synchronous answer would have had.',
    payload: settledAnswer,
    example: {
      requestId: REQUEST,
      kind: 'release',
      status: 'succeeded',
      result: { reservationId: RESERVATION, status: 'RELEASED', message: en.messages.released() },
    },
  }),
  queue: event({
    summary: 'A place in a line',
    description:
      'Told when the connection is made, at most once a second while the rank changes, and at once on admission: then `status` is `ACTIVE` and `rank` is 0.',
    payload: z.object({ concertId: givenId, ...placeFields }),
    example: {
      concertId: CONCERT,
      status: 'WAITING',
      number: 4_218,
      rank: 318,
      ahead: 317,
      estimatedWaitSeconds: 95,
      estimatedWait: { low: 88, high: 102, basis: 'measured' },
    },
  }),
  line: event({
    summary: 'The line as a whole',
    description:
      'Told to those who wait: when the connection is made, when admission is paused or goes on, and at most every five seconds while the number of those who wait changes.',
    payload: z.object({
      concertId: givenId,
      waiting: z.int().describe('How many wait in all'),
      paused: z.boolean().describe('Whether an operator has stopped admission for now'),
    }),
    example: { concertId: CONCERT, waiting: 3_900, paused: false },
  }),
  sale: event({
    summary: 'Where the sale stands',
    description:
      'Told to everybody who is in the concert, waiting or inside: when they come, and at once when it changes. `GET /v1/concerts/{concertId}` tells the same.',
    payload: z.object({ concertId: givenId, ...saleView.shape }),
    example: {
      concertId: CONCERT,
      state: 'SOLD_OUT',
      opensAt: '2027-03-02T11:00:00.000Z',
      availability: 'NONE',
    },
  }),
  notice: event({
    summary: 'A word from the operators',
    description:
      'Told to those who wait as it is said, and to whoever begins to wait, or comes back, within the hour after it. The same notice has the same `at`.',
    payload: z.object({ concertId: givenId, text: message, at: instant }),
    example: {
      concertId: CONCERT,
      text: 'The hall is being checked. Nobody loses their place.',
      at: '2027-03-02T11:04:40.112Z',
    },
  }),
  closing: event({
    summary: 'This connection is closed in favour of a newer one',
    description:
      'Told right before the end, when the user has opened more connections than one may have (10 unless the service is set otherwise): the oldest goes. A client that is told so does not connect again by itself, or two would push each other out for ever.',
    payload: z.object({ code: z.literal('RATE_LIMITED'), message }),
    example: { code: 'RATE_LIMITED', message: en.messages.tooManySockets() },
  }),
  'hold-expired': event({
    summary: 'An unpaid hold ran out',
    description: 'The seats are free for everybody again. `message` says when an operator has ended it.',
    payload: z.object({
      reservationId: givenId,
      date: z.iso.date(),
      seatNumbers: z.array(z.int()),
      message,
    }),
    example: {
      reservationId: RESERVATION,
      date: '2027-05-01',
      seatNumbers: [12, 13],
      message: en.messages.holdExpired(),
    },
  }),
  'hold-ended': event({
    summary: 'A hold ended without a payment, and why',
    description:
      'Told to every connection of its fan, whatever ended it: `given-back` by the fan, `ran-out` by time, `left` and `visit-over` with its token, `paid-others` when the fan paid for another hold, `operator` by the organiser, with what they say about it in `note`. `GET /v1/reservations` tells the same later.',
    payload: z.object({
      reservationId: givenId,
      date: z.iso.date(),
      seatNumbers: z.array(z.int()),
      reason: z.enum(END_REASONS),
      note: z.string().nullable().describe("An operator's own words"),
      message,
    }),
    example: {
      reservationId: RESERVATION,
      date: '2027-05-01',
      seatNumbers: [12, 13],
      reason: 'operator',
      note: 'The camera needs this row',
      message: en.messages.holdEnded({ reason: 'operator', note: 'The camera needs this row' }),
    },
  }),
  'token-expired': event({
    summary: 'The token ran out',
    description:
      'Nothing more is told of this concert until the user joins again. What was accepted before is still decided and told. `reason` and the times say how it went; a call with the token tells the same in its problem, for whoever was not there (`ended`).',
    payload: z
      .object({
        concertId: givenId,
        message,
        reason: tokenEnd.nullable(),
        ...storyFields,
      })
      .partial({ reason: true, joinedAt: true, admittedAt: true, endedAt: true }),
    example: {
      concertId: CONCERT,
      message: en.messages.tokenExpired(),
      reason: 'no-show',
      joinedAt: '2027-03-02T11:00:41.207Z',
      admittedAt: '2027-03-02T11:02:16.930Z',
      endedAt: '2027-03-02T11:04:18.431Z',
    },
  }),
  seats: event({
    summary: 'Seats of a date changed',
    description:
      'Told to those who may see the seats: with an admitted token, or everybody where the concert has `waitingRoom.protects: "booking"`. Read the seats once, then apply the changes.',
    payload: z.object({
      concertId: givenId,
      date: z.iso.date(),
      changes: z
        .array(z.object({ number: z.int(), status: z.enum(['AVAILABLE', 'HELD', 'SOLD']) }))
        .describe('Only the seats that changed, each with its new status'),
    }),
    example: {
      concertId: CONCERT,
      date: '2027-05-01',
      changes: [
        { number: 12, status: 'HELD' },
        { number: 13, status: 'HELD' },
      ],
    },
  }),
};

export type LivePayloads = {
  [Name in keyof typeof LIVE_EVENTS]: z.output<(typeof LIVE_EVENTS)[Name]['payload']>;
};

/** For the types of Socket.IO: what may be emitted, and with what. */
export type LiveEvents = { [Name in keyof LivePayloads]: (payload: LivePayloads[Name]) => void };

/** What a client gets instead of a connection. */
export const refusedConnection = z.object({
  message: z.string().describe('The `detail` of the problem'),
  data: problemAnswer,
});
