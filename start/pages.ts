import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { inheritedEnvironment } from './inherited-environment.ts';
import type { Log } from './log.ts';
import { runToEnd } from './processes.ts';

const root = join(import.meta.dirname, '..');
/** Where the API looks for them. */
export const PAGES_FOLDER = join(root, 'web', 'dist');
const builder = join('node_modules', 'vite', 'bin', 'vite.js');

/** Builds the pages when nobody has yet. Without the builder, as in production, there are none to build. */
export async function buildPagesIfMissing(log: Log, folder: string = PAGES_FOLDER): Promise<void> {
  if (existsSync(join(folder, 'index.html')) || !existsSync(join(root, builder))) return;
  const args = ['build', '--config', join('web', 'vite.config.ts'), '--outDir', folder, '--logLevel', 'warn'];
  await runToEnd({ name: 'pages', file: builder, args, environment: inheritedEnvironment({}) }, log);
}
