import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

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

/**
 * Unpacks Debian's Redis and the libraries it needs into a folder, as any user and without installing
 * anything.
 */
export async function fetchRedis(folder: string): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), 'frontrow-redis-'));
  try {
    await downloadPackages(work);
    for (const file of await readdir(work)) {
      if (file.endsWith('.deb')) await run('dpkg', ['-x', join(work, file), folder]);
    }
    const { path, env } = await unpacked(folder);
    await run(path, ['--version'], { env });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** An unpacked program finds its libraries beside itself only when it is told to. */
export async function unpacked(folder: string): Promise<RedisProgram> {
  const libraries = join(folder, 'usr', 'lib');
  const machines = (await readdir(libraries)).filter((name) => name.includes('-linux-gnu'));
  return {
    path: join(folder, 'usr', 'bin', 'redis-server'),
    env: { LD_LIBRARY_PATH: machines.map((name) => join(libraries, name)).join(':') },
  };
}

async function downloadPackages(work: string): Promise<void> {
  const download = (options: string[]) =>
    run('apt-get', [...options, 'download', ...packages], { cwd: work, timeout: 120_000 });
  try {
    await download([]);
  } catch {
    // The machine's package lists are missing or too old, and only root may renew them: use lists of our own.
    const own = await ownLists(join(work, 'apt'));
    // One source that fails among many is no reason to give up: the download says what is really missing.
    await run('apt-get', [...own, 'update'], { timeout: 120_000 }).catch(() => {});
    await download(own);
  }
}

async function ownLists(folder: string): Promise<string[]> {
  await mkdir(join(folder, 'state', 'lists', 'partial'), { recursive: true });
  await mkdir(join(folder, 'cache', 'archives', 'partial'), { recursive: true });
  const options = {
    'Dir::State': join(folder, 'state'),
    'Dir::State::status': '/var/lib/dpkg/status',
    'Dir::Cache': join(folder, 'cache'),
    'APT::Sandbox::User': 'root',
    'Acquire::Languages': 'none',
    'Acquire::Retries': '2',
  };
  return Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
}
