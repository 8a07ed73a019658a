import { z } from 'zod';
import { instant } from './fields.ts';

/** Why a token ran out. */
export const TOKEN_ENDS = ['waited-too-long', 'visit-over', 'no-show', 'sale-closed'] as const;
export type TokenEnd = (typeof TOKEN_ENDS)[number];

export const tokenEnd = z
  .enum(TOKEN_ENDS)
  .describe(
    '`waited-too-long`: nobody was there for `waitingSeconds`. `visit-over`: the time inside was. `no-show`: the turn came, and nobody called or listened within `showUpSeconds`. `sale-closed`: the sale was, while one waited',
  );

/** When a place was taken, when its turn came, and when it ended: how long it stood is between the last two. */
export const storyFields = {
  joinedAt: instant,
  admittedAt: instant.nullable().describe('When the turn came; null when it never did'),
  endedAt: instant,
};

/** What became of a token, for whoever was not there. */
export const endedToken = z.object({
  status: z.enum(['COMPLETED', 'EXPIRED', 'LEFT']),
  reason: tokenEnd.nullable().describe('Why it ran out; null of one that was left or has paid'),
  ...storyFields,
});
export type EndedToken = z.output<typeof endedToken>;
