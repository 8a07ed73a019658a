import {
  AUDIT_PATIENCE_MS,
  IDLE_TRANSACTION_TIMEOUT_MS,
  STORE_TIMEOUT_MS,
  WORKER_STATEMENT_TIMEOUT_MS,
} from './limits.ts';

/** What a process does with the database decides how long it may wait for it. */
export type DatabaseUse = 'api' | 'worker' | 'scheduler' | 'audit' | 'migrate';

const POOL_CONNECTIONS: Record<DatabaseUse, number> = {
  api: 10,
  worker: 10,
  scheduler: 3,
  // One looks, the other can stop it.
  audit: 2,
  migrate: 2,
};

/**
 * Plans are kept for some seconds, perhaps from when a table was still small: such a plan must not read all of it
 * when it has grown. What a worker asks goes by keys, row by row; an API process also reads whole seat maps.
 */
const BY_KEYS = '-c enable_seqscan=off';
/** The server looks so often whether a worker lives that has it wait: a lock for somebody dead would stop their lane. */
const MISSED_MS = 500;
const SESSIONS = {
  api: BY_KEYS,
  worker: `${BY_KEYS} -c enable_hashjoin=off -c enable_mergejoin=off -c enable_material=off -c client_connection_check_interval=${MISSED_MS}`,
  scheduler: '',
  // On a machine that sells, a look takes one core at most, and some memory rather than the disk.
  audit: '-c max_parallel_workers_per_gather=0 -c work_mem=64MB',
};

const STATEMENT_TIMEOUT_MS = {
  api: STORE_TIMEOUT_MS,
  worker: WORKER_STATEMENT_TIMEOUT_MS,
  scheduler: WORKER_STATEMENT_TIMEOUT_MS,
  audit: AUDIT_PATIENCE_MS,
};

/**
 * A fan's read gives up in time to say so within two seconds. A worker's transaction may take longer, but a
 * worker that stands still inside one is cut off by the server, so that its lane goes on elsewhere.
 */
function sessionSettings(use: DatabaseUse) {
  if (use === 'migrate') return {};
  return {
    statement_timeout: STATEMENT_TIMEOUT_MS[use],
    idle_in_transaction_session_timeout: IDLE_TRANSACTION_TIMEOUT_MS,
    connectionTimeoutMillis: STORE_TIMEOUT_MS,
    query_timeout: STATEMENT_TIMEOUT_MS[use] + (use === 'api' ? 0 : 1_000),
    keepAlive: true,
    options: SESSIONS[use],
  };
}

/** How MikroORM talks to PostgreSQL; `src/database/connect.ts` adds what it talks about. */
export function ormOptions(databaseUrl: string, use: DatabaseUse) {
  return {
    clientUrl: databaseUrl,
    pool: { min: 0, max: POOL_CONNECTIONS[use] },
    driverOptions: { application_name: `frontrow-${use}`, ...sessionSettings(use) },
    // Everything a lane decides at once goes out in as few statements as the protocol allows.
    batchSize: 2_000,
    forceUtcTimezone: true,
    ensureDatabase: false,
    debug: false,
  };
}
