import { setTimeout as pause } from 'node:timers/promises';
import type { InferEntity } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import {
  ACCEPT_BATCH,
  ACCEPT_BATCHING_MS,
  BUSY_RETRY_AFTER_SECONDS,
  DIRECT_RETRY_MS,
} from '../../config/limits.ts';
import type { Orm } from '../database/connect.ts';
import type { Log } from '../observability/log.ts';
import type { Metrics } from '../observability/metrics.ts';
import type { Doorbell } from './doorbell.ts';
import { isBrokenOff, isSerializationFault, isUndone, Unanswerable } from './faults.ts';
import type { Outcome } from './kind.ts';
import type { LaneRules } from './lane.ts';
import { type KernelCode, Refusal } from './refusal.ts';
import type { LaneRequest } from './tables.ts';

/** What a fan asks for, checked and ready to be written down. */
export interface Submission {
  id: string;
  lane: string;
  kind: string;
  userId: string;
  payload: unknown;
  idempotencyKey: string | null;
  /** What a repeat of the key must match: method, path and body. */
  fingerprint: string;
  correlationId: string;
}

/** The request that now stands for the submission: a new one, or the one that its key was used for before. */
export interface Accepted {
  requestId: string;
  kind: string;
  outcome: Outcome | null;
}

interface Pending {
  submission: Submission;
  resolve(accepted: Accepted): void;
  reject(error: unknown): void;
}

type Repeat = Pick<
  InferEntity<typeof LaneRequest>,
  'id' | 'kind' | 'fingerprint' | 'outcome' | 'userId' | 'idempotencyKey'
>;

const busy = () =>
  new Refusal<KernelCode>('SERVER_BUSY', { headers: { 'retry-after': `${BUSY_RETRY_AFTER_SECONDS}` } });

/**
 * Accepts requests durably: the row is committed, then the lane is rung, then the caller is told. Requests of
 * one lane that arrive within the same few milliseconds share the commit and the ring. The lane's row is
 * locked while its numbers are given out, so numbers become visible in their order, whatever process gave them.
 */
export class Acceptor {
  readonly #orm: Orm;
  readonly #doorbell: Doorbell;
  readonly #rulesOf: (lane: string) => LaneRules;
  readonly #redisReady: () => boolean;
  readonly #metrics: Metrics;
  readonly #log: Log;
  /** Lanes with submissions on their way: those that wait for the next commit. */
  readonly #waiting = new Map<string, Pending[]>();

  constructor(parts: {
    orm: Orm;
    doorbell: Doorbell;
    rulesOf: (lane: string) => LaneRules;
    redisReady: () => boolean;
    metrics: Metrics;
    log: Log;
  }) {
    this.#orm = parts.orm;
    this.#doorbell = parts.doorbell;
    this.#rulesOf = parts.rulesOf;
    this.#redisReady = parts.redisReady;
    this.#metrics = parts.metrics;
    this.#log = parts.log;
  }

  /**
   * Throws `SERVER_BUSY` when nothing was accepted, `IDEMPOTENCY_KEY_REUSED` when the key means another request,
   * `Unanswerable` when it can't be known.
   */
  accept(submission: Submission): Promise<Accepted> {
    if (!this.#redisReady()) return Promise.reject(busy());
    return new Promise((resolve, reject) => {
      const pending = { submission, resolve, reject };
      const waiting = this.#waiting.get(submission.lane);
      if (waiting !== undefined) {
        waiting.push(pending);
        return;
      }
      this.#waiting.set(submission.lane, [pending]);
      setTimeout(() => this.#drain(submission.lane), ACCEPT_BATCHING_MS);
    });
  }

  /** One commit after another for as long as submissions come in; the lane is forgotten when none wait. */
  async #drain(lane: string): Promise<void> {
    const { acceptPaceMs } = this.#rulesOf(lane);
    for (let begun = performance.now(); ; begun = performance.now()) {
      const waiting = this.#waiting.get(lane) ?? [];
      const batch = waiting.splice(0, ACCEPT_BATCH);
      if (batch.length === 0) {
        this.#waiting.delete(lane);
        return;
      }
      try {
        const rung = await this.#acceptBatch(lane, batch);
        if (!rung) this.#turnAway(lane);
      } catch (error) {
        this.#log.error({ err: error, lane }, 'requests could not be accepted');
        this.#turnAway(lane);
        await this.#afterFailure(lane, batch, error, begun);
      }
      const early = begun + acceptPaceMs - performance.now();
      if (early > 0) await pause(early);
    }
  }

  /** Those who waited while a store gave no answer would wait as long again: they are told now. */
  #turnAway(lane: string): void {
    for (const pending of this.#waiting.get(lane)?.splice(0) ?? []) pending.reject(busy());
  }

  /** Tells the truth about a batch whose commit failed, or may not have failed. */
  async #afterFailure(lane: string, batch: Pending[], error: unknown, begun: number): Promise<void> {
    if (isUndone(error)) {
      for (const pending of batch) pending.reject(busy());
      return;
    }
    const soonEnough = isBrokenOff(error) || performance.now() - begun < DIRECT_RETRY_MS;
    const written = soonEnough ? await this.#findOut(batch).catch(() => null) : null;
    for (const { submission, resolve, reject } of batch) {
      const { id: requestId, kind } = submission;
      if (written === null) reject(new Unanswerable('it is not known whether the request was accepted'));
      else if (written.has(requestId)) resolve({ requestId, kind, outcome: null });
      else reject(busy());
    }
    // What nobody could ring for is seen by the relay.
    if (written !== null && written.size > 0)
      await this.#doorbell.ring(lane, { because: 'requests' }).catch(() => {});
  }

