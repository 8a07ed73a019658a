import type { InferEntity } from '@mikro-orm/postgresql';
import { type NotNull, type RawBuilder, sql } from 'kysely';
import type { EntityManager } from '../database/connect.ts';
import { literal } from '../database/literal.ts';
import type { WrittenTogether } from '../database/written-together.ts';
import type { SettledRequest } from './announcement.ts';
import { SettledElsewhere } from './faults.ts';
import type { AcceptedRequest, Outcome } from './kind.ts';
import { laneLock } from './lane.ts';
import type { LaneRequest } from './tables.ts';

/**
 * Takes the lane, and answers its next requests without an outcome, in the order of their acceptance, with
 * whatever else the lane asks for. Whoever decides a lane holds it until the commit, so that no other process
 * decides it at the same time, whatever the queue believes. What this query sees may be older than the lock, when
 * it had to wait for it: then these requests are settled by now, and `settle` refuses them. Lock, requests and the
 * lane's own question are one SQL statement: a round trip by itself took 160 µs, and the builder takes 50 µs longer to
 * compile a select of seven columns.
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
export type RequestRecord = Pick<InferEntity<typeof LaneRequest>, 'kind' | 'outcome'> & { requestId: string };

/** The user's own request, or undefined. Direct writes have answered already and are nobody's to look up. */
export const requestOf = (
  em: EntityManager,
  userId: string,
  requestId: string,
): Promise<RequestRecord | undefined> =>
  em
    .getKysely()
    .selectFrom('request')
    .select(['id as requestId', 'kind', 'outcome'])
    .where('id', '=', requestId)
    .where('user_id', '=', userId)
    .where('lane', 'is not', null)
    .executeTakeFirst();

/** What the user's idempotency key stands for, or undefined. */
export const requestUnderKey = (
  em: EntityManager,
  userId: string,
  idempotencyKey: string,
): Promise<(RequestRecord & { fingerprint: string }) | undefined> =>
  em
    .getKysely()
    .selectFrom('request')
    .select(['id as requestId', 'kind', 'outcome', 'fingerprint'])
    .where('user_id', '=', userId)
    .where('idempotency_key', '=', idempotencyKey)
    .executeTakeFirst();

/** The outcomes of these requests, of those that have one. */
export async function outcomesOf(
  em: EntityManager,
  requestIds: readonly string[],
): Promise<Map<string, Outcome>> {
  const rows = await em
    .getKysely()
    .selectFrom('request')
    .select(['id', 'outcome'])
    .where('id', '=', ({ fn, val }) => fn.any(val(requestIds)))
    .where('outcome', 'is not', null)
    .$narrowType<{ outcome: NotNull }>()
    .execute();
  return new Map(rows.map(({ id, outcome }) => [id, outcome]));
}

/**
 * The user's requests that were settled after an instant (ISO 8601), oldest first: when there are more than `limit`, the
 * latest.
 */
export const settledSince = async (
  em: EntityManager,
  userId: string,
  since: string,
  limit: number,
): Promise<{ requestId: string; kind: string; outcome: Outcome }[]> => {
  const latestFirst = await em
    .getKysely()
    .selectFrom('request')
    .select(['id as requestId', 'kind', 'outcome'])
    .where('user_id', '=', userId)
    .where('status', '<>', literal('queued'))
    // As it was given: a `Date` has no microseconds, and what was told before would be told again.
    .where('settled_at', '>', sql<Date>`${since}::timestamptz`)
    .where('lane', 'is not', null)
    // One commit settles many at the same instant.
    .orderBy('settled_at', 'desc')
    .orderBy('sequence', 'desc')
    .limit(limit)
    .$narrowType<{ outcome: NotNull }>()
    .execute();
  return latestFirst.reverse();
};
