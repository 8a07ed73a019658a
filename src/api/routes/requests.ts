import type { Orm } from '../../database/connect.ts';
import { isUuid } from '../../identity/identifiers.ts';
import { Refusal } from '../../contract/refusals.ts';
import { requestOf } from '../../lane/request-table.ts';
import { requestAnswer } from '../../language/answers.ts';
import { settledBody } from '../../language/outcome-body.ts';
import type { TokenSigner } from '../../admission/token-jwt.ts';
import { type Route, route } from '../route.ts';
import { userOf } from '../user-of.ts';

export const requestRoutes = ({ orm, signer }: { orm: Orm; signer: TokenSigner }): Route[] => [
  route({
    method: 'get',
    path: '/v1/requests/{requestId}',
    tag: 'Requests',
    summary: "What became of one of the caller's requests",
    credential: 'user',
    answers: { 200: { description: 'Queued, or its outcome', schema: requestAnswer } },
    refusals: ['REQUEST_NOT_FOUND'],
    unavailable: 'SERVER_BUSY',
    async handle(call) {
      const { requestId } = call.params;
      const request = isUuid(requestId) ? await requestOf(orm.em.fork(), userOf(call), requestId) : null;
      if (request === null) throw new Refusal('REQUEST_NOT_FOUND');
      const { kind, outcome } = request;
      if (outcome === null) return { status: 200, body: { requestId, kind, status: 'queued' } };
      return { status: 200, body: settledBody({ ...request, outcome }, call.language, signer) };
    },
  }),
];
