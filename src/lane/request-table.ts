import type { EntityManager } from '@mikro-orm/postgresql';
import { type RawBuilder, sql } from 'kysely';
import type { WrittenTogether } from '../database/written-together.ts';
import type { SettledRequest } from './announcement.ts';
import { SettledElsewhere } from './faults.ts';
import type { AcceptedRequest, Outcome } from './kind.ts';
import { laneLock } from './lane.ts';

/**
 * Takes the lane, and answers its next requests without an outcome, in the order of their acceptance, with
 * whatever else the lane asks for. Whoever decides a lane holds it until the commit, so that no other process
 * decides it at the same time, whatever the queue believes. What this query sees may be older than the lock, when
 * it had to wait for it: then these requests are settled by now, and `settle` refuses them.
 */
export async function takeLane<Found>(
  em: EntityManager,
  lane: string,
  limit: number,
  also: RawBuilder<Found>,
): Promise<{ requests: AcceptedRequest[]; found: Found }> {
  const { rows } = await sql<{ requests: AcceptedRequest[]; found: Found }>`
    with taken as materialized (select ${laneLock(lane)})
    select (
      select coalesce(json_agg(next), '[]') from (
        select id, sequence, kind, user_id as "userId", payload, correlation_id as "correlationId" from request
        where lane = ${lane} and status = 'queued' order by sequence limit ${limit}
      ) as next
    ) as requests, ${also} as found
    from taken`.execute(em.getKysely());
  const [taken] = rows;
  if (taken === undefined) throw new Error('a lock was taken and no row told of it');
  return taken;
}

/**
 * Writes the outcomes of the next requests of a lane, together with what they changed, and answers whether more
 * wait behind the last. Throws
 * `SettledElsewhere` when one of them was settled meanwhile: then a worker that slept has woken up, and nothing
 * that it decided may stand.
 */
export async function settle(
  em: EntityManager,
  lane: string,
  settled: readonly SettledRequest[],
  lastSequence: number,
  writes: WrittenTogether,
): Promise<{ more: boolean }> {
  if (settled.length === 0) {
    await writes.execute(em);
    return { more: false };
  }
  // Unsettled is told by the outcome here: by the status PostgreSQL might look for each among all that wait.
  const outcomes = writes.add(sql`
    update request set status = told.status, outcome = told.outcome, settled_at = statement_timestamp()
    from unnest(
      ${settled.map(({ requestId }) => requestId)}::uuid[],
      ${settled.map(({ outcome }) => ('result' in outcome ? 'succeeded' : 'failed'))}::text[],
      ${settled.map(({ outcome }) => JSON.stringify(outcome))}::jsonb[]
    ) as told (id, status, outcome)
    where request.id = told.id and request.outcome is null
    returning 1`);
  const rows = await writes.answer(
    em,
    sql<{ written: number; more: boolean }>`
    select (select count(*)::int from ${outcomes}) as written, exists (
      select 1 from request where lane = ${lane} and status = 'queued' and sequence > ${lastSequence}
    ) as more`,
  );
  const { written, more } = rows[0] ?? { written: 0, more: false };
  if (written !== settled.length) {
    throw new SettledElsewhere(`${settled.length - written} of ${settled.length} requests`);
  }
  return { more };
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
