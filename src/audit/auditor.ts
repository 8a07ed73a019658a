import type { Redis } from 'ioredis';
import type { Orm } from '../database/connect.ts';
import type { Log } from '../observability/log.ts';
import type { Metrics } from '../observability/metrics.ts';
import { findBreaches, INVARIANTS, inWords } from './invariants.ts';
import { keepAudit } from './last-audit.ts';

/** Looks whether the invariants of the sale hold, and tells the log and the metrics when one does not. */
export class Auditor {
  readonly #orm: Orm;
  readonly #redis: Redis;
  readonly #metrics: Metrics;
  readonly #log: Log;
  readonly #stopping = new AbortController();

  /** The connection should be one of its own: it reads whole tables. */
  constructor(parts: { orm: Orm; redis: Redis; metrics: Metrics; log: Log }) {
    this.#orm = parts.orm;
    this.#redis = parts.redis;
    this.#metrics = parts.metrics;
    this.#log = parts.log;
  }

  /** Never fails: an audit that could not be made is told by the age of the last one. */
  async look(): Promise<void> {
    const { broken, auditSeconds, auditedAt } = this.#metrics;
    const begun = performance.now();
    try {
      const breaches = await findBreaches(this.#orm.em.fork(), this.#stopping.signal);
      for (const { name } of INVARIANTS) broken.set({ invariant: name }, 0);
      for (const { name, count } of breaches) broken.inc({ invariant: name }, count);
      for (const breach of breaches) this.#log.error({ alert: breach.name, ...breach }, inWords(breach));
      auditSeconds.set((performance.now() - begun) / 1_000);
      auditedAt.setToCurrentTime();
      await keepAudit(this.#redis, breaches).catch((error: unknown) =>
        this.#log.warn({ err: error }, 'what the audit found could not be laid down'),
      );
    } catch (error) {
      if (this.#stopping.signal.aborted) return;
      this.#log.warn({ err: error }, 'the invariants could not be looked at');
    }
  }

  /** Ends a look that is under way. */
  stop(): void {
    this.#stopping.abort();
  }
}
