import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import {
  ADVANCE_BATCH,
  DECIDE_BATCH,
  SWEEP_BATCH,
  SWEEP_RETRIES_DOUBLED,
  SWEEP_RETRY_MS,
  TRIES_PER_BATCH,
  TRIES_PER_REQUEST,
} from '../../config/limits.ts';
import type { Orm } from '../database/connect.ts';
import { WrittenTogether } from '../database/written-together.ts';
import type { Log } from '../observability/log.ts';
import type { LaneEvent, SettledRequest } from './announcement.ts';
import type { Batch, Lane, Sweep, Work } from './batch.ts';
import { isOutage, isShortage, isTransient } from './faults.ts';
import type { AcceptedRequest, Outcome } from './kind.ts';
import { laneOf } from './lane-name.ts';
import { settle, takeLane } from './request-table.ts';

/** What one commit did, and whether the lane has more to do. */
export interface Decided {
  settled: SettledRequest[];
  swept: number;
  advanced: number;
  events: LaneEvent[];
  rings: Set<string>;
  more: boolean;
  seconds: number;
}

/** How far a transaction came, for whoever has to find out what broke it. */
interface Reached {
  /** What it did of its own accord. */
  sweeping?: string;
  deciding?: string;
}

/**
 * Decides what waits in one lane. Usually all of it goes into one transaction; when that keeps failing for a
 * reason of its own, the requests are decided one by one, and the one that breaks ends as a fault.
 */
export class Decider {
  readonly #orm: Orm;
  readonly #lane: Lane;
  readonly #faultOf: (kind: string) => Outcome;
  readonly #log: Log;
  /** What could not be ended or advanced, how often, and when it is tried again: it holds nobody else up meanwhile. */
  readonly #setAside = new Map<string, { times: number; until: number }>();

  constructor(parts: { orm: Orm; lane: Lane; faultOf: (kind: string) => Outcome; log: Log }) {
    this.#orm = parts.orm;
    this.#lane = parts.lane;
    this.#faultOf = parts.faultOf;
    this.#log = parts.log;
  }

