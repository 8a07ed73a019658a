import type { WalletMode } from '../../config/environment.ts';
import type { TokenSigner } from '../admission/token-jwt.ts';
import { type Call, Reply, type Route } from '../contract/call.ts';
import { OPERATOR_ID, userOf } from '../contract/caller.ts';
import type { AnyKind, Door } from '../contract/kind.ts';
import type { Code } from '../contract/refusals.ts';
import type { Orm } from '../database/connect.ts';
import type { Acceptor } from '../lane/accept.ts';
import type { Outcome } from '../lane/kind.ts';
import { outcomesOf } from '../lane/request-table.ts';
import { timeOrderedId } from '../lane/time-ordered-id.ts';
import { sentences } from '../language/language.ts';
import type { OutcomeWaiters } from '../live/outcome-waiters.ts';
import type { Metrics } from '../observability/metrics.ts';
import { answerOf } from '../outcome.ts';
import type { ConcertReads } from '../reads/concert-reads.ts';
import { laneName } from '../sale/lanes.ts';

export interface SubmitParts {
  orm: Orm;
  concerts: ConcertReads;
  acceptor: Acceptor;
  waiters: OutcomeWaiters;
  signer: TokenSigner;
  metrics: Metrics;
  walletMode: WalletMode;
}

/** A request for an example's answer is signed by nobody. */
const EXAMPLE_TOKEN = 'eyJhbGciOiJIUzI1NiJ9…';

/** How a kind of request is asked for over HTTP: one call for each address that it has. */
export function routesOf(kind: AnyKind): Route<SubmitParts>[] {
  const { also } = kind;
  const without = (codes: readonly Code[]) => kind.refusals.filter((code) => !codes.includes(code));
  if (also === undefined) return [routeOf(kind, kind.refusals)];
  return [
    routeOf(kind, without(also.refusesAlone)),
    routeOf({ ...kind, refusedAtTheDoor: undefined, ...also }, without(also.refusesNever)),
  ];
}

function routeOf(kind: AnyKind, refusals: readonly Code[]): Route<SubmitParts> {
  const { method, path, tag, summary, notes, credential, body, answer, examples } = kind;
  const { messages } = sentences('en');
  const example = answer.body(examples.result, { messages, sign: () => EXAMPLE_TOKEN });
  return {
    ...{ method, path, tag, summary, notes, credential, body },
    write: 'lane',
    example: examples.body,
    answers: { [answer.status]: { description: answer.description, schema: answer.schema, example } },
    // What keeps breaking its lane ends as the kind's fault; that anything may is known of every call.
    refusals: [...(kind.refusedAtTheDoor ?? []), ...refusals, kind.fault].filter(
      (code) => code !== 'INTERNAL_ERROR',
    ),
    unavailable: 'SERVER_BUSY',
    handle: (call, parts) => submit(kind, call, parts),
  };
}

/** Hands a request to its lane, and answers `202`, or the outcome for whoever prefers to wait. */
async function submit(kind: AnyKind, call: Call, parts: SubmitParts): Promise<Reply<unknown>> {
  const { caller, waitSeconds } = call;
  const door: Door = {
    em: () => parts.orm.em.fork(),
    concert: (id) => parts.concerts.concert(id),
    hasWallets: parts.walletMode !== 'off',
  };
  const { concertId, payload } = await kind.ask(call, door);
  const id = timeOrderedId();
  const waiting = waitSeconds === null ? null : parts.waiters.wait(id, waitSeconds * 1_000);
  try {
    const accepted = await parts.acceptor.accept({
      id,
      lane: laneName(kind.lane, concertId),
      kind: kind.name,
      userId: caller.kind === 'operator' ? OPERATOR_ID : userOf(call),
      payload,
      idempotencyKey: call.idempotencyKey,
      fingerprint: call.fingerprint,
      correlationId: call.correlationId,
    });
    const { requestId } = accepted;
    if (requestId === id) parts.metrics.accepted.inc({ kind: kind.name });
    const queued = { requestId, status: 'queued' };
    // What fans may read is for fans; operators look things up.
    const path = caller.kind === 'operator' ? '/v1/admin/lookup?q=' : '/v1/requests/';
    const location = { location: `${path}${requestId}` };
    if (waiting === null || waitSeconds === null)
      return new Reply(queued, { status: 202, headers: location });
    const outcome =
      accepted.outcome ??
      (await (requestId === id ? waiting.outcome : outcomeOfEarlier(parts, requestId, waitSeconds)));
    const headers = { ...location, 'preference-applied': `wait=${waitSeconds}` };
    if (outcome === null) return new Reply(queued, { status: 202, headers });
    const {
      status,
      body,
      headers: more,
    } = answerOf(kind.name, requestId, outcome, call.language, parts.signer);
    return new Reply(body, { status, headers: { ...headers, ...more } });
  } finally {
    waiting?.cancel();
  }
}

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
