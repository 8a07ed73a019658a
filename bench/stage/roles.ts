import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { guard } from '../../start/guard.ts';

/** The checkout that is measured, unless another one is. */
export const CHECKOUT = join(import.meta.dirname, '..', '..');
const START_PATIENCE_MS = 30_000;

/** A process of its own, as it runs in production, that was started for one measurement. */
export interface BenchProcess {
  name: string;
  pid: number;
  /** Where it listens, or 0. */
  port: number;
  stop(): Promise<void>;
}

/** Starts a program and waits for the log line that says that it serves; that line may tell its port. */
export async function startProcess(
  name: string,
  file: string,
  settings: Record<string, string>,
  serving: string,
  args: readonly string[] = [],
  checkout = CHECKOUT,
): Promise<BenchProcess> {
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, [file, ...args], {
    cwd: checkout,
    env: { PATH, NODE_ENV: 'production', ...settings },
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  guard(child, 'TERM');
  const port = await portOf(child, name, serving);
  return {
    name,
    pid: child.pid as number,
    port,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'close');
    },
  };
}

async function portOf(child: ChildProcess, name: string, serving: string): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const timer = setTimeout(() => reject(new Error(`${name} does not serve`)), START_PATIENCE_MS);
  child.once('exit', (code) => reject(new Error(`${name} ended with ${code}`)));
  const { stdout } = child;
  if (stdout === null) throw new Error(`${name} has no output`);
  const lines = createInterface(stdout);
  lines.on('line', (line) => {
    if (!line.includes(serving)) return;
    resolve((JSON.parse(line) as { port?: number }).port ?? 0);
    // What it says from here on is taken from the pipe and dropped, as cheaply as a log collector would.
    lines.close();
    stdout.resume();
  });
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
  }
}
