import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The process which a pid file names, or null when there is none. */
export async function pidIn(file: string): Promise<number | null> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const pid = Number.parseInt(text, 10);
  return pid > 0 ? pid : null;
}

/**
 * The name of a running program, or null. A pid alone proves nothing: it may long belong to somebody else, or
 * to a dead process which nobody has buried yet.
 */
async function programOf(pid: number): Promise<string | null> {
  const ofKernel = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  const [, name, state] = ofKernel?.match(/^\d+ \((.*)\) (\w)/s) ?? (await ofPs(pid)) ?? [];
  return state === undefined || state === 'Z' ? null : (name ?? null);
}

async function ofPs(pid: number): Promise<RegExpMatchArray | null> {
  return run('ps', ['-o', 'comm=', '-o', 'stat=', '-p', String(pid)]).then(
    ({ stdout }) => stdout.trim().match(/^(.*) +(\w)\S*$/),
    () => null,
  );
}

/**
 * Waits for a server that an earlier run left in the same folder: its guard is about to end it. Resolves to
 * false when it is still there in the end.
 */
export async function untilGone(pid: number, program: RegExp, patienceMs: number): Promise<boolean> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const name = await programOf(pid);
    if (name === null || !program.test(name)) return true;
    if (Date.now() > deadline) return false;
    await sleep(100);
  }
}
