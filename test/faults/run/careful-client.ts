import { setTimeout as pause } from 'node:timers/promises';
import { type Answer, call } from '../../infrastructure/call.ts';
import type { Dice } from './dice.ts';
import type { Figures } from './figures.ts';
import type { Visit } from './plan.ts';
import { ClientRecord, type Outcome, outcomeIn } from './record.ts';

/** For how long a client waits for one answer before it takes the connection for dead. */
const ANSWER_PATIENCE_MS = 8_000;
const WAIT_SECONDS = 5;
/** And for how long it goes on asking again. Longer than any store is away. */
const CLIENT_PATIENCE_MS = 75_000;
const OUTCOME_PATIENCE_MS = 75_000;
const ASK_EVERY_MS = 150;
/** How long who listens waits for the event before asking. */
const LISTEN_PATIENCE_MS = 4_000;

export interface Call {
  method: string;
  path: string;
  body?: unknown;
  headers?: Record<string, string>;
}

/** How a write ended: with an outcome, or at the door, where nothing was accepted. */
export type Ended = { at: 'lane'; outcome: Outcome } | { at: 'door'; code: string };

export interface Manner {
  learns: Visit['learns'];
  doubles: boolean;
}

/**
 * A client as the contract tells clients to be: every write has a key, what got no answer that counts is sent
 * again under the same key to whichever API process answers, and what was accepted is asked for until it has ended.
 */
export class CarefulClient {
  readonly userId: string;
  readonly record: ClientRecord;
  /** Whether there is a socket that may tell it something. */
  listens = false;
  readonly #urls: readonly string[];
  readonly #dice: Dice;
  readonly #figures: Figures;
  readonly #name: string;
  #keys = 0;

  constructor(parts: {
    name: string;
    userId: string;
    urls: readonly string[];
    dice: Dice;
    figures: Figures;
  }) {
    this.#name = parts.name;
    this.userId = parts.userId;
    this.#urls = parts.urls;
    this.#dice = parts.dice;
    this.#figures = parts.figures;
    this.record = new ClientRecord(parts.name);
  }

  /** Asks until there is an answer that counts. */
  async ask({ method, path, body, headers = {} }: Call): Promise<Answer> {
    const deadline = performance.now() + CLIENT_PATIENCE_MS;
    const first = this.#dice.between(0, this.#urls.length - 1);
    for (let tries = 0; ; tries += 1) {
      if (tries > 0 && 'idempotency-key' in headers) this.#figures.sentAgain += 1;
      this.#figures.calls += 1;
      const asked = performance.now();
      const answer = await call(this.#urls[(first + tries) % this.#urls.length] ?? '', method, path, {
        body,
        headers: { 'x-user-id': this.userId, ...headers },
        signal: AbortSignal.timeout(ANSWER_PATIENCE_MS),
      }).catch(() => null);
      if (answer !== null && !('prefer' in headers)) this.#figures.answerMs.push(performance.now() - asked);
      if (answer !== null && !this.#mayTryAgain(answer)) return answer;
      if (answer === null) this.#figures.counts('no answer');
      if (performance.now() > deadline) {
        const last = answer === null ? 'nothing' : `${answer.status} ${JSON.stringify(answer.body)}`;
        throw new Error(`${this.#name} asked ${method} ${path} in vain; the last answer was ${last}`);
      }
      await pause(this.#dice.between(50, 400));
    }
  }

  #mayTryAgain({ status, body, headers }: Answer): boolean {
    if (status < 500 && status !== 429) return false;
    if (headers.has('location')) return false;
    this.#figures.counts(`${status} ${body.code}`);
    if (status === 500) this.record.contradicts(`an answer was ${JSON.stringify(body)}`);
    return true;
  }

  /** A write for a lane, to its end. */
  async write(kind: string, asked: Call, manner: Manner): Promise<{ key: string; ended: Ended }> {
    const key = this.#nextKey();
    this.record.asks(key, asked.path);
    return { key, ended: await this.writeUnder(key, kind, asked, manner) };
  }

