import { type RawBuilder, sql } from 'kysely';
import { connectDatabase } from '../../src/database/connect.ts';
import type { OnSale } from './on-sale.ts';
import { until } from './until.ts';

/** A database transaction of the test's own: what it locks stays locked until it is ended. */
export class Session {
  readonly #orm;
  readonly #em;

  private constructor(databaseUrl: string) {
    this.#orm = connectDatabase(databaseUrl, 'migrate');
    this.#em = this.#orm.em.fork();
  }

  static async begin(onSale: OnSale): Promise<Session> {
    const session = new Session(onSale.databaseUrl);
    await session.#em.begin();
    return session;
  }

  /** A session that holds what the query locks. */
  static async holding(onSale: OnSale, query: RawBuilder<unknown>): Promise<Session> {
    const session = await Session.begin(onSale);
    await session.run(query);
    return session;
  }

  /** A session in whose presence nobody decides this lane: what is accepted piles up. */
  static holdingLane(onSale: OnSale, lane: string): Promise<Session> {
    return Session.holding(onSale, sql`select pg_advisory_xact_lock(hashtextextended(${lane}, 0))`);
  }

  async run<Row>(query: RawBuilder<Row>): Promise<Row[]> {
    const { rows } = await query.execute(this.#em.getKysely());
    return rows;
  }

  /** Takes everything back and lets go. */
  async end(): Promise<void> {
    await this.#em.rollback();
    await this.#orm.close(true);
  }

  /** Keeps what it wrote and lets go. */
  async commit(): Promise<void> {
    await this.#em.commit();
    await this.#orm.close(true);
  }
}

/** Waits until a role, `worker` unless said otherwise, stands before a lock in the database. */
export const untilBlocked = (
  onSale: OnSale,
  role: 'api' | 'worker' = 'worker',
  count = 1,
): Promise<boolean> =>
  until(async () => {
    const blocked = await onSale.sql(sql`
      select 1 from pg_stat_activity
      where datname = current_database() and application_name = ${`frontrow-${role}`} and wait_event_type = 'Lock'`);
    return blocked.length >= count;
  });
