import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { Refusal } from './refusals.ts';

/** So many a second for each user or address, in this process; 0 lets everybody through. */
export class RateLimit {
  readonly #limiter: RateLimiterMemory | null;

  constructor(points: number) {
    this.#limiter = points === 0 ? null : new RateLimiterMemory({ points, duration: 1 });
  }

  /** Throws `RATE_LIMITED` with `Retry-After` in seconds. */
  async take(key: string): Promise<void> {
    try {
      await this.#limiter?.consume(key);
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      const seconds = Math.max(Math.ceil(error.msBeforeNext / 1_000), 1);
      throw new Refusal('RATE_LIMITED', { headers: { 'retry-after': `${seconds}` } });
    }
  }
}
