import { randomUUID } from 'node:crypto';
import type { Answer } from '../infrastructure/call.ts';
import type { Fan } from '../infrastructure/fan.ts';
import type { OnSale } from '../infrastructure/on-sale.ts';

interface Probe {
  lane: string;
  at: number;
  /** Null while it is not answered. */
  ms: number | null;
  answer?: Answer;
}

/** Between two requests to one lane. */
const EVERY_MS = 150;

/**
 * Asks every lane of some concerts again and again for something that changes nothing and has to be decided, whether or
 * not the earlier ones were answered: so it is seen how long a lane stands.
 */
export class LaneProbes {
  readonly #probes: Probe[] = [];
  readonly #asked: Promise<void>[] = [];
  readonly #timer: NodeJS.Timeout;

  private constructor(fans: Map<string, Fan>) {
    this.#timer = setInterval(() => {
      for (const [concertId, fan] of fans) {
        // The door answers by itself what it knows, but never for a key that is new.
        const isNew = () => ({ 'idempotency-key': randomUUID() });
        this.#ask(`booking.${concertId}`, () => fan.pay(concertId, randomUUID(), isNew()));
        this.#ask(`admission.${concertId}`, () => fan.join(concertId, isNew()));
      }
    }, EVERY_MS);
  }

  static async begin(onSale: OnSale, concerts: number): Promise<LaneProbes> {
    const fans = new Map<string, Fan>();
    for (let count = 0; count < concerts; count += 1) {
      const concertId = await onSale.concert();
      const [fan] = await onSale.admitted(concertId, 1);
      fans.set(concertId, fan as Fan);
    }
    return new LaneProbes(fans);
  }

  /** The longest that a request had to wait which was asked after this instant, or was under way then. */
  longestWaitMs(since: number): number {
    const now = performance.now();
    const waits = this.#probes
      .filter(({ at, ms }) => ms === null || at + ms > since)
      .map(({ at, ms }) => Math.min(ms ?? now - at, (ms === null ? now : at + ms) - since));
    return Math.max(0, ...waits);
  }

  /** Whether every lane has answered something that was asked after this instant. */
  isServedSince(instant: number): boolean {
    const lanes = new Set(this.#probes.map(({ lane }) => lane));
    const served = this.#probes.filter(({ at, ms }) => at > instant && ms !== null).map(({ lane }) => lane);
    return lanes.size > 0 && new Set(served).size === lanes.size;
  }

  get answers(): Answer[] {
    return this.#probes.flatMap(({ answer }) => (answer === undefined ? [] : [answer]));
  }

  /** Asks nobody any more, and waits until all that was asked is answered. */
  async end(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all(this.#asked);
  }

  #ask(lane: string, ask: () => Promise<Answer>): void {
    const probe: Probe = { lane, at: performance.now(), ms: null };
    this.#probes.push(probe);
    this.#asked.push(
      ask().then((answer) => {
        probe.answer = answer;
        probe.ms = performance.now() - probe.at;
      }),
    );
  }
}
