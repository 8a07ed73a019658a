import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import {
  ADVANCE_BATCH,
  DECIDE_BATCH,
  SWEEP_BATCH,
  TRIES_PER_BATCH,
  TRIES_PER_REQUEST,
} from '../../config/limits.ts';
import type { Orm } from '../database/connect.ts';
import { WrittenTogether } from '../database/written-together.ts';
import type { Log } from '../observability/log.ts';
import { beginPass, type Decided, type Pass, settledWith, transact, workOn } from './decide.ts';
import { isOutage, isShortage, isTransient } from './faults.ts';
import type { Outcome } from './kind.ts';
import type { Lane, Sweep } from './lane.ts';
import type { KernelCode } from './refusal.ts';
import { settle, takeLane } from './request-table.ts';
import { SetAside } from './set-aside.ts';

const NOBODYS_FAULT: KernelCode = 'INTERNAL_ERROR';

/**
 * Decides what waits in lanes of one role. Usually all of it goes into one transaction; when that keeps failing for a
 * reason of its own, the requests are decided one by one, and the one that breaks ends as a fault. Whatever time has
 * brought about and cannot be done is set aside for a while, so that it holds nobody else up.
 */
export class Decider {
  readonly #orm: Orm;
  readonly #lane: Lane;
  readonly #log: Log;
  readonly #aside = new SetAside();

  constructor(parts: { orm: Orm; lane: Lane; log: Log }) {
    this.#orm = parts.orm;
    this.#lane = parts.lane;
    this.#log = parts.log;
  }

  /** One commit's worth, or several when a fault had to be isolated. Throws when the database is away. */
  async decide(name: string): Promise<Decided[]> {
    for (let attempt = 1; ; attempt += 1) {
      const sweep = { limit: SWEEP_BATCH, advance: ADVANCE_BATCH, except: this.#aside.ids() };
      const pass = this.#begin(name, DECIDE_BATCH, sweep);
      try {
        return [await this.#transact(pass)];
      } catch (error) {
        this.#log.warn({ err: error, lane: name, step: pass.step, attempt }, 'a batch could not be decided');
        const again = isTransient(error) && attempt < TRIES_PER_BATCH;
        if (!again && (await this.#isAway(error))) throw error;
        if (!again) return this.#oneByOne(name);
        await pause(5 * 2 ** attempt);
      }
    }
  }

  /** The same order, each in a transaction of its own, until the one that breaks is found and ended. */
  async #oneByOne(name: string): Promise<Decided[]> {
    const done: Decided[] = [];
    for (let count = 0; count < DECIDE_BATCH; count += 1) {
      done.push(...(await this.#isolateSweep(name)));
      const decided = await this.#isolateRequest(name);
      done.push(decided);
      if (decided.settled.length === 0) break;
    }
    return done;
  }

  /** One thing at a time: first what has to end, then what can go on. */
  async #isolateSweep(name: string): Promise<Decided[]> {
    const done: Decided[] = [];
    for (let attempt = 1; ; attempt += 1) {
      const ends = { limit: 1, advance: 0, except: this.#aside.ids() };
      let pass = this.#begin(name, 0, ends);
      try {
        let decided = await this.#transact(pass);
        if (decided.swept === 0) {
          pass = this.#begin(name, 0, { ...ends, advance: 1 });
          decided = await this.#transact(pass);
        }
        if (decided.swept + decided.advanced === 0) return done;
        done.push(decided);
        attempt = 0;
      } catch (error) {
        const target = pass.batch?.due[0] ?? pass.batch?.advanced[0];
        if (target === undefined || (await this.#isAway(error))) throw error;
        if (isTransient(error) && attempt < TRIES_PER_REQUEST) continue;
        this.#log.error(
          { err: error, lane: name, id: target },
          'what time has brought about could not be done',
        );
        this.#aside.put(target);
        attempt = 0;
        const work = workOn(this.#orm, name);
        await this.#lane.sweepFailed(work, target);
        const { events, rings } = work;
        done.push({ settled: [], swept: 0, advanced: 0, events, rings, more: false, seconds: 0 });
      }
    }
  }

  async #isolateRequest(name: string): Promise<Decided> {
    const failures = new Map<string, number>();
    for (;;) {
      const pass = this.#begin(name, 1, { limit: 0, advance: 0, except: [] });
      try {
        return await this.#transact(pass);
      } catch (error) {
        const deciding = pass.requests[0]?.id;
        if (deciding === undefined || (await this.#isAway(error))) throw error;
        const tries = (failures.get(deciding) ?? 0) + 1;
        failures.set(deciding, tries);
        this.#log.error(
          { err: error, lane: name, requestId: deciding, tries },
          'a request could not be decided',
        );
        if (tries === TRIES_PER_REQUEST) return this.#settleAsFault(name, deciding);
      }
    }
  }

  /** Ends this request and no other: somebody else may have decided it meanwhile. */
  async #settleAsFault(name: string, requestId: string): Promise<Decided> {
    const em = this.#orm.em.fork();
    return em.transactional(async () => {
      const taken = await takeLane(em, name, 1, sql`null`);
      const requests = taken.requests.filter(({ id }) => id === requestId);
      const settled = requests.map((request) => settledWith(request, this.#faultOf(request.kind)));
      await settle(em, name, settled, requests[0]?.sequence ?? 0, new WrittenTogether());
      return { settled, swept: 0, advanced: 0, events: [], rings: new Set(), more: true, seconds: 0 };
    });
  }

  /** What a request ends with that keeps breaking its lane; a kind that nobody knows here is nobody's. */
  #faultOf(kind: string): Outcome {
    return { refused: this.#lane.kinds.get(kind)?.fault ?? NOBODYS_FAULT };
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

  #begin(name: string, limit: number, sweep: Sweep): Pass {
    return beginPass(this.#orm, this.#lane, name, { limit, sweep });
  }

  async #transact(pass: Pass): Promise<Decided> {
    const decided = await transact(pass);
    this.#aside.forget([...(pass.batch?.due ?? []), ...(pass.batch?.advanced ?? [])]);
    return decided;
  }
}
