import { IDLE_TRANSACTION_TIMEOUT_MS, STORE_TIMEOUT_MS, WORKER_STATEMENT_TIMEOUT_MS } from './limits.ts';

/** What a process does with the database decides how long it may wait for it. */
export type DatabaseUse = 'api' | 'worker' | 'scheduler' | 'migrate';

const POOL_CONNECTIONS: Record<DatabaseUse, number> = { api: 10, worker: 10, scheduler: 3, migrate: 2 };

/**
 * A fan's read gives up in time to say so within two seconds. A worker's transaction may take longer, but a
 * worker that stands still inside one is cut off by the server, so that its lane goes on elsewhere.
 */
function sessionSettings(use: DatabaseUse) {
  if (use === 'migrate') return {};
  return {
    statement_timeout: use === 'api' ? STORE_TIMEOUT_MS : WORKER_STATEMENT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_TRANSACTION_TIMEOUT_MS,
    connectionTimeoutMillis: STORE_TIMEOUT_MS,
    query_timeout: use === 'api' ? STORE_TIMEOUT_MS : WORKER_STATEMENT_TIMEOUT_MS + 1_000,
    keepAlive: true,
  };
}

/** The part of a `pg` pool that is needed here; the package brings no types. */
interface ConnectionPool {
  /** It was told to end: what is idle is closed, nobody else is served. */
  ending: boolean;
  on(event: 'connect' | 'acquire', listener: (connection: PooledConnection) => void): void;
}

interface PooledConnection {
  /** A promise, unless somebody gave a callback. */
  query(...asked: unknown[]): Promise<unknown> | undefined;
  end(): Promise<void>;
  once(event: 'end', listener: () => void): void;
  /** Throws when the connection was given back already. */
  release(destroy: boolean): void;
}

/**
 * A connection that did not answer in time is closed. It may still do what it was asked, whenever the answer
 * would come: whoever used it next would wait behind that, or stand in a transaction that nobody ends. And
 * when the other end has vanished without a word, nothing else would tell before the network gives up.
 */
function closeSilent(pool: ConnectionPool): void {
  pool.on('connect', (connection) => {
    const query = connection.query.bind(connection);
    connection.query = (...asked) => {
      const answer = query(...asked);
      answer?.catch((error: Error) => {
        if (error.message === 'Query read timeout') void connection.end();
      });
      return answer;
    };
  });
}

/**
 * A transaction whose connection broke can be neither committed nor rolled back, and Kysely gives a connection
 * back only after one of both: without this the pool would be one connection smaller for ever, and in the end
 * empty. Whoever used the connection has heard of it and done what is to be done before the next turn of the loop.
 */
function giveBackBroken(pool: ConnectionPool): void {
  pool.on('connect', (connection) => {
    connection.once('end', () => setImmediate(() => giveBack(connection)));
  });
}

/**
 * Whoever asks for a connection just before the pool is closed is refused by Kysely when it is there, and Kysely
 * then keeps it: without this the pool would wait for it for ever.
 */
function closeLate(pool: ConnectionPool): void {
  pool.on('acquire', (connection) => {
    if (pool.ending) setImmediate(() => giveBack(connection));
  });
}

function giveBack(connection: PooledConnection): void {
  try {
    connection.release(true);
  } catch {
    // It was given back as usual.
  }
}

/** How MikroORM talks to PostgreSQL; `src/database/connect.ts` adds what it talks about. */
export function ormOptions(databaseUrl: string, use: DatabaseUse) {
  return {
    clientUrl: databaseUrl,
    pool: { min: 0, max: POOL_CONNECTIONS[use] },
    driverOptions: {
      application_name: `frontrow-${use}`,
      onPoolCreated: (pool: ConnectionPool) => {
        closeSilent(pool);
        giveBackBroken(pool);
        closeLate(pool);
      },
      ...sessionSettings(use),
    },
    // Everything a lane decides at once goes out in as few statements as the protocol allows.
    batchSize: 2_000,
    forceUtcTimezone: true,
    ensureDatabase: false,
    debug: false,
  };
}
