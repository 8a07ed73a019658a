import type { TokenSigner } from '../admission/token-jwt.ts';
import { pay } from '../booking/pay.ts';
import { route } from '../contract/call.ts';
import { userOf } from '../contract/caller.ts';
import { Refusal } from '../contract/refusals.ts';
import type { Orm } from '../database/connect.ts';
import { requestOf } from '../lane/request-table.ts';
import { en } from '../language/en.ts';
import { kindOf } from '../on-sale.ts';
import { requestAnswer, settledBody } from '../outcome.ts';

export const getRequest = route({
  path: '/v1/requests/{requestId}',
  tag: 'Requests',
  summary: "What became of one of the caller's requests",
  notes:
    'Where the `Location` of a `202` leads. The outcome stays readable here for at least 24 hours, whatever happened to the connection in between.',
  credential: 'user',
  description: 'Queued, or its outcome',
  answer: requestAnswer,
  examples: {
    answer: {
      requestId: '0192f0c1-79ff-7b12-a4c0-6d3e1f8a2b57',
      kind: pay.name,
      status: 'succeeded',
      result: pay.answer.body(pay.examples.result, { messages: en.messages, sign: () => '' }),
    },
  },
  refusals: ['REQUEST_NOT_FOUND'],
  async handle(call, { orm, signer }: { orm: Orm; signer: TokenSigner }) {
    const request = await requestOf(orm.em.fork(), userOf(call), call.params.requestId);
    if (request === undefined) throw new Refusal('REQUEST_NOT_FOUND');
    const { requestId, kind, outcome } = request;
    if (outcome === null) return { requestId, kind: kindOf(kind).name, status: 'queued' as const };
    return settledBody({ requestId, kind, outcome }, call.language, signer);
  },
});
