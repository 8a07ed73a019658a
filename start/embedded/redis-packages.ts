import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { librariesIn, unpackPackages } from './debian-packages.ts';

const run = promisify(execFile);

const packages = [
  'redis-server',
  'redis-tools',
  'libjemalloc2',
  'liblua5.1-0',
  'liblzf1',
  'lua-cjson',
  'lua-bitop',
];

export interface RedisProgram {
  path: string;
  /** Left out: the surroundings of this process. */
  env?: NodeJS.ProcessEnv;
}

/** Unpacks Debian's Redis and the libraries it needs into a folder, and sees that it runs. */
export async function fetchRedis(folder: string): Promise<void> {
  await unpackPackages(folder, async () => packages);
  const { path, env } = await unpacked(folder);
  await run(path, ['--version'], { env });
}

export async function unpacked(folder: string): Promise<RedisProgram> {
  return {
    path: join(folder, 'usr', 'bin', 'redis-server'),
    env: { LD_LIBRARY_PATH: await librariesIn(folder) },
  };
}
