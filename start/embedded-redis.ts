import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { freePort } from './address.ts';
import { endChild, ended } from './child-end.ts';
import { pidIn, untilGone } from './embedded/leftover.ts';
import { redisProgram } from './embedded/redis-program.ts';
import type { EmbeddedServer } from './embedded/server.ts';
import { NotReady, untilSaid } from './embedded/until-said.ts';
import { guard } from './guard.ts';
import { StartError } from './start-error.ts';

export interface RedisOptions {
  /** Where the append-only file lies; null keeps nothing: for tests. */
  dataDir: string | null;
  /** A free one when not given; each start may then use another. */
  port?: number;
}

/** How long the server of an earlier run may take to be gone. */
const leftoverPatienceMs = 10_000;

// One for the life of this process, so that a server which is started again keeps its address.
const password = randomBytes(24).toString('base64url');

/** Starts a Redis (or Valkey) on 127.0.0.1 which never forgets a key for want of memory. */
export async function startRedis(options: RedisOptions): Promise<EmbeddedServer> {
  const folder = options.dataDir === null ? null : resolve(options.dataDir);
  const program = await redisProgram();
  if (folder !== null) {
    await mkdir(folder, { recursive: true });
    await chmod(folder, 0o700);
    await endLeftover(folder);
  }

  const launch = async (port: number): Promise<ChildProcess> => {
    // A group of its own, because Ctrl-C reaches the whole group of the terminal and the roles must drain
    // first.
    const child = spawn(program.path, ['-'], { env: program.env, cwd: '/', detached: true });
    child.stdin.on('error', () => {});
    // The settings go in by the pipe and not as arguments, which everybody on the machine could read.
    child.stdin.end(settings(port, folder));
    guard(child, 'TERM');
    await untilSaid(child, /Ready to accept connections/);
    return child;
  };

  const { child, port } = await patiently(launch, options.port);
  return {
    url: `redis://:${password}@127.0.0.1:${port}`,
    port,
    pid: child.pid as number,
    ended: ended(child),
    stop: () => endChild(child, ['SIGTERM', 10_000], ['SIGKILL', 5_000]),
  };
}

function settings(port: number, folder: string | null): string {
  const persistence =
    folder === null
      ? ['appendonly no', 'dir /']
      : [
          'appendonly yes',
          'appendfsync everysec',
          `dir ${JSON.stringify(folder)}`,
          `pidfile ${JSON.stringify(pidFileIn(folder))}`,
        ];
  return [
    'bind 127.0.0.1',
    `port ${port}`,
    'protected-mode yes',
    `requirepass ${password}`,
    'maxmemory-policy noeviction',
    'save ""',
    'daemonize no',
    ...persistence,
    '',
  ].join('\n');
}

function pidFileIn(folder: string): string {
  return join(folder, 'redis.pid');
}

/** Redis does not lock its folder, and two servers that write one append-only file would destroy it. */
async function endLeftover(folder: string): Promise<void> {
  const pid = await pidIn(pidFileIn(folder));
  if (pid === null || (await untilGone(pid, /redis|valkey/, leftoverPatienceMs))) return;
  throw new StartError(
    `Another Redis (process ${pid}) is using ${folder}: stop what runs it, or choose another DATA_DIR.`,
  );
}

/** Launches again as long as another program was quicker to take the port. */
async function patiently(
  launch: (port: number) => Promise<ChildProcess>,
  fixedPort: number | undefined,
): Promise<{ child: ChildProcess; port: number }> {
  for (let tries = 1; ; tries++) {
    const port = fixedPort ?? (await freePort());
    try {
      return { child: await launch(port), port };
    } catch (error) {
      if (!(error instanceof NotReady)) throw error;
      if (tries === 5 || !/Address already in use/.test(error.said)) {
        throw new StartError(`Redis did not start:\n${error.said}`);
      }
    }
  }
}
