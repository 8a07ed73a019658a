import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Runs apt-get with these arguments and gives back what it printed. */
type AptGet = (...args: string[]) => Promise<string>;

/** Unpacks packages of Debian's into a folder, as any user and without installing anything. */
export async function unpackPackages(
  folder: string,
  choose: (aptGet: AptGet) => Promise<string[]>,
): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), 'frontrow-packages-'));
  try {
    await download(work, choose);
    for (const file of await readdir(work)) {
      if (file.endsWith('.deb')) await run('dpkg', ['-x', join(work, file), folder]);
    }
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** An unpacked program finds its libraries, and theirs that they keep to themselves, only when told where they are. */
export async function librariesIn(folder: string): Promise<string> {
  const libraries = join(folder, 'usr', 'lib');
  const machines = (await readdir(libraries)).filter((name) => name.includes('-linux-gnu'));
  const folders = machines.map(async (name) => {
    const machine = join(libraries, name);
    const entries = await readdir(machine, { withFileTypes: true });
    const inner = entries.filter((entry) => entry.isDirectory()).map((entry) => join(machine, entry.name));
    return [machine, ...inner];
  });
  return (await Promise.all(folders)).flat().join(':');
}

/** What is unpacked runs on the release that it was made for, so the cache keeps them apart. */
export async function release(): Promise<string> {
  const text = await readFile('/etc/os-release', 'utf8').catch(() => '');
  const value = (name: string) => text.match(new RegExp(`^${name}="?([\\w.]+)`, 'm'))?.[1] ?? 'unknown';
  return `${value('ID')}-${value('VERSION_ID')}`;
}

async function download(work: string, choose: (aptGet: AptGet) => Promise<string[]>): Promise<void> {
  const attempt = async (options: string[]) => {
    const aptGet: AptGet = async (...args) => {
      const { stdout } = await run('apt-get', [...options, ...args], { cwd: work, timeout: 300_000 });
      return stdout;
    };
    await aptGet('download', ...(await choose(aptGet)));
  };
  try {
    await attempt([]);
  } catch {
    // The machine's package lists are missing or too old, and only root may renew them: use lists of our own.
    const own = await ownLists(join(work, 'apt'));
    // One source that fails among many is no reason to give up: the download says what is really missing.
    await run('apt-get', [...own, 'update'], { timeout: 120_000 }).catch(() => {});
    await attempt(own);
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
