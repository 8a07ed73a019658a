import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'vite';

const web = join(import.meta.dirname, '..', '..', 'web');

/** Builds the pages when they were never built, or when something that they are made of was changed since. */
export async function buildPagesIfStale(): Promise<void> {
  const builtAt = await changedAt(join(web, 'dist', 'index.html'));
  const paths = await readdir(web, { recursive: true });
  const sources = paths.filter((path) => !path.startsWith('dist'));
  const sourcesChangedAt = await Promise.all(sources.map((path) => changedAt(join(web, path))));
  if (builtAt > Math.max(...sourcesChangedAt)) return;
  // Files of an earlier build stay, for another run of the tests may be looking at them.
  await build({ configFile: join(web, 'vite.config.ts'), logLevel: 'warn', build: { emptyOutDir: false } });
}

async function changedAt(path: string): Promise<number> {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
}
