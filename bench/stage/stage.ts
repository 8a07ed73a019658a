import { sql } from 'kysely';
import { UNLIMITED } from '../../config/environment.ts';
import { TokenSigner } from '../../src/admission/token-jwt.ts';
import { brokenInvariants } from '../../src/audit/invariants.ts';
import { connectDatabase, type Orm } from '../../src/database/connect.ts';
import { type BenchProcess, CHECKOUT, startProcess } from './roles.ts';
import { openStores, type Stores } from './stores.ts';

export const ADMIN_KEY = 'the-operators-key-of-the-bench';
export const TOKEN_SECRET = 'the-token-secret-of-the-bench';

/** How many processes of each role play. */
export interface Cast {
  apis?: number;
  workers?: number;
  schedulers?: number;
}

/** One set of stores with the processes that play on it. Everything is gone when it closes. */
export class Stage {
  readonly stores: Stores;
  readonly orm: Orm;
  readonly signer = new TokenSigner(TOKEN_SECRET);
  readonly processes: BenchProcess[] = [];
  readonly #checkout: string;

  private constructor(stores: Stores, checkout: string) {
    this.stores = stores;
    this.#checkout = checkout;
    this.orm = connectDatabase(stores.postgres.url, 'migrate');
  }

  /** With the processes of this checkout, or of another one whose schema is the same. */
  static async open(cast: Cast = {}, checkout = CHECKOUT): Promise<Stage> {
    const stage = new Stage(await openStores(), checkout);
    await stage.orm.migrator.up();
    await stage.enter(cast);
    return stage;
  }

  /** Starts further processes of the system. */
  async enter({ apis = 0, workers = 0, schedulers = 0 }: Cast): Promise<void> {
    for (let count = 0; count < apis; count += 1)
      await this.start('api', 'src/api/main.ts', 'listening', this.settings);
    for (let count = 0; count < workers; count += 1)
      await this.start('worker', 'workers/main.ts', 'serving lanes', this.settings);
    for (let count = 0; count < schedulers; count += 1)
      await this.start('scheduler', 'workers/scheduler.ts', 'keeping time', this.settings);
  }

  /** Starts a process beside those of the system; `serving` is what it says when it serves. */
  async start(
    name: string,
    file: string,
    serving: string,
    settings: Record<string, string> = {},
    args: readonly string[] = [],
  ): Promise<BenchProcess> {
    const started = await startProcess(name, file, settings, serving, args, this.#checkout);
    this.processes.push(started);
    return started;
  }

  async stop(process: BenchProcess): Promise<void> {
    this.processes.splice(this.processes.indexOf(process), 1);
    await process.stop();
  }

  get settings(): Record<string, string> {
    return {
      DATABASE_URL: this.stores.postgres.url,
      REDIS_URL: this.stores.redis.url,
      ADMIN_KEY,
      TOKEN_SECRET,
      PORT: '0',
      IDENTITY: 'trust',
      ALLOW_TRUSTED_IDENTITY: 'yes',
      ...UNLIMITED,
    };
  }

  /** Where the first process of this name listens. */
  origin(name = 'api'): string {
    const found = this.processes.find((process) => process.name === name);
    if (found === undefined) throw new Error(`no ${name} plays`);
    return `http://127.0.0.1:${found.port}`;
  }

  async sql<Row>(query: ReturnType<typeof sql<Row>>): Promise<Row[]> {
    const { rows } = await query.execute(this.orm.em.fork().getKysely());
    return rows;
  }

  /** Throws when a law was broken: a figure from such a run is worth nothing. */
  async provesLaws(): Promise<void> {
    const broken = await brokenInvariants(this.orm.em.fork());
    if (broken.length > 0) throw new Error(`the laws do not hold: ${broken.join('; ')}`);
  }

  /** An empty database of the same shape, beside the system's own: for what it is compared with. */
  async anotherDatabase(name: string): Promise<string> {
    await this.sql(sql.raw(`create database ${name}`));
    const url = new URL(this.stores.postgres.url);
    url.pathname = `/${name}`;
    const orm = connectDatabase(url.href, 'migrate');
    await orm.migrator.up();
    await orm.close(true);
    return url.href;
  }

  async close(): Promise<void> {
    for (const process of this.processes.splice(0).reverse()) await process.stop();
    await this.orm.close(true);
    await this.stores.close();
  }
}
