import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { RankOrders, RankReport } from './rank-listeners.ts';

/** One `queue` event: who heard it, when (epoch ms), and the rank that it told. */
export interface ToldRank {
  who: number;
  at: number;
  rank: number;
}

const THREADS = 2;

/** Everybody who waits in a concert, each with a socket, on threads of their own. */
export class RankCrowd {
  readonly #threads: { worker: Worker; first: number }[] = [];

  /** Opens a socket for each token; `who` in what is told is the token's place in this list. */
  static async connect(origin: string, tokens: readonly string[]): Promise<RankCrowd> {
    const crowd = new RankCrowd();
    const share = Math.ceil(tokens.length / THREADS);
    for (let first = 0; first < tokens.length; first += share) {
      const workerData: RankOrders = { origin, tokens: tokens.slice(first, first + share) };
      const worker = new Worker(new URL('./rank-listeners.ts', import.meta.url), { workerData });
      crowd.#threads.push({ worker, first });
    }
    try {
      await Promise.all(crowd.#threads.map(({ worker }) => once(worker, 'message')));
    } catch (error) {
      await crowd.close();
      throw error;
    }
    return crowd;
  }

  /** All that was told since it was last asked, and the bytes on the wire of it. */
  async told(): Promise<{ told: ToldRank[]; bytes: number }> {
    const all: ToldRank[] = [];
    let bytes = 0;
    for (const { worker, first } of this.#threads) {
      worker.postMessage('report');
      const [report] = (await once(worker, 'message')) as [RankReport];
      bytes += report.bytes;
      for (let index = 0; index < report.told.length; index += 3) {
        const [who = 0, at = 0, rank = 0] = report.told.subarray(index, index + 3);
        all.push({ who: first + who, at, rank });
      }
    }
    return { told: all, bytes };
  }

  async close(): Promise<void> {
    for (const { worker } of this.#threads) worker.postMessage('close');
    await Promise.all(this.#threads.map(({ worker }) => worker.terminate()));
  }
}
