import { type Calls, typed } from '../../../client/calls.ts';
import {
  carryOut,
  counts,
  type Outcome as Known,
  outcomeIn,
  persist,
  requestIn,
} from '../../../client/carry-out.ts';
import type { Credential } from '../../../client/credential.ts';
import { type Ask, type Asking, asks, type Method, type Reply } from '../../../client/http.ts';
import type { Dice } from './dice.ts';
import type { Figures } from './figures.ts';
import type { Visit } from './plan.ts';
import { ClientRecord, type Outcome, recorded } from './record.ts';

/** For how long a client waits for one answer before it takes the connection for dead. */
const ANSWER_PATIENCE_MS = 8_000;
const WAIT_SECONDS = 5;
/** And for how long it goes on asking again. Longer than any store is away. */
const CLIENT_PATIENCE_MS = 75_000;
const OUTCOME_PATIENCE_MS = 75_000;
const ASK_EVERY_MS = 150;
/** How long who listens waits for the event before asking. */
const LISTEN_PATIENCE_MS = 4_000;

/** A write, as it is sent each time. */
export interface Asked {
  method: Method;
  path: string;
  body?: unknown;
  credential?: Credential | undefined;
}

/** How a write ended: with an outcome, or at the door, where nothing was accepted. */
export type Ended = { at: 'lane'; outcome: Outcome } | { at: 'door'; code: string };

export interface Manner {
  learns: Visit['learns'];
  doubles: boolean;
}

/**
 * The client that integrators have, as the contract tells them to use it: every write has a key, what got no answer
 * that counts is sent again under the same key to whichever API process answers, and what was accepted is asked for
 * until it has ended. And it writes down whatever it is told.
 */
export class CarefulClient {
  readonly userId: string;
  readonly record: ClientRecord;
  /** Every call, asked until there is an answer that counts. */
  readonly call: Calls;
  /** Whether there is a socket that may tell it something. */
  listens = false;
  readonly #apis: readonly Ask[];
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
    this.#apis = parts.urls.map((origin) => asks({ origin, credential: { userId: parts.userId } }));
    this.#dice = parts.dice;
    this.#figures = parts.figures;
    this.record = new ClientRecord(parts.name);
    this.call = typed(this.#ask);
  }

