import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Figures } from './figures.ts';
import type { Stage } from './stage.ts';

const LOOK_EVERY_MS = 200;

/** Sees for how long lanes stand: somebody waits, the stores are there, and nothing is decided. */
export class LaneWatch {
  /** What is under way, for whoever reads of a stand. */
  during = 'nothing broken';
  readonly #stage: Stage;
  readonly #figures: Figures;
  /** The oldest request that waits in each lane, and since when it has been the oldest. */
  readonly #heads = new Map<string, { sequence: string; since: number }>();
  readonly #watching: Promise<void>;
  #closing = false;

  constructor(stage: Stage, figures: Figures) {
    this.#stage = stage;
    this.#figures = figures;
    this.#watching = this.#watch();
  }

  async close(): Promise<void> {
    this.#closing = true;
    await this.#watching;
  }

  async #watch(): Promise<void> {
    while (!this.#closing) {
      await this.#look().catch(() => this.#heads.clear());
      await pause(LOOK_EVERY_MS);
    }
  }

  async #look(): Promise<void> {
    if (this.#stage.storesAway) return this.#heads.clear();
    const waiting = await this.#stage.sql(sql<{ lane: string; sequence: string }>`
      select lane, min(sequence)::text as sequence from request where status = 'queued' group by lane`);
    const now = performance.now();
    for (const lane of this.#heads.keys()) {
      if (!waiting.some((one) => one.lane === lane)) this.#heads.delete(lane);
    }
    for (const { lane, sequence } of waiting) {
      const head = this.#heads.get(lane);
      if (head?.sequence !== sequence) this.#heads.set(lane, { sequence, since: now });
      else this.#stands(lane, now - Math.max(head.since, this.#stage.brokenAt));
    }
  }

  #stands(lane: string, ms: number): void {
    if (ms > this.#figures.longestStand.ms) {
      this.#figures.longestStand = { lane, ms, during: this.during };
    }
  }
}
