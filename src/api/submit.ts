import type { Orm } from '../database/connect.ts';
import type { Acceptor } from '../lane/accept.ts';
import type { Outcome, PayloadOf, RequestKind } from '../lane/kind.ts';
import { laneName } from '../lane/lane-name.ts';
import { outcomesOf } from '../lane/request-table.ts';
import { timeOrderedId } from '../lane/time-ordered-id.ts';
import { bodyOf, problemOf } from '../language/outcome-body.ts';
import type { OutcomeWaiters } from '../live/outcome-waiters.ts';
import type { Metrics } from '../observability/metrics.ts';
import type { TokenSigner } from '../admission/token-jwt.ts';
import { OPERATOR_ID } from './operator-of.ts';
import type { Answer, Call } from './route.ts';
import { userOf } from './user-of.ts';

export interface SubmitParts {
  orm: Orm;
  acceptor: Acceptor;
  waiters: OutcomeWaiters;
  signer: TokenSigner;
  metrics: Metrics;
}

/** Hands a booking write to its lane, and answers `202`, or the outcome for whoever prefers to wait. */
export type Submit = <Kind extends RequestKind>(
  call: Call,
  kind: Kind,
  concertId: string,
  payload: PayloadOf<Kind>,
) => Promise<Answer>;

export const submitTo =
  (parts: SubmitParts): Submit =>
  async (call, kind, concertId, payload) => {
    const { caller, waitSeconds } = call;
    const userId = caller.kind === 'operator' ? OPERATOR_ID : userOf(call);
    const id = timeOrderedId();
    const waiting = waitSeconds === null ? null : parts.waiters.wait(id, waitSeconds * 1_000);
    try {
      const accepted = await parts.acceptor.accept({
        id,
        lane: laneName(kind.lane, concertId),
        kind: kind.name,
        userId,
        payload,
        idempotencyKey: call.idempotencyKey,
        fingerprint: call.fingerprint,
        correlationId: call.correlationId,
      });
      const { requestId } = accepted;
      if (requestId === id) parts.metrics.accepted.inc({ kind: kind.name });
      // What fans may read is for fans; operators look things up.
      const path = caller.kind === 'operator' ? '/v1/admin/lookup?q=' : '/v1/requests/';
      const location = { location: `${path}${requestId}` };
      if (waiting === null || waitSeconds === null) {
        return { status: 202, body: { requestId, status: 'queued' }, headers: location };
      }
      const outcome =
        accepted.outcome ??
        (await (requestId === id ? waiting.outcome : outcomeOfEarlier(parts, requestId, waitSeconds)));
      const headers = { ...location, 'preference-applied': `wait=${waitSeconds}` };
      if (outcome === null) return { status: 202, body: { requestId, status: 'queued' }, headers };
      return { ...answerOf(parts, call, requestId, kind.name, outcome), headers };
    } finally {
      waiting?.cancel();
    }
  };

/** The key stands for a request that somebody else waits for, or that was decided just now. */
async function outcomeOfEarlier(
  parts: SubmitParts,
  requestId: string,
  seconds: number,
): Promise<Outcome | null> {
  const waiting = parts.waiters.wait(requestId, seconds * 1_000);
  const settled = await outcomesOf(parts.orm.em.fork(), [requestId]);
  const outcome = settled.get(requestId);
  if (outcome === undefined) return waiting.outcome;
  waiting.cancel();
  return outcome;
}

function answerOf(parts: SubmitParts, call: Call, requestId: string, kind: string, outcome: Outcome): Answer {
  const { language } = call;
  if ('refused' in outcome) {
    const problem = problemOf(outcome.refused, language, { requestId });
    return { status: problem.status, body: problem };
  }
  return bodyOf(kind, outcome.result, language, parts.signer);
}
