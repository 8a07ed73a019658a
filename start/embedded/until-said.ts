import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

const linesKept = 30;

/** A server ended, or stayed silent, before it said that it was ready. `said` is what it said instead. */
export class NotReady extends Error {
  override name = 'NotReady';
  readonly said: string;

  constructor(said: string) {
    super(said);
    this.said = said;
  }
}

/** Waits until a server writes that it is ready. Goes on reading afterwards, or the server would block. */
export async function untilSaid(child: ChildProcess, ready: RegExp, patienceMs = 120_000): Promise<void> {
  const said: string[] = [];
  let patience: NodeJS.Timeout | undefined;
  await new Promise<void>((resolve, reject) => {
    const giveUp = (why: string) => reject(new NotReady([...said, why].join('\n')));
    for (const output of [child.stdout, child.stderr]) {
      if (output === null) continue;
      createInterface({ input: output }).on('line', (line) => {
        said.push(line);
        if (said.length > linesKept) said.shift();
        if (ready.test(line)) resolve();
      });
    }
    // `close` rather than `exit`: the last words may still be in the pipe when the process is gone.
    child.once('close', () => giveUp('It ended.'));
    child.once('error', (error) => giveUp(error.message));
    patience = setTimeout(() => {
      said.push(`It was not ready after ${patienceMs / 1000} s.`);
      child.kill('SIGKILL');
    }, patienceMs);
  }).finally(() => clearTimeout(patience));
}
