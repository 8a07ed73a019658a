import { randomInt } from 'node:crypto';
import type { Redis } from 'ioredis';
import { type Logger, type ScheduledTask, schedule } from 'node-cron';
import { AUDIT_AFTER_MS, REQUESTS_KEPT_HOURS, REQUESTS_PRUNED_PER_RUN } from '../config/limits.ts';
import type { Auditor } from '../src/audit/auditor.ts';
import type { Orm } from '../src/database/connect.ts';
import { secondsAgo } from '../src/lane/clock.ts';
import type { Doorbell, Ring } from '../src/lane/doorbell.ts';
import { sayLooked } from '../src/observability/last-look.ts';
import type { Log } from '../src/observability/log.ts';
import type { Metrics } from '../src/observability/metrics.ts';
import { holdsDue, lanesLeftWaiting, roomsWithPlaces, salesDue, tokensDue } from './due.ts';

/** A little more than the time between two looks, so that nothing falls between them. */
const HORIZON_MS = 1_200;
const LEFT_WAITING_MS = 1_000;

/**
 * Rings the lanes in which time has brought something about. Every second it looks a little ahead and rings
 * at the very instant at which a hold or a token ends. It decides nothing: two schedulers at once only ring twice.
 * It has the invariants looked at every minute, and the sums of the ledger kept.
 */
export class Schedule {
  readonly #orm: Orm;
  readonly #doorbell: Doorbell;
  readonly #auditor: Auditor;
  readonly #redis: Redis;
  readonly #metrics: Metrics;
  readonly #log: Log;
  readonly #alarms = new Set<NodeJS.Timeout>();
  /** Looks, rings and prunes that have begun and not ended. */
  readonly #underWay = new Set<Promise<void>>();
  #closing = false;
  #tasks: ScheduledTask[] = [];

  constructor(parts: {
    orm: Orm;
    doorbell: Doorbell;
    auditor: Auditor;
    redis: Redis;
    metrics: Metrics;
    log: Log;
  }) {
    this.#orm = parts.orm;
    this.#doorbell = parts.doorbell;
    this.#auditor = parts.auditor;
    this.#redis = parts.redis;
    this.#metrics = parts.metrics;
    this.#log = parts.log;
  }

  start(): void {
    // In the host's zone node-cron would rest for the hour that daylight saving repeats.
    const options = { noOverlap: true, timezone: 'Etc/UTC', logger: loggerFor(this.#log) };
    // From here on it would be missed.
    void this.#begin(this.#sayLooked());
    const auditFrom = performance.now() + AUDIT_AFTER_MS;
    const audit = async () => {
      if (performance.now() >= auditFrom) await this.#begin(this.#auditor.look());
    };
    // Several schedulers look at different seconds.
    const second = randomInt(60);
    this.#tasks = [
      schedule('* * * * * *', () => this.#begin(this.#look()), { ...options, name: 'look' }),
      schedule(`${second} * * * * *`, audit, { ...options, name: 'audit' }),
      schedule('*/10 * * * * *', () => this.#begin(this.#auditor.sum()), { ...options, name: 'sum' }),
      schedule('41 * * * *', () => this.#begin(this.#auditor.lookAtEverything()), {
        ...options,
        name: 'everything',
      }),
      schedule('17 * * * *', () => this.#begin(this.#prune()), { ...options, name: 'prune' }),
    ];
  }

  /** Resolves when nothing is under way any more, for what it works with is closed after it. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#auditor.stop();
    await Promise.all(this.#tasks.map((task) => task.destroy()));
    for (const alarm of this.#alarms) clearTimeout(alarm);
    this.#alarms.clear();
    await Promise.all(this.#underWay);
  }

  /** `work` never fails: it says in the log what went wrong. */
  async #begin(work: Promise<void>): Promise<void> {
    this.#underWay.add(work);
    await work;
    this.#underWay.delete(work);
  }

  async #look(): Promise<void> {
    try {
      const em = this.#orm.em.fork();
      for (const { lane, inMs } of [
        ...(await holdsDue(em, HORIZON_MS)),
        ...(await tokensDue(em, HORIZON_MS)),
        ...(await salesDue(em, HORIZON_MS)),
      ]) {
        this.#ringIn(lane, inMs);
      }
      for (const lane of await roomsWithPlaces(em)) await this.#ring(lane, { because: 'admission' });
      for (const lane of await lanesLeftWaiting(em, LEFT_WAITING_MS))
        await this.#ring(lane, { because: 'relay' });
      await this.#sayLooked();
    } catch (error) {
      this.#log.warn({ err: error }, 'the schedule could not look');
    }
  }

  /** For those who watch it; a scheduler that stands says nothing. */
  async #sayLooked(): Promise<void> {
    this.#metrics.lookedAt.set(Date.now() / 1_000);
    await sayLooked(this.#redis).catch((error: unknown) =>
      this.#log.debug({ err: error }, 'it could not be said that the schedule looked'),
    );
  }

  #ringIn(lane: string, inMs: number): void {
    if (this.#closing) return;
    const alarm = setTimeout(() => {
      this.#alarms.delete(alarm);
      void this.#begin(this.#ring(lane, { because: 'time' }));
    }, inMs);
    this.#alarms.add(alarm);
  }

  async #ring(lane: string, ring: Ring): Promise<void> {
    await this.#doorbell
      .ring(lane, ring)
      .catch((error: unknown) => this.#log.warn({ err: error, lane }, 'the lane could not be rung'));
  }

  /** Outcomes are kept for longer than the contract asks; what is older goes, a portion at a time. */
  async #prune(): Promise<void> {
    try {
      await this.#orm.em
        .fork()
        .getKysely()
        .deleteFrom('request')
        .where('id', 'in', ({ selectFrom }) =>
          selectFrom('request')
            .select('id')
            .where('settled_at', '<', secondsAgo(REQUESTS_KEPT_HOURS * 3_600))
            .limit(REQUESTS_PRUNED_PER_RUN),
        )
        .execute();
    } catch (error) {
      this.#log.warn({ err: error }, 'old requests could not be pruned');
    }
  }
}

/** What node-cron has to say, in the form of our log and not on the console. */
function loggerFor(log: Log): Logger {
  const say = (level: 'debug' | 'info' | 'warn' | 'error') => (message: string | Error, error?: Error) =>
    log[level]({ err: error ?? (message instanceof Error ? message : undefined) }, String(message));
  return { debug: say('debug'), info: say('info'), warn: say('warn'), error: say('error') };
}
