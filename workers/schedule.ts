import { sql } from 'kysely';
import { type ScheduledTask, schedule } from 'node-cron';
import { REQUESTS_KEPT_HOURS, REQUESTS_PRUNED_PER_RUN } from '../config/limits.ts';
import type { Orm } from '../src/database/connect.ts';
import type { Doorbell, Ring } from '../src/lane/doorbell.ts';
import type { Log } from '../src/observability/log.ts';
import { holdsDue, lanesLeftWaiting, roomsWithPlaces, tokensDue } from './due.ts';

/** A little more than the time between two looks, so that nothing falls between them. */
const HORIZON_MS = 1_200;
const LEFT_WAITING_MS = 1_000;

/**
 * Rings the lanes in which time has brought something about. Every second it looks a little ahead and rings
 * at the very instant at which a hold or a token ends. It decides nothing: two schedulers at once only ring twice.
 */
export class Schedule {
  readonly #orm: Orm;
  readonly #doorbell: Doorbell;
  readonly #log: Log;
  readonly #alarms = new Set<NodeJS.Timeout>();
  #tasks: ScheduledTask[] = [];

  constructor(parts: { orm: Orm; doorbell: Doorbell; log: Log }) {
    this.#orm = parts.orm;
    this.#doorbell = parts.doorbell;
    this.#log = parts.log;
  }

  start(): void {
    this.#tasks = [
      schedule('* * * * * *', () => this.#look(), { noOverlap: true, name: 'look' }),
      schedule('17 * * * *', () => this.#prune(), { noOverlap: true, name: 'prune' }),
    ];
  }

  async close(): Promise<void> {
    await Promise.all(this.#tasks.map((task) => task.destroy()));
    for (const alarm of this.#alarms) clearTimeout(alarm);
    this.#alarms.clear();
  }

  async #look(): Promise<void> {
    try {
      const em = this.#orm.em.fork();
      for (const { lane, inMs } of [
        ...(await holdsDue(em, HORIZON_MS)),
        ...(await tokensDue(em, HORIZON_MS)),
      ]) {
        this.#ringIn(lane, inMs);
      }
      for (const lane of await roomsWithPlaces(em)) await this.#ring(lane, { because: 'admission' });
      for (const lane of await lanesLeftWaiting(em, LEFT_WAITING_MS))
        await this.#ring(lane, { because: 'relay' });
    } catch (error) {
      this.#log.warn({ err: error }, 'the schedule could not look');
    }
  }

  #ringIn(lane: string, inMs: number): void {
    const alarm = setTimeout(() => {
      this.#alarms.delete(alarm);
      void this.#ring(lane, { because: 'time' });
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
      await sql`
        delete from request where id in (
          select id from request
          where settled_at < clock_timestamp() - make_interval(hours => ${REQUESTS_KEPT_HOURS})
          limit ${REQUESTS_PRUNED_PER_RUN}
        )`.execute(this.#orm.em.fork().getKysely());
    } catch (error) {
      this.#log.warn({ err: error }, 'old requests could not be pruned');
    }
  }
}