  readonly #ask: Ask = async (method, path, asking = {}) => {
    const deadline = performance.now() + CLIENT_PATIENCE_MS;
    const first = this.#dice.between(0, this.#apis.length - 1);
    let tries = 0;
    const reply = await persist(
      async () => {
        if (tries > 0 && asking.idempotencyKey !== undefined) this.#figures.sentAgain += 1;
        const api = this.#apis[(first + tries) % this.#apis.length];
        tries += 1;
        return api === undefined ? null : this.#once(api, method, path, asking);
      },
      () => this.#dice.between(50, 400),
      () => performance.now() < deadline,
    );
    if (reply !== null && counts(reply)) return reply;
    const last = JSON.stringify(reply);
    throw new Error(`${this.#name} asked ${method} ${path} in vain; the last answer was ${last}`);
  };

  async #once(api: Ask, method: Method, path: string, asking: Asking): Promise<Reply> {
    this.#figures.calls += 1;
    const asked = performance.now();
    const reply = await api(method, path, { ...asking, signal: AbortSignal.timeout(ANSWER_PATIENCE_MS) });
    if ('offline' in reply) this.#figures.counts('no answer');
    else if (asking.wait === undefined) this.#figures.answerMs.push(performance.now() - asked);
    if ('problem' in reply && !counts(reply)) {
      this.#figures.counts(`${reply.status} ${reply.problem.code}`);
      if (reply.status === 500) this.record.contradicts(`an answer was ${JSON.stringify(reply.problem)}`);
    }
    return reply;
  }

  /** A write for a lane, to its end. */
  async write(kind: string, asked: Asked, manner: Manner): Promise<{ key: string; ended: Ended }> {
    const key = this.#nextKey();
    this.record.asks(key, asked.path);
    return { key, ended: await this.writeUnder(key, kind, asked, manner) };
  }

  /** The same under a key that may have been used before. */
  async writeUnder(key: string, kind: string, asked: Asked, { learns, doubles }: Manner): Promise<Ended> {
    const { method, path, body, credential } = asked;
    const wait = learns === 'by waiting' ? WAIT_SECONDS : undefined;
    const asking = { body, wait, idempotencyKey: key, ...(credential === undefined ? {} : { credential }) };
    const listening = learns === 'by listening' && this.listens;
    if (doubles) this.#figures.repeats += 1;
    let requestId: string | null = null;
    let looksUntil = Number.POSITIVE_INFINITY;
    const end = await carryOut({
      send: async () => {
        const sending = Array.from({ length: doubles ? 2 : 1 }, () => this.#ask(method, path, asking));
        const replies = await Promise.all(sending);
        for (const reply of replies) this.#noteAccepted(key, kind, reply);
        for (const reply of replies) this.#noteTurnedAway(key, reply);
        const answer = replies.find((reply) => requestIn(reply) !== null) ?? replies[0] ?? null;
        requestId = answer === null ? null : requestIn(answer);
        looksUntil = performance.now() + OUTCOME_PATIENCE_MS;
        return answer;
      },
      look: (accepted) => {
        if (performance.now() < looksUntil) return this.#lookUp(accepted);
        throw new Error(`${this.#name} waits in vain for request ${accepted}`);
      },
      ...(listening ? { listen: (accepted, tell) => this.record.listen(accepted, tell) } : {}),
      listenMs: LISTEN_PATIENCE_MS,
      lookAgainMs: ASK_EVERY_MS,
    });
    if (end === null) throw new Error(`${this.#name} gave up ${method} ${path}`);
    const { outcome } = end;
    if (requestId !== null) return { at: 'lane', outcome: recorded(kind, outcome) };
    if (outcome.ok) throw new Error(`${this.#name} was told of no request: ${JSON.stringify(outcome)}`);
    return { at: 'door', code: outcome.problem.code };
  }

  #noteAccepted(key: string, kind: string, reply: Reply): void {
    const requestId = requestIn(reply);
    if (requestId === null || 'offline' in reply) return;
    this.record.accepted(key, requestId);
    if (reply.status === 202) return;
    const outcome: Known = reply.ok
      ? { ok: true, result: reply.body }
      : { ok: false, problem: reply.problem };
    this.record.ended(requestId, recorded(kind, outcome), 'was answered');
  }

  #noteTurnedAway(key: string, reply: Reply): void {
    if ('problem' in reply && requestIn(reply) === null) this.record.turnedAway(key, reply.problem.code);
  }

  /** What the API says of a request now. */
  async look(requestId: string): Promise<Outcome | null> {
    const reply = await this.#lookUp(requestId);
    return reply.body.status === 'queued' ? null : recorded(reply.body.kind, outcomeIn(reply.body));
  }

  async #lookUp(requestId: string) {
    const reply = await this.call('GET', '/v1/requests/{requestId}', { params: { requestId } });
    if (!reply.ok) {
      this.record.contradicts(`accepted request ${requestId} is answered with ${JSON.stringify(reply)}`);
      throw new Error(`${this.#name} lost request ${requestId}`);
    }
    const { kind, status } = reply.body;
    if (status !== 'queued') {
      this.record.ended(requestId, recorded(kind, outcomeIn(reply.body)), 'was read');
    }
    return reply;
  }

  async charge(amount: number, { doubles }: Pick<Manner, 'doubles'>): Promise<void> {
    const key = this.#nextKey();
    const send = async () => {
      const reply = await this.call('POST', '/v1/wallet/charges', { body: { amount }, idempotencyKey: key });
      if (reply.ok) this.record.charged(key, reply.body);
      else this.record.contradicts(`a charge was answered with ${JSON.stringify(reply)}`);
    };
    if (doubles) this.#figures.repeats += 1;
    await Promise.all(doubles ? [send(), send()] : [send()]);
  }

  #nextKey(): string {
    this.#keys += 1;
    return `${this.#name}, write ${this.#keys}`;
  }
}
