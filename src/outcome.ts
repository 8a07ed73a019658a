import { z } from 'zod';
import type { TokenSigner } from './admission/token-jwt.ts';
import { givenId } from './contract/fields.ts';
import { type Problem, problemAnswer, problemOf } from './contract/problem.ts';
import type { Code } from './contract/refusals.ts';
import type { Outcome } from './lane/kind.ts';
import { type Language, sentences } from './language/language.ts';
import { KIND_NAMES, KINDS, kindOf } from './on-sale.ts';

const anyKind = { requestId: givenId, kind: z.enum(KIND_NAMES) };

const failed = z
  .object({ ...anyKind, status: z.literal('failed'), problem: problemAnswer })
  .meta({ id: 'FailedRequest' });

/** For each kind: its result is what the synchronous answer would have been. */
const succeeded = KINDS.map(({ name, answer }) =>
  z
    .object({
      requestId: givenId,
      kind: z.literal(name),
      status: z.literal('succeeded'),
      result: answer.schema ?? z.unknown(),
    })
    .meta({ id: `Succeeded${name.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase())}` }),
);

/** All that a request can come to. */
export const OUTCOMES = [failed, ...succeeded] as const;

/** What became of a request, as its owner is told. */
export const settledAnswer = z.union(OUTCOMES);

/** And as they read it. */
export const requestAnswer = z
  .union([z.object({ ...anyKind, status: z.literal('queued') }), ...OUTCOMES])
  .meta({ id: 'Request' });

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
