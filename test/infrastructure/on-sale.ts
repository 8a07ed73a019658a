import type { Redis } from 'ioredis';
import type { RawBuilder } from 'kysely';
import { headersOf } from '../../client/http.ts';
import type { ApiEnvironment } from '../../config/environment.ts';
import { patientRedis } from '../../config/redis.ts';
import { startApi } from '../../src/api/api-process.ts';
import { brokenInvariants } from '../../src/audit/invariants.ts';
import { connectDatabase, type Orm } from '../../src/database/connect.ts';
import type { Running } from '../../src/run-role.ts';
import { startScheduler } from '../../workers/scheduler-process.ts';
import { startWorkers } from '../../workers/worker-process.ts';
import { type Answer, call } from './call.ts';
import { Fan } from './fan.ts';
import { type FreshDatabase, type FreshRedis, freshDatabase, freshRedis } from './stores.ts';
import { until } from './until.ts';

export const ADMIN_KEY = 'the-operators-key-of-the-tests';
export const METRICS_KEY = 'the-key-of-the-figures-in-tests';
export const TOKEN_SECRET = 'the-token-secret-of-the-tests';

/** Far enough ahead that no test will ever see it pass. */
export const DATE = '2099-12-24';

export interface OnSaleOptions {
  /** How many of each role run in this process. One each unless said otherwise. */
  apis?: number;
  workers?: number;
  schedulers?: number;
  environment?: Partial<ApiEnvironment>;
  /** One that is there already; otherwise a fresh one, which the tests' superuser owns. */
  database?: FreshDatabase;
}

interface Stores {
  database: FreshDatabase;
  redis: FreshRedis;
  environment: ApiEnvironment;
  orm: Orm;
}

/** The whole system on stores of its own: real PostgreSQL, real Redis, real HTTP and sockets. */
export class OnSale {
  readonly apis: (Running & { port: number })[] = [];
  readonly workers: Running[] = [];
  readonly schedulers: Running[] = [];
  #stores: Stores | null = null;
  #redisConnection: Redis | null = null;
  readonly #closings: (() => unknown)[] = [];

  static async start(options: OnSaleOptions = {}): Promise<OnSale> {
    const onSale = new OnSale();
    await onSale.open(options);
    return onSale;
  }

