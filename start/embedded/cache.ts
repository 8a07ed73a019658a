import { access, chmod, constants, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

const ofProject = join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'frontrow');
const ofMachine = '/var/cache/frontrow';
const ofUser = join(homedir(), '.cache', 'frontrow');

/**
 * Where programs may be kept between runs, best place first. Root's must be one that other accounts can
 * enter.
 */
export function cachePlaces(readableByAll: boolean): string[] {
  return readableByAll ? [ofMachine] : [ofProject, ofUser];
}

/**
 * The folder `name` of the cache, filled by `fill` the first time. It appears all at once, by a rename:
 * neither a crash half way nor another process that does the same at the same time leaves a broken one.
 */
export async function cached(
  name: string,
  places: string[],
  fill: (folder: string) => Promise<void>,
): Promise<string> {
  const folders = places.map((place) => join(place, name));
  for (const folder of folders) {
    if (await exists(folder)) return folder;
  }
  const folder = await firstWritable(folders);
  const draft = await mkdtemp(`${folder}.`);
  try {
    await chmod(draft, 0o755);
    await fill(draft);
    await rename(draft, folder).catch(async (error) => {
      if (!(await exists(folder))) throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return folder;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

async function firstWritable(folders: string[]): Promise<string> {
  let trouble: unknown;
  for (const folder of folders) {
    try {
      await mkdir(dirname(folder), { recursive: true });
      await access(dirname(folder), constants.W_OK);
      return folder;
    } catch (error) {
      trouble = error;
    }
  }
  throw trouble;
}
