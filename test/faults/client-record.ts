import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import { sql } from 'kysely';
import type { Answer } from '../infrastructure/call.ts';
import type { Fan } from '../infrastructure/fan.ts';
import type { OnSale } from '../infrastructure/on-sale.ts';
import { seatOfTurn } from '../infrastructure/turns.ts';
import { until } from '../infrastructure/until.ts';

type Ask = (headers: Record<string, string>) => Promise<Answer>;

/** Longer than any fault of these tests, and than the ten seconds that a lane may stand after it. */
const PATIENCE_MS = 20_000;

/**
 * What clients were told, to be held against the tables. They are careful: what was not accepted they ask for again
 * with the same key, and they look up what became of what was.
 */
export class ClientRecord {
  readonly accepted = new Set<string>();
  readonly charged = new Map<string, number>();
  /** The codes by which they were told that nothing was accepted. */
  readonly refused = new Set<string>();
  readonly #concertId: string;

  constructor(concertId: string) {
    this.#concertId = concertId;
  }

  /** The first answer that is more than "not now". */
  async #persist(ask: Ask): Promise<Answer> {
    const headers = { prefer: '', 'idempotency-key': randomUUID() };
    return until(
      async () => {
        // Where nothing is known, nothing is said: the connection ends without an answer.
        const answer = await ask(headers).catch(() => null);
        if (answer === null || answer.status < 500) return answer;
        this.refused.add(answer.body.code);
        return null;
      },
      { ms: PATIENCE_MS },
    );
  }

  /** Something that the lane decides, and that can only succeed; its result. */
  async #done(fan: Fan, ask: Ask) {
    const { status, body } = await this.#persist(ask);
    expect(status).toBe(202);
    this.accepted.add(body.requestId);
    const settled = await until(
      async () => {
        const answer = await fan.call('GET', `/v1/requests/${body.requestId}`);
        if (answer.status === 503) {
          this.refused.add(answer.body.code);
          return null;
        }
        // Accepted means durable: from now on there is such a request, whatever happens.
        expect(answer.status).toBe(200);
        return answer.body.status === 'queued' ? null : answer.body;
      },
      { ms: PATIENCE_MS },
    );
    expect(settled.status).toBe('succeeded');
    return settled.result;
  }

  /** Takes a seat, charges one won and gives the seat back. */
  async takeTurn(fan: Fan, [date, seat]: [date: string, seat: number]): Promise<void> {
    const { reservationId } = await this.#done(fan, (headers) =>
      fan.reserve(this.#concertId, date, seat, headers),
    );
    const charge = await this.#persist((headers) => fan.charge(1, headers));
    expect(charge.status).toBe(201);
    this.charged.set(fan.userId, (this.charged.get(fan.userId) ?? 0) + 1);
    await this.#done(fan, (headers) => fan.release(this.#concertId, reservationId, headers));
  }

  /** All fans take turns, each at a seat of their own, until `work` is done and everybody has ended theirs. */
  async during(fans: readonly Fan[], work: () => Promise<unknown>): Promise<void> {
    const ended = new AbortController();
    const turns = fans.map(async (fan, index) => {
      for (let turn = 0; turn === 0 || !ended.signal.aborted; turn += 1) {
        await this.takeTurn(fan, seatOfTurn(index, turn));
      }
    });
    await Promise.all([...turns, work().finally(() => ended.abort())]);
  }

  /** Waits until somebody was accepted who had not been yet: the lane and its door are open. Answers how long it took. */
  async untilAccepted(ms: number): Promise<number> {
    const [before, since] = [this.accepted.size, performance.now()];
    await until(() => this.accepted.size > before, { ms });
    return performance.now() - since;
  }

  /** What they were told is what there is: nothing is missing, and nothing was done that nobody was told of. */
  async expectTrue(onSale: OnSale): Promise<void> {
    const requests = await onSale.sql(sql<{ id: string; status: string }>`
      select id, status from request where lane = ${`booking.${this.#concertId}`}`);
    expect(new Set(requests.map(({ id }) => id))).toEqual(this.accepted);
    expect(new Set(requests.map(({ status }) => status))).toEqual(new Set(['succeeded']));
    const wallets = await onSale.sql(sql<{ id: string; balance: number }>`
      select id, balance::float8 as balance from account where id = any(${[...this.charged.keys()]}::uuid[])`);
    expect(new Map(wallets.map(({ id, balance }) => [id, balance]))).toEqual(this.charged);
    const { body } = await onSale.operator('GET', `/v1/admin/concerts/${this.#concertId}/stats`);
    expect(body).toMatchObject({ held: 0, sold: 0 });
    expect(await onSale.invariants()).toEqual([]);
  }
}