  /**
   * Finds out which requests of a commit whose answer was lost are written. The others get a mark in their place, a
   * refusal that belongs to no lane: should the database still be at work on that commit, it fails at the mark,
   * and this waits for one that is about to succeed.
   */
  async #findOut(batch: Pending[]): Promise<Set<string>> {
    const ids = batch.map(({ submission }) => submission.id);
    const { rows } = await sql<{ id: string }>`
      insert into request
        (id, kind, user_id, payload, fingerprint, correlation_id, status, outcome, settled_at)
      select id, kind, user_id, '{}', '', correlation_id, 'failed', '{"refused":"SERVER_BUSY"}', clock_timestamp()
      from unnest(
        ${ids}::uuid[],
        ${batch.map(({ submission }) => submission.kind)}::text[],
        ${batch.map(({ submission }) => submission.userId)}::uuid[],
        ${batch.map(({ submission }) => submission.correlationId)}::text[]
      ) as lost (id, kind, user_id, correlation_id)
      on conflict (id) do nothing
      returning id`.execute(this.#orm.em.fork().getKysely());
    const marked = new Set(rows.map(({ id }) => id));
    return new Set(ids.filter((id) => !marked.has(id)));
  }

  /** Answers whether the lane was rung, if there was anything to ring for. */
  async #acceptBatch(lane: string, batch: Pending[]): Promise<boolean> {
    const inserted = await this.#insert(lane, batch);
    // From here on these are accepted, whatever breaks: a store that goes away now makes no refusal of them.
    const repeats = await this.#repeats(batch.filter(({ submission }) => !inserted.has(submission.id))).catch(
      (error: unknown) => {
        this.#log.warn({ err: error, lane }, 'what stands under a key could not be read');
        return new Map<string, Repeat>();
      },
    );
    const waits = inserted.size > 0 || [...repeats.values()].some(({ outcome }) => outcome === null);
    let rung = true;
    if (waits) {
      rung = await this.#doorbell.ring(lane, { because: 'requests' }).then(
        () => true,
        (error: unknown) => {
          this.#log.warn({ err: error, lane }, 'the lane could not be rung');
          return false;
        },
      );
    }
    const withdrawn = rung ? new Set<string>() : await this.#withdraw(batch).catch(unlessUndone);
    for (const { submission, resolve, reject } of batch) {
      if (inserted.has(submission.id)) {
        if (withdrawn === null) reject(new Unanswerable('it is not known whether the request was withdrawn'));
        else if (withdrawn.has(submission.id)) reject(busy());
        else resolve({ requestId: submission.id, kind: submission.kind, outcome: null });
        continue;
      }
      const repeat = repeats.get(keyOf(submission.userId, submission.idempotencyKey));
      if (repeat === undefined) reject(busy());
      else if (repeat.fingerprint !== submission.fingerprint)
        reject(new Refusal<KernelCode>('IDEMPOTENCY_KEY_REUSED'));
      else if (repeat.outcome === null && !rung) reject(busy());
      else resolve({ requestId: repeat.id, kind: repeat.kind, outcome: repeat.outcome });
    }
    return rung;
  }

  /**
   * One statement, one commit: numbers the submissions and writes those that the lane has room for and whose
   * idempotency key is new. Answers the ids that were written. SQL with an array for each column, here and below: half
   * the CPU of the builder's values, as `written-together.ts` tells.
   */
  async #insert(lane: string, batch: Pending[]): Promise<Set<string>> {
    const column = <Value>(of: (submission: Submission) => Value) =>
      batch.map(({ submission }) => of(submission));
    const statement = sql<{ id: string }>`
      with numbered as (
        update lane set last_sequence = last_sequence + ${batch.length}
        where name = ${lane}
        returning last_sequence - ${batch.length} as base
      ), oldest as (
        select min(sequence) as sequence from request where lane = ${lane} and status = 'queued'
      )
      insert into request
        (id, lane, sequence, kind, user_id, payload, idempotency_key, fingerprint, correlation_id)
      select incoming.id, ${lane}, base + place, incoming.kind, incoming.user_id, incoming.payload,
             incoming.idempotency_key, incoming.fingerprint, incoming.correlation_id
      from unnest(
        ${column(({ id }) => id)}::uuid[],
        ${column(({ kind }) => kind)}::text[],
        ${column(({ userId }) => userId)}::uuid[],
        ${column(({ payload }) => JSON.stringify(payload))}::jsonb[],
        ${column(({ idempotencyKey }) => idempotencyKey)}::text[],
        ${column(({ fingerprint }) => fingerprint)}::text[],
        ${column(({ correlationId }) => correlationId)}::text[]
      ) with ordinality as
        incoming (id, kind, user_id, payload, idempotency_key, fingerprint, correlation_id, place),
        numbered, oldest
      where base + place - coalesce(oldest.sequence, base + 1) < ${this.#rulesOf(lane).depth}
      order by place
      on conflict (user_id, idempotency_key) where idempotency_key is not null do nothing
      returning id`;
    for (let attempt = 1; ; attempt += 1) {
      try {
        const { rows } = await statement.execute(this.#orm.em.fork().getKysely());
        this.#metrics.commits.inc({ what: 'accept' });
        return new Set(rows.map(({ id }) => id));
      } catch (error) {
        if (attempt === 3 || !isSerializationFault(error)) throw error;
      }
    }
  }

  /** The requests that stand under the keys of those not written; marked, so that nobody withdraws them. */
  async #repeats(batch: Pending[]): Promise<Map<string, Repeat>> {
    const keyed = batch.filter(({ submission }) => submission.idempotencyKey !== null);
    if (keyed.length === 0) return new Map();
    const { rows } = await sql<Repeat>`
      update request set repeats = repeats + 1
      from unnest(
        ${keyed.map(({ submission }) => submission.userId)}::uuid[],
        ${keyed.map(({ submission }) => submission.idempotencyKey)}::text[]
      ) as asked (user_id, idempotency_key)
      where request.user_id = asked.user_id and request.idempotency_key = asked.idempotency_key
      returning request.id, request.kind, request.fingerprint, request.outcome,
                request.user_id as "userId", request.idempotency_key as "idempotencyKey"`.execute(
      this.#orm.em.fork().getKysely(),
    );
    return new Map(rows.map((row) => [keyOf(row.userId, row.idempotencyKey), row]));
  }

  /**
   * Takes back what could not be rung, unless it was decided or asked for again meanwhile. Answers the ids
   * that are gone; of the others the caller must be told that they are accepted.
   */
  async #withdraw(batch: Pending[]): Promise<Set<string>> {
    const ids = batch.map(({ submission }) => submission.id);
    const gone = await this.#orm.em
      .fork()
      .getKysely()
      .deleteFrom('request')
      .where('id', '=', ({ fn, val }) => fn.any(val(ids)))
      .where('status', '=', 'queued')
      .where('repeats', '=', 0)
      .returning('id')
      .execute();
    return new Set(gone.map(({ id }) => id));
  }
}

/** Of a withdrawal that failed: nothing is gone, when that is certain; null when it is not known. */
const unlessUndone = (error: unknown): Set<string> | null => (isUndone(error) ? new Set() : null);

const keyOf = (userId: string, idempotencyKey: string | null) => `${userId} ${idempotencyKey}`;
