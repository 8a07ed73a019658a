import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { endChild, howItEnded } from './child-end.ts';
import { guard } from './guard.ts';
import type { Log } from './log.ts';
import { restartPauses } from './restarts.ts';
import { StartError } from './start-error.ts';

const root = join(import.meta.dirname, '..');

export interface Program {
  name: string;
  /** From the project's root. */
  file: string;
  args?: readonly string[];
  environment: NodeJS.ProcessEnv;
}

export interface Role {
  /** Asks it to finish what it has accepted and end, and makes it end when that takes too long. */
  drain(patienceMs: number): Promise<void>;
  /** Ends it now. */
  kill(): void;
}

function launch(program: Program): ChildProcess {
  // A group of its own, because Ctrl-C reaches the whole group of the terminal and we drain them in our
  // order.
  const child = spawn(process.execPath, [program.file, ...(program.args ?? [])], {
    cwd: root,
    env: program.environment,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  guard(child, 'TERM');
  return child;
}

function follow(child: ChildProcess, log: Log, name: string): () => string {
  const words = log.role(name);
  for (const output of [child.stdout, child.stderr]) if (output) words.follow(output);
  return words.lastWords;
}

/** Runs a program that does its work and ends. */
export async function runToEnd(program: Program, log: Log): Promise<void> {
  const child = launch(program);
  const lastWords = follow(child, log, program.name);
  await once(child, 'close');
  if (child.exitCode !== 0) {
    throw new StartError(`${program.name} failed (${howItEnded(child)}):\n${lastWords()}`);
  }
}

/**
 * Keeps a role running: it is started again when it dies unasked, after a pause that grows. When it dies
 * again and again, `giveUp` is told why.
 */
export function keepRunning(
  program: Program,
  log: Log,
  { say, giveUp }: { say: (line: string) => void; giveUp: (reason: StartError) => void },
): Role {
  const stopping = new AbortController();
  let child: ChildProcess;

  const live = async () => {
    const pauseAfter = restartPauses();
    for (;;) {
      const born = Date.now();
      child = launch(program);
      const lastWords = follow(child, log, program.name);
      await once(child, 'close');
      if (stopping.signal.aborted) return;
      const how = howItEnded(child);
      const pauseMs = pauseAfter(Date.now() - born);
      if (pauseMs === null) {
        return giveUp(new StartError(`${program.name} ended again and again (${how}):\n${lastWords()}`));
      }
      say(`${program.name} ended unasked (${how}) and is started again.`);
      await sleep(pauseMs, undefined, stopping).catch(() => {});
      if (stopping.signal.aborted) return;
    }
  };
  void live();

  return {
    drain: (patienceMs) => {
      stopping.abort();
      return endChild(child, ['SIGTERM', patienceMs], ['SIGKILL', 5_000]);
    },
    kill: () => {
      stopping.abort();
      child.kill('SIGKILL');
    },
  };
}