  /** One commit's worth, or several when a fault had to be isolated. Throws when the database is away. */
  async decide(lane: string): Promise<Decided[]> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const sweep = { limit: SWEEP_BATCH, advance: ADVANCE_BATCH, except: this.#stillAside() };
        return [await this.#transaction(lane, DECIDE_BATCH, sweep)];
      } catch (error) {
        this.#log.warn({ err: error, lane, attempt }, 'a batch could not be decided');
        const again = isTransient(error) && attempt < TRIES_PER_BATCH;
        if (!again && (await this.#isAway(error))) throw error;
        if (!again) return this.#oneByOne(lane);
        await pause(5 * 2 ** attempt);
      }
    }
  }

  /** The same order, each in a transaction of its own, until the one that breaks is found and ended. */
  async #oneByOne(lane: string): Promise<Decided[]> {
    const done: Decided[] = [];
    for (let count = 0; count < DECIDE_BATCH; count += 1) {
      done.push(...(await this.#isolateSweep(lane)));
      const decided = await this.#isolateRequest(lane);
      done.push(decided);
      if (decided.settled.length === 0) break;
    }
    return done;
  }

  async #isolateSweep(lane: string): Promise<Decided[]> {
    const done: Decided[] = [];
    for (let attempt = 1; ; attempt += 1) {
      const reached: Reached = {};
      try {
        // One thing at a time: first what has to end, then what can go on.
        const ends = { limit: 1, advance: 0, except: this.#stillAside() };
        let decided = await this.#transaction(lane, 0, ends, reached);
        if (decided.swept === 0) decided = await this.#transaction(lane, 0, { ...ends, advance: 1 }, reached);
        if (decided.swept + decided.advanced === 0) return done;
        done.push(decided);
        attempt = 0;
      } catch (error) {
        const target = reached.sweeping;
        if (target === undefined || (await this.#isAway(error))) throw error;
        if (isTransient(error) && attempt < TRIES_PER_REQUEST) continue;
        this.#log.error({ err: error, lane, id: target }, 'what time has brought about could not be done');
        this.#putAside(target);
        attempt = 0;
        const work = this.#work(lane);
        await this.#lane.sweepFailed(work, target);
        const { events, rings } = work;
        done.push({ settled: [], swept: 0, advanced: 0, events, rings, more: false, seconds: 0 });
      }
    }
  }

  /** Tried again after a while, and the more seldom the oftener it has failed: each try costs the lane its batches. */
  #putAside(id: string): void {
    const times = Math.min((this.#setAside.get(id)?.times ?? -1) + 1, SWEEP_RETRIES_DOUBLED);
    this.#setAside.set(id, { times, until: performance.now() + SWEEP_RETRY_MS * 2 ** times });
  }

  #stillAside(): string[] {
    const now = performance.now();
    for (const [id, { until }] of this.#setAside) {
      // Somebody else has ended it since, or the lane went elsewhere.
      if (until < now - SWEEP_RETRY_MS * 2 ** SWEEP_RETRIES_DOUBLED) this.#setAside.delete(id);
    }
    return [...this.#setAside].filter(([, { until }]) => until > now).map(([id]) => id);
  }

  async #isolateRequest(lane: string): Promise<Decided> {
    const failures = new Map<string, number>();
    for (;;) {
      const reached: Reached = {};
      try {
        return await this.#transaction(lane, 1, { limit: 0, advance: 0, except: [] }, reached);
      } catch (error) {
        const { deciding } = reached;
        if (deciding === undefined || (await this.#isAway(error))) throw error;
        const tries = (failures.get(deciding) ?? 0) + 1;
        failures.set(deciding, tries);
        this.#log.error({ err: error, lane, requestId: deciding, tries }, 'a request could not be decided');
        if (tries === TRIES_PER_REQUEST) return this.#settleAsFault(lane, deciding);
      }
    }
  }

  /**
   * Whether it is the database that is away or out of room, and not what it was asked: then it answers nobody, or
   * would answer the same to everybody who writes.
   */
  async #isAway(error: unknown): Promise<boolean> {
    if (!isOutage(error)) return false;
    if (isShortage(error)) return true;
    return sql`select 1`.execute(this.#orm.em.fork().getKysely()).then(
      () => false,
      () => true,
    );
  }

  /** Ends this request and no other: somebody else may have decided it meanwhile. */
  async #settleAsFault(lane: string, requestId: string): Promise<Decided> {
    const em = this.#orm.em.fork();
    return em.transactional(async () => {
      const taken = await takeLane(em, lane, 1, sql`null`);
      const requests = taken.requests.filter(({ id }) => id === requestId);
      const settled = requests.map((request) => settledWith(request, this.#faultOf(request.kind)));
      await settle(em, lane, settled, requests[0]?.sequence ?? 0, new WrittenTogether());
      return { settled, swept: 0, advanced: 0, events: [], rings: new Set(), more: true, seconds: 0 };
    });
  }

  /** The one transaction around every handler. */
  async #transaction(lane: string, limit: number, sweep: Sweep, reached: Reached = {}): Promise<Decided> {
    const started = performance.now();
    const work = this.#work(lane);
    const { em } = work;
    let settled: SettledRequest[] = [];
    let due: readonly string[] = [];
    let advanced: readonly string[] = [];
    let more = false;
    await em.begin();
    try {
      const look = this.#lane.look(work.concertId, sweep);
      const { requests, found } = await takeLane(em, lane, limit, look);
      reached.deciding = requests[0]?.id;
      const batch: Batch = await this.#lane.open(work, sweep, found as never);
      due = batch.due;
      reached.sweeping = due[0];
      await batch.load(requests);
      ({ advanced } = batch);
      reached.sweeping ??= advanced[0];
      settled = requests.map((request) => settledWith(request, batch.decide(request)));
      await em.flush();
      await batch.finish();
      ({ more } = await settle(em, lane, settled, requests.at(-1)?.sequence ?? 0, work.writes));
      await em.commit();
    } catch (error) {
      await em.rollback().catch(() => {});
      throw error;
    }
    for (const id of [...due, ...advanced]) this.#setAside.delete(id);
    for (const step of work.afterCommit) await step();
    return {
      settled,
      swept: due.length,
      advanced: advanced.length,
      events: work.events,
      rings: work.rings,
      more: more || isFull(due, sweep.limit),
      seconds: (performance.now() - started) / 1_000,
    };
  }

  #work(lane: string): Work {
    return {
      em: this.#orm.em.fork(),
      concertId: laneOf(lane).concertId,
      writes: new WrittenTogether(),
      events: [],
      rings: new Set(),
      afterCommit: [],
    };
  }
}

/** Whether as many came as were asked for: then there may be more. */
const isFull = (found: readonly unknown[], limit: number): boolean => limit > 0 && found.length === limit;

const settledWith = (request: AcceptedRequest, outcome: Outcome): SettledRequest => ({
  requestId: request.id,
  kind: request.kind,
  userId: request.userId,
  correlationId: request.correlationId,
  outcome,
});
