import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import {
  DECIDE_BATCH,
  SWEEP_BATCH,
  SWEEP_RETRY_MS,
  TRIES_PER_BATCH,
  TRIES_PER_REQUEST,
} from '../../config/limits.ts';
import type { Orm } from '../database/connect.ts';
import { WrittenTogether } from '../database/written-together.ts';
import type { Log } from '../observability/log.ts';
import type { LaneEvent, SettledRequest } from './announcement.ts';
import type { Batch, Lane, Work } from './batch.ts';
import { isOutage, isTransient } from './faults.ts';
import type { AcceptedRequest, Outcome } from './kind.ts';
import { laneOf } from './lane-name.ts';
import { settle, takeLane } from './request-table.ts';

/** What one commit did, and whether the lane has more to do. */
export interface Decided {
  settled: SettledRequest[];
  swept: number;
  events: LaneEvent[];
  rings: Set<string>;
  more: boolean;
  seconds: number;
}

interface Portion {
  requests: number;
  sweep: number;
  except: readonly string[];
}

/** How far a transaction came, for whoever has to find out what broke it. */
interface Reached {
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
  /** What could not be ended, and when it is tried again: it holds nobody else up meanwhile. */
  readonly #setAside = new Map<string, number>();

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
        const except = this.#stillAside();
        return [await this.#transaction(lane, { requests: DECIDE_BATCH, sweep: SWEEP_BATCH, except })];
      } catch (error) {
        this.#log.warn({ err: error, lane, attempt }, 'a batch could not be decided');
        const again = isTransient(error) && attempt < TRIES_PER_BATCH;
        if (!again && isOutage(error)) throw error;
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
        const portion = { requests: 0, sweep: 1, except: this.#stillAside() };
        const decided = await this.#transaction(lane, portion, reached);
        // The last one ends nothing, but it may have let somebody in: that is to be told as well.
        done.push(decided);
        if (decided.swept === 0) return done;
        attempt = 0;
      } catch (error) {
        const target = reached.sweeping;
        if (isOutage(error) || target === undefined) throw error;
        if (isTransient(error) && attempt < TRIES_PER_REQUEST) continue;
        this.#log.error({ err: error, lane, id: target }, 'what has run out could not be ended');
        this.#setAside.set(target, performance.now() + SWEEP_RETRY_MS);
        attempt = 0;
        const work = this.#work(lane);
        await this.#lane.sweepFailed(work, target);
        done.push({ settled: [], swept: 0, events: work.events, rings: work.rings, more: false, seconds: 0 });
      }
    }
  }

  #stillAside(): string[] {
    for (const [id, until] of this.#setAside) if (until < performance.now()) this.#setAside.delete(id);
    return [...this.#setAside.keys()];
  }

  async #isolateRequest(lane: string): Promise<Decided> {
    const failures = new Map<string, number>();
    for (;;) {
      const reached: Reached = {};
      try {
        return await this.#transaction(lane, { requests: 1, sweep: 0, except: [] }, reached);
      } catch (error) {
        const { deciding } = reached;
        if (isOutage(error) || deciding === undefined) throw error;
        const tries = (failures.get(deciding) ?? 0) + 1;
        failures.set(deciding, tries);
        this.#log.error({ err: error, lane, requestId: deciding, tries }, 'a request could not be decided');
        if (tries === TRIES_PER_REQUEST) return this.#settleAsFault(lane, deciding);
      }
    }
  }

  /** Ends this request and no other: somebody else may have decided it meanwhile. */
  async #settleAsFault(lane: string, requestId: string): Promise<Decided> {
    const em = this.#orm.em.fork();
    return em.transactional(async () => {
      const taken = await takeLane(em, lane, 1, sql`null`);
      const requests = taken.requests.filter(({ id }) => id === requestId);
      const settled = requests.map((request) => settledWith(request, this.#faultOf(request.kind)));
      await settle(em, lane, settled, requests[0]?.sequence ?? 0, new WrittenTogether());
      return { settled, swept: 0, events: [], rings: new Set(), more: true, seconds: 0 };
    });
  }

  /** The one transaction around every handler. */
  async #transaction(lane: string, portion: Portion, reached: Reached = {}): Promise<Decided> {
    const started = performance.now();
    const work = this.#work(lane);
    const { em } = work;
    const sweep = { limit: portion.sweep, except: portion.except };
    let settled: SettledRequest[] = [];
    let due: readonly string[] = [];
    let more = false;
    await em.begin();
    try {
      const look = this.#lane.look(work.concertId, sweep);
      const { requests, found } = await takeLane(em, lane, portion.requests, look);
      reached.deciding = requests[0]?.id;
      const batch: Batch = await this.#lane.open(work, sweep, found as never);
      due = batch.due;
      reached.sweeping = due[0];
      await batch.load(requests);
      settled = requests.map((request) => settledWith(request, batch.decide(request)));
      await em.flush();
      await batch.finish();
      ({ more } = await settle(em, lane, settled, requests.at(-1)?.sequence ?? 0, work.writes));
      await em.commit();
    } catch (error) {
      await em.rollback().catch(() => {});
      throw error;
    }
    for (const step of work.afterCommit) await step();
    return {
      settled,
      swept: due.length,
      events: work.events,
      rings: work.rings,
      more: more || isFull(due, portion.sweep),
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
