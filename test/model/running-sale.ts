import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { sql } from 'kysely';
import { type Asking, headersOf } from '../../client/http.ts';
import { UNLIMITED } from '../../config/environment.ts';
import { type Answer, call } from '../infrastructure/call.ts';
import { OnSale } from '../infrastructure/on-sale.ts';
import { RoleProcess, settingsFor } from '../infrastructure/role-process.ts';
import { until } from '../infrastructure/until.ts';
import type { Mishap } from './step.ts';

/** Longer than anything takes that is not lost. */
const ANSWERED_MS = 25_000;

/** The bound is ten seconds; the rest is for a busy machine. */
const GOES_ON_MS = 14_000;

/** A request as a careful client makes it: with a key, so that it can be asked again when no answer came. */
export interface SentRequest {
  method: string;
  path: string;
  asking: Asking;
}

/** The whole system, its API and its worker in processes of their own, which can be killed. */
export class RunningSale {
  readonly onSale: OnSale;
  /** How often what was answered and what befell: stories in which nobody is refused would say little. */
  readonly happened = new Map<string, number>();
  /** When the lanes of a worker that was killed go on at the latest, by this process's monotonic clock. */
  goesOnAt = 0;
  readonly #settings: Record<string, string>;
  readonly #redis: Redis;

  private constructor(onSale: OnSale) {
    this.onSale = onSale;
    this.#settings = { ...settingsFor(onSale), ...UNLIMITED };
    this.#redis = new Redis(onSale.redis.url);
  }

  static async start(): Promise<RunningSale> {
    const sale = new RunningSale(await OnSale.start({ apis: 0, workers: 0 }));
    // Minutes pass here by moving rows, and every look at a place is a call of its fan: nobody's patience is put off by it.
    await sale.onSale.sql(sql`
      create function patience_stays() returns trigger language plpgsql as $$
      begin
        return null;
      end $$`);
    await sale.onSale.sql(sql`
      create trigger patience_stays before update of expires_at on queue_token for each row
      when (new.status = 'WAITING' and new.expires_at > old.expires_at) execute function patience_stays()`);
    await Promise.all([sale.#startApi(), sale.#startWorker()]);
    return sale;
  }

  async close(): Promise<void> {
    this.#redis.disconnect();
    await this.onSale.close();
  }

  /** Asks until there is an answer that is an outcome, as the contract tells clients to. */
  send({ method, path, asking }: SentRequest): Promise<Answer> {
    const { body } = asking;
    const headers = headersOf(asking);
    return until(
      async () => {
        try {
          const answer = await call(this.onSale.url, method, path, { body, headers });
          return ['SERVER_BUSY', 'CHARGE_FAILED'].includes(answer.body.code) ? null : answer;
        } catch (error) {
          // The connection broke, or nobody listens: the process was killed.
          if (error instanceof TypeError) return null;
          throw error;
        }
      },
      { ms: ANSWERED_MS },
    );
  }

  count(what: string): void {
    this.happened.set(what, (this.happened.get(what) ?? 0) + 1);
  }

  async suffer({ what, afterMs }: Mishap): Promise<void> {
    this.count(`mishap: ${what}`);
    await pause(afterMs);
    if (what === 'Redis is emptied') await this.#redis.flushall();
    else if (what === 'the worker is killed') await this.#killWorker();
    else await this.#killApi();
  }

  async #killWorker(): Promise<void> {
    this.goesOnAt = performance.now() + GOES_ON_MS;
    await killed(this.onSale.workers.shift());
    await this.#startWorker();
  }

  async #killApi(): Promise<void> {
    await killed(this.onSale.apis.shift());
    await this.#startApi();
  }

  async #startWorker(): Promise<void> {
    this.onSale.workers.push(await RoleProcess.start('workers', this.#settings));
  }

  async #startApi(): Promise<void> {
    this.onSale.apis.push(await RoleProcess.start('api', this.#settings));
  }
}

async function killed(role: unknown): Promise<void> {
  if (!(role instanceof RoleProcess)) throw new Error('only a process of its own can be killed');
  role.signal('SIGKILL');
  await role.ended;
}
