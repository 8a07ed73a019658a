import { expect } from '@jest/globals';
import { call } from '../infrastructure/call.ts';
import type { Fan } from '../infrastructure/fan.ts';
import type { OnSale } from '../infrastructure/on-sale.ts';
import { until } from '../infrastructure/until.ts';

/** The bound: how long after a fault everybody's place must be as it was. */
const AS_BEFORE_MS = 15_000;

interface Place {
  status: string;
  number: number;
  rank: number;
  expiresAt: string | null;
}

/** Two who are inside and a line behind them, where nothing moves: a door that lets nobody in. */
export class LineAtRest {
  readonly #onSale: OnSale;
  readonly #concertId: string;
  readonly #inside: Fan[];
  #line: Fan[];

  private constructor(onSale: OnSale, concertId: string, [inside, line]: [Fan[], Fan[]]) {
    this.#onSale = onSale;
    this.#concertId = concertId;
    this.#inside = inside;
    this.#line = line;
  }

  static async form(onSale: OnSale): Promise<LineAtRest> {
    const concertId = await onSale.concert({ waitingRoom: { capacity: 2 } });
    const fans = await onSale.fans(12);
    for (const fan of fans) await fan.join(concertId);
    await onSale.operator('PATCH', `/v1/admin/concerts/${concertId}`, { waitingRoom: { paused: true } });
    return new LineAtRest(onSale, concertId, [fans.slice(0, 2), fans.slice(2)]);
  }

  /** Every third who waits leaves, and some come. */
  async changes(): Promise<void> {
    const leavers = this.#line.filter((_, index) => index % 3 === 0);
    for (const fan of leavers) await fan.leave(this.#concertId);
    const come = await this.#onSale.fans(3);
    for (const fan of come) await fan.join(this.#concertId);
    this.#line = [...this.#line.filter((fan) => !leavers.includes(fan)), ...come];
  }

  /** Where everybody stands, by polling. */
  async places(): Promise<Place[]> {
    const answers = await Promise.all(
      [...this.#inside, ...this.#line].map((fan) => fan.place(this.#concertId)),
    );
    return answers.map(({ body: { status, number, rank, expiresAt } }) => ({
      status,
      number,
      rank,
      // A place in line is kept ever longer while its fan asks for it.
      expiresAt: status === 'WAITING' ? null : expiresAt,
    }));
  }

  /**
   * Everybody stands where they stood, soon after the fault, when the API has its stores again: before that it
   * counts the ranks in the table.
   */
  async isAsBefore(places: Place[], since: number): Promise<void> {
    expect(places.map(({ rank }) => rank)).toEqual([0, 0, ...this.#line.map((_, index) => index + 1)]);
    const wanted = JSON.stringify(places);
    const ready = async () => (await call(this.#onSale.url, 'GET', '/readyz')).status === 200;
    await until(async () => (await ready()) && JSON.stringify(await this.places()) === wanted, {
      ms: AS_BEFORE_MS,
    });
    expect(performance.now() - since).toBeLessThan(AS_BEFORE_MS);
  }
}
