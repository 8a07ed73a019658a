import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import type { SettledRequest } from './announcement.ts';
import type { AcceptedRequest, Outcome } from './kind.ts';

/** The next requests of a lane that have no outcome, in the order of their acceptance, locked. */
export async function unsettled(em: EntityManager, lane: string, limit: number): Promise<AcceptedRequest[]> {
  const { rows } = await sql<{
    id: string;
    sequence: string;
    kind: string;
    user_id: string;
    payload: unknown;
    correlation_id: string;
  }>`
    select id, sequence, kind, user_id, payload, correlation_id from request
    where lane = ${lane} and status = 'queued' order by sequence limit ${limit} for update`.execute(
    em.getKysely(),
  );
  return rows.map((row) => ({
    id: row.id,
    sequence: Number(row.sequence),
    kind: row.kind,
    userId: row.user_id,
    payload: row.payload,
    correlationId: row.correlation_id,
  }));
}

/**
 * Writes the outcomes of requests that have none. Throws when one of them was settled meanwhile: then a
 * worker that slept has woken up, and nothing that it decided may stand.
 */
export async function settle(em: EntityManager, settled: readonly SettledRequest[]): Promise<void> {
  if (settled.length === 0) return;
  const { numAffectedRows } = await sql`
    update request set status = told.status, outcome = told.outcome, settled_at = clock_timestamp()
    from unnest(
      ${settled.map(({ requestId }) => requestId)}::uuid[],
      ${settled.map(({ outcome }) => ('result' in outcome ? 'succeeded' : 'failed'))}::text[],
      ${settled.map(({ outcome }) => JSON.stringify(outcome))}::jsonb[]
    ) as told (id, status, outcome)
    where request.id = told.id and request.status = 'queued'`.execute(em.getKysely());
  if (Number(numAffectedRows) !== settled.length) {
    throw new Error(`${settled.length - Number(numAffectedRows)} requests were settled by somebody else`);
  }
}

/** A request as its owner may read it. */
export interface RequestRecord {
  requestId: string;
  kind: string;
  status: 'queued' | 'succeeded' | 'failed';
  outcome: Outcome | null;
}

/** The user's own request, or null. Direct writes have answered already and are nobody's to look up. */
export async function requestOf(
  em: EntityManager,
  userId: string,
  requestId: string,
): Promise<RequestRecord | null> {
  const { rows } = await sql<RequestRecord>`
    select id as "requestId", kind, status, outcome from request
    where id = ${requestId} and user_id = ${userId} and lane is not null`.execute(em.getKysely());
  return rows[0] ?? null;
}

/** What the user's idempotency key stands for, or null. */
export async function requestUnderKey(
  em: EntityManager,
  userId: string,
  idempotencyKey: string,
): Promise<(RequestRecord & { fingerprint: string }) | null> {
  const { rows } = await sql<RequestRecord & { fingerprint: string }>`
    select id as "requestId", kind, status, outcome, fingerprint from request
    where user_id = ${userId} and idempotency_key = ${idempotencyKey}`.execute(em.getKysely());
  return rows[0] ?? null;
}

/** The outcomes of these requests, of those that have one. */
export async function outcomesOf(
  em: EntityManager,
  requestIds: readonly string[],
): Promise<Map<string, Outcome>> {
  const { rows } = await sql<{ id: string; outcome: Outcome }>`
    select id, outcome from request where id = any(${requestIds}::uuid[]) and status <> 'queued'`.execute(
    em.getKysely(),
  );
  return new Map(rows.map(({ id, outcome }) => [id, outcome]));
}

/** The user's requests that were settled after an instant (ISO 8601), oldest first, at most `limit`. */
export async function settledSince(
  em: EntityManager,
  userId: string,
  since: string,
  limit: number,
): Promise<{ requestId: string; kind: string; outcome: Outcome }[]> {
  const { rows } = await sql<{ requestId: string; kind: string; outcome: Outcome }>`
    select id as "requestId", kind, outcome from request
    where user_id = ${userId} and status <> 'queued' and settled_at > ${since} and lane is not null
    order by settled_at limit ${limit}`.execute(em.getKysely());
  return rows;
}
