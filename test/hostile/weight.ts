import { join } from 'node:path';
import type { RoleProcess } from '../infrastructure/role-process.ts';
import { until } from '../infrastructure/until.ts';

const MEGABYTE = 1024 * 1024;

/** With these settings a process can be weighed. */
export const WEIGHED = {
  NODE_OPTIONS: `--expose-gc --import=${join(import.meta.dirname, 'weighed.ts')}`,
} as const;

/** What a process holds, in megabytes, when everything that it does not need is thrown away. */
export interface Weight {
  heap: number;
  resident: number;
}

/** Weighs a process that was started with `WEIGHED`. What it has said until then is forgotten. */
export async function weigh(role: RoleProcess): Promise<Weight> {
  role.lines.length = 0;
  role.signal('SIGUSR2');
  const line = await until(() => role.lines.find((one) => one.includes('"weighed"')), { ms: 30_000 });
  const { heapUsed, external, rss } = JSON.parse(line);
  return { heap: Math.round((heapUsed + external) / MEGABYTE), resident: Math.round(rss / MEGABYTE) };
}
