import { SWEEP_RETRIES_DOUBLED, SWEEP_RETRY_MS } from '../../config/limits.ts';

/**
 * What could not be ended or advanced, how often, and when it is tried again: it holds nobody else up meanwhile. Each
 * try costs a lane its batches, so what fails again and again is tried the more seldom.
 */
export class SetAside {
  readonly #until = new Map<string, { times: number; until: number }>();

  put(id: string): void {
    const times = Math.min((this.#until.get(id)?.times ?? -1) + 1, SWEEP_RETRIES_DOUBLED);
    this.#until.set(id, { times, until: performance.now() + SWEEP_RETRY_MS * 2 ** times });
  }

  /** What is to be left alone now. */
  ids(): string[] {
    const now = performance.now();
    for (const [id, { until }] of this.#until) {
      // Somebody else has ended it since, or the lane went elsewhere.
      if (until < now - SWEEP_RETRY_MS * 2 ** SWEEP_RETRIES_DOUBLED) this.#until.delete(id);
    }
    return [...this.#until].filter(([, { until }]) => until > now).map(([id]) => id);
  }

  forget(ids: readonly string[]): void {
    for (const id of ids) this.#until.delete(id);
  }
}
