import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface Chromium {
  path: string;
  /** Left out: the surroundings of this process. */
  env?: Record<string, string>;
}

/** The Chromium of the setting CHROMIUM, or else of this machine. */
export async function findChromium(): Promise<Chromium | null> {
  const named = process.env.CHROMIUM;
  if (named) return { path: named };
  const names = ['chromium', 'chromium-browser', 'google-chrome'];
  const look = names.map((name) => `command -v ${name}`).join(' || ');
  return run('/bin/sh', ['-c', look]).then(
    ({ stdout }) => ({ path: stdout.trim() }),
    () => null,
  );
}
