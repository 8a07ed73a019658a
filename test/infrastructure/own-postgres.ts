import { rm } from 'node:fs/promises';
import { freePort } from '../../start/address.ts';
import type { EmbeddedServer } from '../../start/embedded/server.ts';
import { startTemplatePostgres } from './template-postgres.ts';

/** A PostgreSQL of a test file's own, as durable as in production, to be crashed and started again. */
export class OwnPostgres {
  #server: EmbeddedServer;
  readonly #dataDir: string;
  readonly #again: () => Promise<EmbeddedServer>;
  /** The server of the whole run, to which the test files after this one go back. */
  readonly #ofTheRun = process.env.FRONTROW_TEST_POSTGRES;

  private constructor(server: EmbeddedServer, dataDir: string, again: () => Promise<EmbeddedServer>) {
    this.#server = server;
    this.#dataDir = dataDir;
    this.#again = again;
  }

  /** Every database that this test file makes from now on is made there. */
  static async start(): Promise<OwnPostgres> {
    const { postgres, dataDir, again } = await startTemplatePostgres({
      durable: true,
      port: await freePort(),
    });
    const own = new OwnPostgres(postgres, dataDir, again);
    process.env.FRONTROW_TEST_POSTGRES = postgres.url;
    return own;
  }

  /**
   * Ends it as `pg_ctl -m immediate` does, at once and with nothing written back; when `meanwhile` is done the same
   * data come up at the same address. Resolves when it lets people in.
   */
  async crash(meanwhile: () => Promise<unknown>): Promise<void> {
    process.kill(this.#server.pid, 'SIGQUIT');
    await this.#server.ended;
    try {
      await meanwhile();
    } finally {
      this.#server = await this.#again();
    }
  }

  async stop(): Promise<void> {
    process.env.FRONTROW_TEST_POSTGRES = this.#ofTheRun;
    await this.#server.stop();
    await rm(this.#dataDir, { recursive: true, force: true });
  }
}
