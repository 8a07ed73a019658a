import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { AttackName, Target } from './attacks.ts';

/** Attacks from a thread of its own, so that what it does to itself is not measured. */
export class Attacker {
  readonly #thread: Worker;

  private constructor(thread: Worker) {
    this.#thread = thread;
  }

  /** The attack is under way when this resolves. */
  static async begin(name: AttackName, target: Omit<Target, 'over'>): Promise<Attacker> {
    const thread = new Worker(new URL('./attacker-thread.ts', import.meta.url), {
      workerData: { name, ...target },
    });
    await once(thread, 'message');
    return new Attacker(thread);
  }

  async end(): Promise<void> {
    const gone = once(this.#thread, 'exit');
    this.#thread.postMessage('over');
    await gone;
  }
}
