import type { Redis } from 'ioredis';
import { sql } from 'kysely';
import {
  AUDIT_OVERLAP_SECONDS,
  EVERYTHING_AUDITED_AT_LATEST_HOURS,
  EVERYTHING_AUDITED_HOURS,
} from '../../config/limits.ts';
import type { Orm } from '../database/connect.ts';
import { NOW, secondsAgo } from '../lane/clock.ts';
import type { Log } from '../observability/log.ts';
import type { Metrics } from '../observability/metrics.ts';
import { type Breach, findBreaches, INVARIANTS, inWords } from './invariants.ts';
import { keepAudit, keepEverythingFound } from './last-audit.ts';
import { sumLedger } from './ledger-sums.ts';
import { changedSince, EVERYTHING, type Scope } from './scope.ts';

/**
 * Looks whether the invariants of the sale hold, and tells the log and the metrics when one does not: every minute at what
 * changed since somebody looked, once a day at everything. What was found in everything stands until the next such look.
 */
export class Auditor {
  readonly #orm: Orm;
  readonly #redis: Redis;
  readonly #metrics: Metrics;
  readonly #log: Log;
  readonly #stopping = new AbortController();

  /** The connection should be one of its own: it reads a lot. */
  constructor(parts: { orm: Orm; redis: Redis; metrics: Metrics; log: Log }) {
    this.#orm = parts.orm;
    this.#redis = parts.redis;
    this.#metrics = parts.metrics;
    this.#log = parts.log;
  }

  /** Looks at what changed. Never fails: an audit that could not be made is told by the age of the last one. */
  look(): Promise<void> {
    return this.#attempt(async () => {
      const begun = performance.now();
      const { since, until, found } = await this.#orm.em
        .fork()
        .getKysely()
        .selectFrom('audit_progress')
        .select(({ ref }) => [
          sql<Date>`${ref('looked_until')} - make_interval(secs => ${AUDIT_OVERLAP_SECONDS})`.as('since'),
          NOW.as('until'),
          'everything_found as found',
        ])
        .executeTakeFirstOrThrow();
      const breaches = await this.#find(changedSince(since));
      await sql`update audit_progress set looked_until = greatest(looked_until, ${until})`.execute(
        this.#orm.em.fork().getKysely(),
      );
      const standing = found.filter(({ says }) => !breaches.some((breach) => breach.says === says));
      await this.#tell([...breaches, ...standing]);
      this.#metrics.auditSeconds.set((performance.now() - begun) / 1_000);
    });
  }

  /** Looks at everything, once a day in an hour with less to do than others. Never fails, likewise. */
  lookAtEverything(): Promise<void> {
    return this.#attempt(async () => {
      if (!(await this.#takesTheDay())) return;
      const everythingFound = await this.#find(EVERYTHING);
      await keepEverythingFound(this.#orm.em.fork(), everythingFound);
      await this.#tell(everythingFound);
    });
  }

  /** Brings the kept sums of the ledger up to now. */
  sum(): Promise<void> {
    return this.#attempt(() => sumLedger(this.#orm.em.fork()));
  }

  /** Ends a look that is under way. */
  stop(): void {
    this.#stopping.abort();
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (this.#stopping.signal.aborted) return;
      this.#log.warn({ err: error }, 'the invariants could not be looked at');
    }
  }

  #find(scope: Scope): Promise<Breach[]> {
    return findBreaches(this.#orm.em.fork(), scope, this.#stopping.signal);
  }

  /** Whether everything is to be looked at: whoever comes second finds that it is done, or under way. */
  async #takesTheDay(): Promise<boolean> {
    const { rows } = await sql`
      update audit_progress set everything_at = clock_timestamp()
      where everything_at < ${secondsAgo(EVERYTHING_AUDITED_AT_LATEST_HOURS * 3_600)}
        or (everything_at < ${secondsAgo(EVERYTHING_AUDITED_HOURS * 3_600)} and (
          select 2 * 24 * count(*) filter (where settled_at > ${secondsAgo(3_600)}) <= count(*)
          from request where settled_at > ${secondsAgo(24 * 3_600)}
        ))
      returning one`.execute(this.#orm.em.fork().getKysely());
    return rows.length > 0;
  }

  async #tell(breaches: Breach[]): Promise<void> {
    const { broken, auditedAt } = this.#metrics;
    for (const { name } of INVARIANTS) broken.set({ invariant: name }, 0);
    for (const { name, count } of breaches) broken.inc({ invariant: name }, count);
    for (const breach of breaches) this.#log.error({ alert: breach.name, ...breach }, inWords(breach));
    auditedAt.setToCurrentTime();
    await keepAudit(this.#redis, breaches).catch((error: unknown) =>
      this.#log.warn({ err: error }, 'what the audit found could not be laid down'),
    );
  }
}
