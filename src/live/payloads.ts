import { z } from 'zod';
import { kindName, outcomeAnswer, placeAnswer, problemAnswer } from '../language/answers.ts';

const id = z.guid();
const date = z.iso.date();
const message = z.string().describe('A sentence for people, in the language of the connection');

const { expiresAt, ...place } = placeAnswer.shape;

/** What each event carries, by the name it is emitted under. */
export const LIVE_PAYLOADS = {
  request: z.object({
    requestId: id,
    kind: kindName,
    status: z.enum(['succeeded', 'failed']),
    result: outcomeAnswer
      .optional()
      .describe('When it succeeded: what the synchronous answer would have been'),
    problem: problemAnswer.optional().describe('When it failed: why'),
  }),
  queue: z.object({ concertId: id, ...place }),
  line: z.object({
    concertId: id,
    waiting: z.int().describe('How many wait in all'),
    paused: z.boolean().describe('Whether an operator has stopped admission for now'),
  }),
  notice: z.object({ concertId: id, text: message, at: z.iso.datetime() }),
  'hold-expired': z.object({ reservationId: id, date, seatNumbers: z.array(z.int()), message }),
  'token-expired': z.object({ concertId: id, message }),
  seats: z.object({
    concertId: id,
    date,
    changes: z
      .array(z.object({ number: z.int(), status: z.enum(['AVAILABLE', 'HELD', 'SOLD']) }))
      .describe('Only the seats that changed, each with its new status'),
  }),
} as const;

/** What a client gets instead of a connection. */
export const refusedConnection = z.object({
  message: z.string().describe('The `detail` of the problem'),
  data: problemAnswer,
});

export type LivePayloads = {
  [Event in keyof typeof LIVE_PAYLOADS]: z.output<(typeof LIVE_PAYLOADS)[Event]>;
};

/** For the types of Socket.IO: what may be emitted, and with what. */
export type LiveEvents = { [Event in keyof LivePayloads]: (payload: LivePayloads[Event]) => void };
