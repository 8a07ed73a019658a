import type { Answer } from '../infrastructure/call.ts';
import type { Fan } from '../infrastructure/fan.ts';
import { DATE, type OnSale } from '../infrastructure/on-sale.ts';
import { MANY_TURNS, seatOfTurn } from '../infrastructure/turns.ts';

/** What a normal user is promised while others misbehave. */
export const P99_MS = 500;
const USERS = 6;

/** How long each call of the normal users took, in milliseconds. */
export class Latencies {
  readonly #ms: number[] = [];

  async measure(call: () => Promise<Answer>): Promise<Answer> {
    const begun = performance.now();
    const answer = await call();
    this.#ms.push(performance.now() - begun);
    return answer;
  }

  get count(): number {
    return this.#ms.length;
  }

  get p99(): number {
    const sorted = this.#ms.toSorted((a, b) => a - b);
    return sorted[Math.ceil(sorted.length * 0.99) - 1] ?? Number.POSITIVE_INFINITY;
  }
}

/** Some fans inside a concert who do what fans do: look at seats, hold one, give it back. */
export class NormalUsers {
  readonly #fans: Fan[];
  readonly #concertId: string;
  #turns = 0;

  private constructor(fans: Fan[], concertId: string) {
    this.#fans = fans;
    this.#concertId = concertId;
  }

  static async enter(onSale: OnSale): Promise<NormalUsers> {
    const concertId = await onSale.concert(MANY_TURNS);
    return new NormalUsers(await onSale.admitted(concertId, USERS), concertId);
  }

  /** What they meet until the time is over. Throws when one of them is refused anything. */
  async goOn(ms: number): Promise<Latencies> {
    const latencies = new Latencies();
    const end = performance.now() + ms;
    await Promise.all(
      this.#fans.map(async (fan, index) => {
        for (; performance.now() < end; this.#turns += 1) {
          await this.#once(fan, seatOfTurn(index, this.#turns), latencies);
        }
      }),
    );
    return latencies;
  }

  async #once(fan: Fan, [date, seat]: [string, number], latencies: Latencies): Promise<void> {
    const concertId = this.#concertId;
    const expectStatus = (status: number, answer: Answer) => {
      if (answer.status === status) return answer;
      throw new Error(`a normal user met ${answer.status} ${JSON.stringify(answer.body)}`);
    };
    const measured = async (status: number, call: () => Promise<Answer>) =>
      expectStatus(status, await latencies.measure(call));
    await measured(200, () => fan.place(concertId));
    await measured(200, () => fan.seats(concertId, DATE));
    const held = await measured(201, () => fan.reserve(concertId, date, seat));
    await measured(200, () => fan.release(concertId, held.body.reservationId));
    await measured(200, () => fan.asUser('GET', '/v1/wallet'));
  }
}
