import { z } from 'zod';
import type { TokenSigner } from './admission/token-jwt.ts';
import { givenId } from './contract/fields.ts';
import { type Problem, problemAnswer, problemOf } from './contract/problem.ts';
import type { Code } from './contract/refusals.ts';
import type { Outcome } from './lane/kind.ts';
import { type Language, sentences } from './language/language.ts';
import { KIND_NAMES, KINDS, kindOf } from './on-sale.ts';

/** What became of a request, as its owner reads it or is told. */
const settledFields = {
  requestId: givenId,
  kind: z.enum(KIND_NAMES),
  result: z
    .union(KINDS.map(({ answer }) => answer.schema).filter((schema, at, all) => all.indexOf(schema) === at))
    .optional()
    .describe('When it succeeded: what the synchronous answer would have been'),
  problem: problemAnswer.optional().describe('When it failed: why'),
};

export const settledAnswer = z.object({ ...settledFields, status: z.enum(['succeeded', 'failed']) });

export const requestAnswer = z
  .object({ ...settledFields, status: z.enum(['queued', 'succeeded', 'failed']) })
  .meta({ id: 'Request' });

/** Of `result` and `problem` there is one. */
export type Settled = z.output<typeof settledAnswer>;

/** The status, body and headers of a stored outcome, for one reader. */
export function answerOf(
  kind: string,
  requestId: string,
  outcome: Outcome,
  language: Language,
  signer: TokenSigner,
): { status: number; body: unknown; headers: Record<string, string> } {
  if ('refused' in outcome) {
    const { refused, retryAfterSeconds: seconds } = outcome;
    const more = seconds === undefined ? {} : { retryAfterSeconds: seconds };
    const problem = problemOf(refused as Code, language, { requestId, ...more });
    const headers = seconds === undefined ? {} : { 'retry-after': `${seconds}` };
    return { status: problem.status, body: problem, headers: headers as Record<string, string> };
  }
  const { answer } = kindOf(kind);
  const { messages } = sentences(language);
  const sign = signer.sign.bind(signer);
  return {
    status: answer.status,
    body: answer.body(outcome.result as Record<string, unknown>, { messages, sign }),
    headers: {},
  };
}

/** A settled request as the socket tells it and `/v1/requests/{id}` shows it. */
export function settledBody(
  { requestId, kind, outcome }: { requestId: string; kind: string; outcome: Outcome },
  language: Language,
  signer: TokenSigner,
): Settled {
  const { name } = kindOf(kind);
  const { body } = answerOf(kind, requestId, outcome, language, signer);
  return 'refused' in outcome
    ? { requestId, kind: name, status: 'failed', problem: body as Problem }
    : { requestId, kind: name, status: 'succeeded', result: body };
}