  /** The same under a key that may have been used before. */
  async writeUnder(key: string, kind: string, asked: Call, { learns, doubles }: Manner): Promise<Ended> {
    const prefer: Record<string, string> = learns === 'by waiting' ? { prefer: `wait=${WAIT_SECONDS}` } : {};
    const headers = { ...asked.headers, ...prefer, 'idempotency-key': key };
    const send = () => this.ask({ ...asked, headers });
    if (doubles) this.#figures.repeats += 1;
    const answers = await Promise.all(doubles ? [send(), send()] : [send()]);
    const requestIds = answers.map((answer) => this.#noteAnswer(key, kind, answer));
    for (const [index, answer] of answers.entries()) {
      if (requestIds[index] === null) this.record.turnedAway(key, answer.body.code);
    }
    const requestId = requestIds.find((id) => id !== null);
    if (requestId === undefined || requestId === null) return { at: 'door', code: answers[0]?.body.code };
    return { at: 'lane', outcome: await this.#outcomeOf(requestId, learns) };
  }

  /** What the answer says of the request; null when nothing was accepted. */
  #noteAnswer(key: string, kind: string, { status, headers, body }: Answer): string | null {
    const requestId = headers.get('location')?.replace('/v1/requests/', '') ?? null;
    if (requestId === null) return null;
    this.record.accepted(key, requestId);
    if (status !== 202) {
      const succeeded = status < 300;
      this.record.ended(requestId, { kind, succeeded, told: succeeded ? body : body.code }, 'was answered');
    }
    return requestId;
  }

  async #outcomeOf(requestId: string, learns: Visit['learns']): Promise<Outcome> {
    const asked = performance.now();
    for (;;) {
      const known = this.record.outcomes.get(requestId);
      if (known !== undefined) return known;
      const waited = performance.now() - asked;
      if (learns !== 'by listening' || !this.listens || waited > LISTEN_PATIENCE_MS) {
        const outcome = await this.look(requestId);
        if (outcome !== null) return outcome;
      }
      if (waited > OUTCOME_PATIENCE_MS)
        throw new Error(`${this.#name} waits in vain for request ${requestId}`);
      await pause(ASK_EVERY_MS);
    }
  }

  /** What the API says of a request now. */
  async look(requestId: string): Promise<Outcome | null> {
    const { status, body } = await this.ask({ method: 'GET', path: `/v1/requests/${requestId}` });
    if (status !== 200) {
      this.record.contradicts(`accepted request ${requestId} is answered with ${status} ${body.code}`);
      throw new Error(`${this.#name} lost request ${requestId}`);
    }
    const outcome = outcomeIn(body);
    if (outcome !== null) this.record.ended(requestId, outcome, 'was read');
    return outcome;
  }

  async charge(amount: number, { doubles }: Pick<Manner, 'doubles'>): Promise<void> {
    const key = this.#nextKey();
    const send = async () => {
      const { status, body } = await this.ask({
        method: 'POST',
        path: '/v1/wallet/charges',
        body: { amount },
        headers: { 'idempotency-key': key },
      });
      if (status !== 201) this.record.contradicts(`a charge was answered with ${JSON.stringify(body)}`);
      else this.record.charged(key, body);
    };
    if (doubles) this.#figures.repeats += 1;
    await Promise.all(doubles ? [send(), send()] : [send()]);
  }

  /** Every item of a list, page by page. */
  async list<Item>(path: string, plural: string): Promise<Item[]> {
    const items: Item[] = [];
    for (let next: string | null = path; next !== null; ) {
      const { body }: Answer = await this.ask({ method: 'GET', path: next });
      items.push(...body[plural]);
      next = body.next ?? null;
    }
    return items;
  }

  #nextKey(): string {
    this.#keys += 1;
    return `${this.#name}, write ${this.#keys}`;
  }
}
