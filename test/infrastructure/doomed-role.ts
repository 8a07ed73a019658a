import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Line } from './at-that-line.ts';
import { RoleProcess } from './role-process.ts';

const preloaded = pathToFileURL(join(import.meta.dirname, 'at-that-line.ts')).href;

/** Starts a role that will be struck at that line of its work. It says `at that line` when it is. */
export const startDoomed = (
  role: 'api' | 'workers',
  settings: Record<string, string>,
  line: Line,
): Promise<RoleProcess> =>
  RoleProcess.start(role, {
    ...settings,
    NODE_OPTIONS: `--import=${preloaded}`,
    AT_THAT_LINE: JSON.stringify(line),
  });
