import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'vite';

const root = join(import.meta.dirname, '..', '..');
const web = join(root, 'web');

/** Builds the pages when they were never built, or when something that they are made of was changed since. */
export async function buildPagesIfStale(): Promise<void> {
  const builtAt = await changedAt(join(web, 'dist', 'index.html'));
  const [pages, client] = await Promise.all([pathsIn(web), pathsIn(join(root, 'client'))]);
  const sources = [...pages.filter((path) => !path.startsWith(join(web, 'dist'))), ...client];
  const sourcesChangedAt = await Promise.all(sources.map(changedAt));
  if (builtAt > Math.max(...sourcesChangedAt)) return;
  // Files of an earlier build stay, for another run of the tests may be looking at them.
  await build({ configFile: join(web, 'vite.config.ts'), logLevel: 'warn', build: { emptyOutDir: false } });
}

const pathsIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder, { recursive: true })).map((path) => join(folder, path));

async function changedAt(path: string): Promise<number> {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
}
