import type { ZodType } from 'zod';
import type { Words } from '../../src/contract/kind.ts';
import { outcomeOf } from '../../src/lane/decide.ts';
import type { Kind, Outcome } from '../../src/lane/kind.ts';
import { type Language, sentences } from '../../src/language/language.ts';
import type { QueueToken } from '../../src/sale/tokens.ts';

/** The instant of every table, by the database's clock. */
export const NOW = new Date('2027-03-02T11:00:00.000Z');
export const later = (milliseconds: number): Date => new Date(NOW.getTime() + milliseconds);

export const CONCERT = 'concert';

/** What one kind of request is decided by: its payload is what its schema says. */
export type Decides<Ground, Payload> = Kind<unknown, Ground> & { payload: ZodType<Payload> };

/** A request as its lane takes it. */
export const asked = <Payload>(payload: Payload, userId: string) => ({
  id: 'request',
  sequence: 1,
  kind: 'any',
  userId,
  payload,
  correlationId: 'correlation',
});

/** What a request comes to on this ground, by the very step that decides it in a lane. */
export const decideOn = <Ground, Payload>(
  ground: Ground,
  kind: Decides<Ground, Payload>,
  payload: Payload,
  userId: string,
): Outcome => outcomeOf(kind, ground, asked(payload, userId));

/** Inside, and for longer than a hold lasts. */
export const tokenOf = (userId: string, change: Partial<QueueToken> = {}): QueueToken => ({
  id: `${userId}'s token`,
  concertId: CONCERT,
  userId,
  number: 1,
  status: 'ACTIVE',
  expiresAt: later(600_000),
  visitEndsAt: later(600_000),
  holds: 0,
  showUpBy: null,
  ...change,
});

/** What an outcome is put into words with; what is signed says for whom and when. */
export const wordsIn = (language: Language): Words => ({
  messages: sentences(language).messages,
  sign: ({ tokenId, userId, concertId }, issuedAt) =>
    [tokenId, userId, concertId, issuedAt.toISOString()].join(' '),
});
