import { z } from 'zod';
import { type Language, sentences } from '../language/language.ts';
import { type EndedToken, endedToken } from './ended-token.ts';
import { type Code, type FieldFault, STATUS_OF } from './refusals.ts';

/** An RFC 9457 problem: the refusal in the reader's words. */
export const problemAnswer = z
  .object({
    type: z.string().describe('Where the code is explained'),
    title: z.string().describe('The same for everybody'),
    status: z.int(),
    code: z.string().describe('Stable, for programs'),
    detail: z.string().describe('A sentence for people, in the language asked for'),
    errors: z
      .array(
        z.object({ pointer: z.string().describe('An RFC 6901 pointer into the body'), detail: z.string() }),
      )
      .optional(),
    requestId: z.guid().optional(),
    retryAfterSeconds: z
      .int()
      .optional()
      .describe('After so long, from when it was decided, the same may be granted; as `Retry-After` says it'),
    ended: endedToken.optional().describe('Of `INVALID_TOKEN`: what became of a token that has ended'),
  })
  .meta({ id: 'Problem' });

export type Problem = z.output<typeof problemAnswer> & { code: Code };

/** The problem of a code. `title` is the same for everybody, `detail` is in the reader's language. */
export const problemOf = (
  code: Code,
  language: Language,
  more: { errors?: FieldFault[]; requestId?: string; retryAfterSeconds?: number; ended?: EndedToken } = {},
): Problem => ({
  type: `/docs#${code}`,
  title: sentences('en').refusals[code],
  status: STATUS_OF[code],
  code,
  detail: sentences(language).refusals[code],
  ...more,
});
