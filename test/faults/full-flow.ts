import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { sql } from 'kysely';
import type { Answer } from '../infrastructure/call.ts';
import type { Fan } from '../infrastructure/fan.ts';
import type { OnSale } from '../infrastructure/on-sale.ts';
import { MANY_TURNS, seatOfTurn } from '../infrastructure/turns.ts';
import { until } from '../infrastructure/until.ts';

const BOOKERS = 16;
const JOINERS = 8;

/** How long an accepted request may take to end, whatever happens meanwhile. */
const ENDS_MS = 45_000;

/**
 * Fans who take a seat and give it back, and others who join a line and leave it, again and again, while something
 * happens to the servers. They repeat their keys until they are accepted, write down what was, and look at the
 * clock with every answer.
 */
export class FullFlow {
  readonly #onSale: OnSale;
  readonly #concerts: { booking: string; admission: string };
  readonly #accepted: string[] = [];
  readonly #fans: Promise<unknown>;
  #isOver = false;
  #slowestMs = 0;
  #answers = 0;

  private constructor(onSale: OnSale, concerts: { booking: string; admission: string }, fans: Fan[]) {
    this.#onSale = onSale;
    this.#concerts = concerts;
    this.#fans = Promise.all(
      fans.map((fan, index) => (index < BOOKERS ? this.#book(fan, index) : this.#comeAndGo(fan))),
    ).finally(() => {
      this.#isOver = true;
    });
    // Looked at by `end`.
    this.#fans.catch(() => {});
  }

  /** Resolves when it flows. */
  static async begin(onSale: OnSale): Promise<FullFlow> {
    const [booking, admission] = [
      await onSale.concert(MANY_TURNS),
      await onSale.concert({ waitingRoom: { capacity: 3 } }),
    ];
    const bookers = await onSale.admitted(booking, BOOKERS);
    const flow = new FullFlow(onSale, { booking, admission }, [...bookers, ...(await onSale.fans(JOINERS))]);
    await flow.goesOn();
    return flow;
  }

  /** Resolves when in both lanes as many requests as there are fans have ended since. */
  async goesOn(): Promise<void> {
    const settled = async () => {
      const [row] = await this.#onSale.sql(sql<{ booking: number; admission: number }>`
        select count(*) filter (where lane = ${`booking.${this.#concerts.booking}`})::int as booking,
               count(*) filter (where lane = ${`admission.${this.#concerts.admission}`})::int as admission
        from request where status <> 'queued'`);
      return row ?? { booking: 0, admission: 0 };
    };
    const before = await settled();
    await until(
      async () => {
        if (this.#isOver) await this.#fans;
        const now = await settled();
        return now.booking >= before.booking + BOOKERS && now.admission >= before.admission + JOINERS;
      },
      { ms: ENDS_MS, every: 50 },
    );
  }

  /** Ends it when everybody has what they asked for, and holds what they wrote down against the tables. */
  async end(): Promise<{ accepted: number; answers: number; slowestMs: number }> {
    this.#isOver = true;
    await this.#fans;
    const lanes = [
      `booking.${this.#concerts.booking}`,
      `admission.${this.#concerts.booking}`,
      `admission.${this.#concerts.admission}`,
    ];
    const rows = await this.#onSale.sql(sql<{ id: string; status: string }>`
      select id, status from request where lane = any(${lanes}) order by id`);
    // Every accepted request has ended, and nothing was done that nobody was told of.
    expect(rows.length - this.#accepted.length).toBe(BOOKERS);
    expect(new Set(rows.map(({ status }) => status))).toEqual(new Set(['succeeded']));
    expect(rows.map(({ id }) => id)).toEqual(expect.arrayContaining(this.#accepted));
    expect(new Set(this.#accepted).size).toBe(this.#accepted.length);
    // Whoever was accepted first has the lower number: by the outcomes, which are what they were told.
    const numbers = await this.#onSale.sql(sql<{ number: number }>`
      select (outcome -> 'result' ->> 'number')::int as number from request
      where lane = ${lanes[2]} and kind = 'issue-token' order by sequence`);
    expect(numbers.map(({ number }) => number)).toEqual(numbers.map((_, index) => index + 1));
    expect(await this.#onSale.invariants()).toEqual([]);
    return { accepted: this.#accepted.length, answers: this.#answers, slowestMs: this.#slowestMs };
  }

  async #book(fan: Fan, index: number): Promise<void> {
    const { booking } = this.#concerts;
    for (let turn = 0; !this.#isOver; turn += 1) {
      const [date, seat] = seatOfTurn(index, turn);
      const { reservationId } = await this.#write(
        (headers) => fan.reserve(booking, date, seat, headers),
        fan,
      );
      await this.#write((headers) => fan.release(booking, reservationId, headers), fan);
    }
  }

  async #comeAndGo(fan: Fan): Promise<void> {
    const { admission } = this.#concerts;
    while (!this.#isOver) {
      fan.token = '';
      fan.token = (await this.#write((headers) => fan.join(admission, headers), fan)).token;
      await this.#write((headers) => fan.leave(admission, headers), fan);
    }
  }

  /** Asks with one key until it is accepted, and then until it has ended; answers the result. */
  async #write(ask: (headers: Record<string, string>) => Promise<Answer>, fan: Fan): Promise<Answer['body']> {
    const headers = { prefer: '', 'idempotency-key': randomUUID() };
    const answer = await this.#untilAnswered(() => ask(headers));
    expect([answer.status, answer.body]).toEqual([202, expect.anything()]);
    const { requestId } = answer.body;
    this.#accepted.push(requestId);
    const deadline = performance.now() + ENDS_MS;
    for (;;) {
      const { body } = await this.#untilAnswered(() => fan.asUser('GET', `/v1/requests/${requestId}`));
      if (body.status === 'succeeded') return body.result;
      if (body.status !== 'queued') throw new Error(`it ended in ${JSON.stringify(body)}`);
      if (performance.now() > deadline) throw new Error(`a request did not end within ${ENDS_MS} ms`);
      await pause(40);
    }
  }

  /** Until the answer is another than that nothing could be done now. */
  async #untilAnswered(ask: () => Promise<Answer>): Promise<Answer> {
    for (;;) {
      const asked = performance.now();
      const answer = await ask();
      this.#slowestMs = Math.max(this.#slowestMs, performance.now() - asked);
      this.#answers += 1;
      if (answer.status !== 503) return answer;
      await pause(50);
    }
  }
}
