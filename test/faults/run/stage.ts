import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import type { RawBuilder } from 'kysely';
import { headersOf } from '../../../client/http.ts';
import { UNLIMITED } from '../../../config/environment.ts';
import { connectDatabase, type Orm } from '../../../src/database/connect.ts';
import { freePort } from '../../../start/address.ts';
import type { EmbeddedServer } from '../../../start/embedded/server.ts';
import { startPostgres } from '../../../start/embedded-postgres.ts';
import { startRedis } from '../../../start/embedded-redis.ts';
import { type Answer, call } from '../../infrastructure/call.ts';
import { ADMIN_KEY, TOKEN_SECRET } from '../../infrastructure/on-sale.ts';
import { TcpProxy } from '../../infrastructure/tcp-proxy.ts';
import { until } from '../../infrastructure/until.ts';
import { Post } from './post.ts';

const APIS = 2;
const WORKERS = 3;
const SCHEDULERS = 2;

const READY_WITHIN_MS = 30_000;

/**
 * The whole system in processes of its own, on stores of its own that keep what they were told, with a cable
 * to each store that can be cut: one to PostgreSQL for all, and to Redis one for each worker and one for the rest.
 */
export class Stage {
  readonly apis: Post[] = [];
  readonly workers: Post[] = [];
  readonly schedulers: Post[] = [];
  /** Whether a store is away from everybody: then nobody can be expected to go on. */
  storesAway = false;
  /** When something was last broken, in milliseconds of this process's monotonic clock. */
  brokenAt = 0;
  readonly urls: string[] = [];
  readonly workerCables: TcpProxy[] = [];
  readonly #folder: string;
  readonly #orm: Orm;
  readonly #postgresCable: TcpProxy;
  readonly #redisCable: TcpProxy;
  #postgres: EmbeddedServer;
  #redis: EmbeddedServer;

  private constructor(parts: {
    folder: string;
    postgres: EmbeddedServer;
    redis: EmbeddedServer;
    postgresCable: TcpProxy;
    redisCable: TcpProxy;
  }) {
    this.#folder = parts.folder;
    this.#postgres = parts.postgres;
    this.#redis = parts.redis;
    this.#postgresCable = parts.postgresCable;
    this.#redisCable = parts.redisCable;
    this.#orm = connectDatabase(parts.postgres.url, 'migrate');
  }

  static async open(): Promise<Stage> {
    const folder = await mkdtemp(join(tmpdir(), 'frontrow-faults-'));
    // As root PostgreSQL runs as another user, who must get in here.
    await chmod(folder, 0o755);
    const postgres = await startPostgres({ dataDir: join(folder, 'postgres'), temporary: true });
    const redis = await startRedis({ dataDir: join(folder, 'redis') });
    const postgresCable = await TcpProxy.start(postgres.url);
    const redisCable = await TcpProxy.start(redis.url);
    const stage = new Stage({ folder, postgres, redis, postgresCable, redisCable });
    try {
      await stage.#orm.migrator.up();
      await stage.#enter();
    } catch (error) {
      await stage.close();
      throw error;
    }
    return stage;
  }

  async #enter(): Promise<void> {
    for (let count = 1; count <= APIS; count += 1) {
      const port = await freePort();
      this.urls.push(`http://127.0.0.1:${port}`);
      this.apis.push(
        new Post(`API ${count}`, 'api', { ...this.#settings(this.#redisCable), PORT: `${port}` }),
      );
    }
    for (let count = 1; count <= WORKERS; count += 1) {
      const cable = await TcpProxy.start(this.#redis.url);
      this.workerCables.push(cable);
      this.workers.push(new Post(`worker ${count}`, 'workers', this.#settings(cable)));
    }
    for (let count = 1; count <= SCHEDULERS; count += 1) {
      this.schedulers.push(new Post(`scheduler ${count}`, 'scheduler', this.#settings(this.#redisCable)));
    }
    await Promise.all(this.posts.map((post) => post.serves()));
    await this.ready();
  }

  get posts(): Post[] {
    return [...this.apis, ...this.workers, ...this.schedulers];
  }

  #settings(redis: TcpProxy): Record<string, string> {
    return {
      DATABASE_URL: this.#postgresCable.url,
      REDIS_URL: redis.url,
      ADMIN_KEY,
      TOKEN_SECRET,
      ...UNLIMITED,
    };
  }

  /** Waits until every API process says that it can serve. */
  async ready(): Promise<void> {
    const isReady = async (url: string) =>
      (await call(url, 'GET', '/readyz').catch(() => null))?.status === 200;
    await until(async () => (await Promise.all(this.urls.map(isReady))).every(Boolean), {
      ms: READY_WITHIN_MS,
      every: 100,
    });
  }

  operator(method: string, path: string, body?: unknown): Promise<Answer> {
    const [url = ''] = this.urls;
    return call(url, method, path, { body, headers: headersOf({ credential: { adminKey: ADMIN_KEY } }) });
  }

  /** Looks into the tables. */
  async sql<Row>(query: RawBuilder<Row>): Promise<Row[]> {
    const { rows } = await query.execute(this.#orm.em.fork().getKysely());
    return rows;
  }

  get em() {
    return this.#orm.em.fork();
  }

  /** Something is broken from now on, or has just been mended: whoever stands still stands since now. */
  breaks(): void {
    this.brokenAt = performance.now();
  }

  /** Does what takes a store away from everybody and brings it back. */
  async #withoutStore(outage: () => Promise<void>): Promise<void> {
    this.storesAway = true;
    try {
      await outage();
    } finally {
      this.storesAway = false;
      this.breaks();
    }
  }

  /** Redis is gone for so long and comes back with its data. */
  redisAway(awayMs: () => Promise<unknown>): Promise<void> {
    return this.#withoutStore(async () => {
      await this.#redis.stop();
      await awayMs();
      this.#redis = await startRedis({ dataDir: join(this.#folder, 'redis'), port: this.#redis.port });
    });
  }

  async emptyRedis(): Promise<void> {
    const redis = new Redis(this.#redis.url);
    await redis.flushall().finally(() => redis.disconnect());
    this.breaks();
  }

  /** PostgreSQL goes down without a word and recovers from its log. */
  restartPostgres(): Promise<void> {
    return this.#withoutStore(async () => {
      process.kill(this.#postgres.pid, 'SIGQUIT');
      await this.#postgres.ended;
      this.#postgres = await startPostgres({
        dataDir: join(this.#folder, 'postgres'),
        port: this.#postgres.port,
        temporary: true,
      });
    });
  }

  /** Every connection to PostgreSQL breaks, whatever is on its way. */
  async cutPostgres(): Promise<void> {
    await this.#postgresCable.cut();
    await this.#postgresCable.restore();
    this.breaks();
  }

  async close(): Promise<void> {
    for (const posts of [this.schedulers, this.workers, this.apis]) {
      await Promise.all(posts.map((post) => post.close()));
    }
    await this.#orm.close(true);
    await Promise.all(
      [this.#postgresCable, this.#redisCable, ...this.workerCables].map((one) => one.close()),
    );
    await Promise.all([this.#postgres.stop(), this.#redis.stop()]);
    await rm(this.#folder, { recursive: true, force: true });
  }
}
