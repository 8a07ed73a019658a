import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

export function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

/** Says how a child ended, for people: `code 1` or `SIGKILL`. */
export function howItEnded(child: ChildProcess): string {
  return child.signalCode ?? `code ${child.exitCode}`;
}

/** Resolves when the child is gone. */
export async function ended(child: ChildProcess): Promise<void> {
  if (!hasEnded(child)) await once(child, 'exit');
}

/** Sends each signal in turn, with its patience before the next one, until the child is gone. */
export async function endChild(
  child: ChildProcess,
  ...steps: [NodeJS.Signals, patienceMs: number][]
): Promise<void> {
  for (const [signal, patienceMs] of steps) {
    if (hasEnded(child)) return;
    child.kill(signal);
    const patience = new AbortController();
    await Promise.race([
      ended(child),
      sleep(patienceMs, undefined, { signal: patience.signal }).catch(() => {}),
    ]);
    patience.abort();
  }
}
