import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { StartError } from '../start-error.ts';
import { cached, cachePlaces } from './cache.ts';
import { release } from './debian-packages.ts';
import { fetchRedis, type RedisProgram, unpacked } from './redis-packages.ts';

const run = promisify(execFile);

/** The Redis of this machine, or else, on Debian and its relatives, the one that they would install. */
export async function redisProgram(): Promise<RedisProgram> {
  const installed = await run('/bin/sh', ['-c', 'command -v redis-server || command -v valkey-server']).then(
    ({ stdout }) => stdout.trim(),
    () => null,
  );
  if (installed !== null) return { path: installed };
  try {
    return await unpacked(
      await cached(`redis-${await release()}-${process.arch}`, cachePlaces(false), fetchRedis),
    );
  } catch (error) {
    throw new StartError(
      'There is no Redis here: install one (redis-server or valkey-server on the PATH: apt-get install ' +
        'redis-server, dnf install valkey, brew install redis), or set REDIS_URL to a Redis of yours ' +
        `(docker run -p 6379:6379 redis). Fetching it failed: ${reason(error)}.`,
    );
  }
}

function reason(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.trim().split('\n').at(-1)?.replace(/\.$/, '') ?? '';
}
