import type { Orm } from '../database/connect.ts';
import type { Announcement } from '../lane/announcement.ts';
import type { Outcome } from '../lane/kind.ts';
import { outcomesOf } from '../lane/request-table.ts';
import type { Log } from '../observability/log.ts';

/** How often the table is asked for outcomes that nobody announced. */
const LOOK_MS = 500;

/** Those who wait, within an HTTP request, for the outcome of theirs. Told by the announcement or by the table. */
export class OutcomeWaiters {
  readonly #orm: Orm;
  readonly #log: Log;
  readonly #waiting = new Map<string, Set<(outcome: Outcome | null) => void>>();
  #timer: NodeJS.Timeout | undefined;
  /** When nobody may wait any longer, by this process's monotonic clock. */
  #lastCall = Number.POSITIVE_INFINITY;
  #lastCallTimer: NodeJS.Timeout | undefined;

  constructor(orm: Orm, log: Log) {
    this.#orm = orm;
    this.#log = log;
  }

  hear(announcement: Announcement): void {
    for (const { requestId, outcome } of announcement.settled) this.#resolve(requestId, outcome);
  }

  /** The outcome, or null when `ms` pass first. Begin to wait before the request is accepted: it may be quick. */
  wait(requestId: string, ms: number): { outcome: Promise<Outcome | null>; cancel(): void } {
    const { promise, resolve } = Promise.withResolvers<Outcome | null>();
    const waiting = this.#waiting.get(requestId) ?? new Set();
    waiting.add(resolve);
    this.#waiting.set(requestId, waiting);
    const timer = setTimeout(() => cancel(), Math.min(ms, Math.max(this.#lastCall - performance.now(), 0)));
    const cancel = () => {
      clearTimeout(timer);
      waiting.delete(resolve);
      if (waiting.size === 0 && this.#waiting.get(requestId) === waiting) this.#waiting.delete(requestId);
      resolve(null);
    };
    this.#timer ??= setTimeout(() => this.#look(), LOOK_MS);
    return { outcome: promise.finally(() => clearTimeout(timer)), cancel };
  }

  /** The process is to end: whoever waits, or begins to, has only so long for it. */
  drain(ms: number): void {
    this.#lastCall = performance.now() + ms;
    this.#lastCallTimer = setTimeout(() => {
      for (const requestId of this.#waiting.keys()) this.#resolve(requestId, null);
    }, ms);
  }

  close(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#lastCallTimer);
  }

  #resolve(requestId: string, outcome: Outcome | null): void {
    for (const resolve of this.#waiting.get(requestId) ?? []) resolve(outcome);
    this.#waiting.delete(requestId);
  }

  async #look(): Promise<void> {
    try {
      const outcomes = await outcomesOf(this.#orm.em.fork(), [...this.#waiting.keys()]);
      for (const [requestId, outcome] of outcomes) this.#resolve(requestId, outcome);
    } catch (error) {
      this.#log.warn({ err: error }, 'outcomes could not be looked up');
    }
    this.#timer = this.#waiting.size === 0 ? undefined : setTimeout(() => this.#look(), LOOK_MS);
  }
}