  /** Brings up the stores, and then all roles at once. */
  async open({
    apis = 1,
    workers = 1,
    schedulers = 1,
    environment,
    ...given
  }: OnSaleOptions = {}): Promise<void> {
    const [database, redis] = await Promise.all([given.database ?? freshDatabase(), freshRedis()]);
    this.#stores = {
      database,
      redis,
      orm: connectDatabase(database.url, 'migrate'),
      environment: {
        databaseUrl: database.url,
        redisUrl: redis.url,
        host: '127.0.0.1',
        port: 0,
        adminKey: ADMIN_KEY,
        tokenSecret: TOKEN_SECRET,
        adminKeyPrevious: null,
        tokenSecretPrevious: null,
        identity: { mode: 'trust' },
        rateLimitPerUser: 0,
        rateLimitPerAddress: 0,
        wrongKeysPerAddress: 0,
        metricsKey: METRICS_KEY,
        logAddresses: 'full',
        socketsPerUser: 0,
        socketsPerAddress: 0,
        handshakesPerAddress: 0,
        trustProxyHops: 0,
        walletMode: 'open',
        demoFile: null,
        healthPort: null,
        logLevel: 'silent',
        ...environment,
      },
    };
    const times = (count: number, add: () => Promise<Running>) => Array.from({ length: count }, add);
    await Promise.all([
      ...times(apis, () => this.addApi()),
      ...times(workers, () => this.addWorkers()),
      ...times(schedulers, () => this.addScheduler()),
    ]);
  }

  get #open(): Stores {
    if (this.#stores === null) throw new Error('The sale opens before the first test.');
    return this.#stores;
  }

  get databaseUrl(): string {
    return this.#open.database.url;
  }

  get redis(): FreshRedis {
    return this.#open.redis;
  }

  /** What every role that is added from now on is given. */
  get environment(): ApiEnvironment {
    return this.#open.environment;
  }

  async addApi(): Promise<Running & { port: number }> {
    const api = await startApi(this.environment);
    this.apis.push(api);
    await until(async () => (await call(`http://127.0.0.1:${api.port}`, 'GET', '/readyz')).status === 200);
    return api;
  }

  async addWorkers(): Promise<Running> {
    const workers = await startWorkers(this.environment, new AbortController().signal);
    this.workers.push(workers);
    return workers;
  }

  async addScheduler(): Promise<Running> {
    const scheduler = await startScheduler(this.environment, new AbortController().signal);
    this.schedulers.push(scheduler);
    return scheduler;
  }

  /** Closes one role before the end, as a deployment would. */
  async stop(role: Running): Promise<void> {
    for (const roles of [this.apis, this.workers, this.schedulers] as Running[][]) {
      const index = roles.indexOf(role);
      if (index >= 0) roles.splice(index, 1);
    }
    await role.close();
  }

  /** A connection of the tests' own to this sale's Redis; it ends with the sale. */
  get redisConnection(): Redis {
    if (this.#redisConnection === null) {
      const connection = patientRedis(this.redis.url);
      this.#redisConnection = connection;
      this.beforeClosing(() => connection.disconnect());
    }
    return this.#redisConnection;
  }

  /** Has this done before the stores go, for what a test file has connected to them itself. */
  beforeClosing(work: () => unknown): void {
    this.#closings.push(work);
  }

  async close(): Promise<void> {
    const { database, redis, orm } = this.#open;
    await Promise.all(this.#closings.map((work) => work()));
    await Promise.all(this.schedulers.map((role) => role.close()));
    await Promise.all(this.workers.map((role) => role.close()));
    await Promise.all(this.apis.map((role) => role.close()));
    await orm.close(true);
    await Promise.all([database.drop(), redis.stop()]);
  }

  /** Where the first API process listens. */
  get url(): string {
    return `http://127.0.0.1:${this.apis[0]?.port}`;
  }

  /** Looks into the tables, or moves a row in time. */
  async sql<Row>(query: RawBuilder<Row>): Promise<Row[]> {
    const { rows } = await query.execute(this.#open.orm.em.fork().getKysely());
    return rows;
  }

  operator(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    return call(this.url, method, path, {
      body,
      headers: { ...headersOf({ credential: { adminKey: ADMIN_KEY } }), ...headers },
    });
  }

  /** A concert with one date, `DATE`, of 50 seats at 50,000 won, and room for everybody, unless said otherwise. */
  async concert(plan: { waitingRoom?: object; [field: string]: unknown } = {}): Promise<string> {
    const answer = await this.operator('POST', '/v1/admin/concerts', {
      title: 'A concert',
      dates: [{ date: DATE, price: 50_000 }],
      ...plan,
      waitingRoom: { capacity: 1_000, ...plan.waitingRoom },
    });
    if (answer.status !== 201) throw new Error(`no concert: ${JSON.stringify(answer.body)}`);
    return answer.body.concertId;
  }

  /** Fans with an account each; with `balance`, charged with as much. */
  async fans(count: number, { balance = 0 }: { balance?: number } = {}): Promise<Fan[]> {
    const users = Array.from({ length: count }, (_, index) => ({ name: `Fan ${index + 1}` }));
    const { body } = await this.operator('POST', '/v1/admin/users', { users });
    const fans = (body.userIds as string[]).map((userId) => new Fan(() => this.url, userId));
    // On a busy machine a crowd's charge may be refused; then nothing was charged, and it is tried again.
    const charged = async (fan: Fan) => (await fan.charge(balance)).status === 201;
    if (balance > 0) await Promise.all(fans.map((fan) => until(() => charged(fan))));
    return fans;
  }

  /** One fan. */
  async fan(options: { balance?: number } = {}): Promise<Fan> {
    const [fan] = await this.fans(1, options);
    if (fan === undefined) throw new Error('no fan was created');
    return fan;
  }

  /** Fans who are inside the concert already. */
  async admitted(concertId: string, count: number, options: { balance?: number } = {}): Promise<Fan[]> {
    const fans = await this.fans(count, options);
    await Promise.all(fans.map((fan) => fan.join(concertId)));
    return fans;
  }

  /** What is wrong with the tables: nothing, at the end of every test that changes state. */
  invariants(): Promise<string[]> {
    return brokenInvariants(this.#open.orm.em.fork());
  }
}
