import { handshakeOf } from '../../client/credential.ts';
import { type BenchFan, credentialOf } from '../stage/scene.ts';
import { Ear } from './ear.ts';
import { HttpClient } from './http-client.ts';

export const WAIT_SECONDS = 30;

/** How a client learns what its request came to. */
export type Await = 'answer' | 'wait' | 'socket';

export interface Outcome {
  ok: boolean;
  /** The result or the problem, as the contract has it. */
  body: Record<string, unknown>;
}

/** A body of clients, each with a keep-alive connection, that post as one fan or another. */
export class Callers {
  readonly #clients: HttpClient[];
  readonly #how: Await;
  readonly #awaited = new Map<string, (outcome: Outcome) => void>();
  /** Outcomes that came before the answer with the request's id did. */
  readonly #early = new Map<string, Outcome>();
  readonly #ears: Ear[] = [];

  constructor(origin: string, clients: number, how: Await) {
    this.#clients = Array.from({ length: clients }, () => new HttpClient(origin));
    this.#how = how;
  }

  /** Opens every connection by a first call, for clients that keep theirs alive have it already. */
  async connect(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.request('GET', '/')));
  }

  /** One socket for each fan, for those who await their outcomes there. */
  async listen(origin: string, fans: readonly BenchFan[]): Promise<void> {
    for (let from = 0; from < fans.length; from += 50) {
      const connecting = fans
        .slice(from, from + 50)
        .map((fan) =>
          Ear.connect(origin, handshakeOf(credentialOf(fan)), (event, payload) => this.#hear(event, payload)),
        );
      this.#ears.push(...(await Promise.all(connecting)));
    }
  }

  async post(client: number, fan: BenchFan, path: string, body: unknown): Promise<Outcome> {
    const http = this.#clients[client % this.#clients.length] as HttpClient;
    const wait = this.#how === 'wait' ? WAIT_SECONDS : undefined;
    const answer = await http.request('POST', path, { body, wait, credential: credentialOf(fan) });
    if (this.#how !== 'socket' || answer.status !== 202) {
      return { ok: answer.status < 300, body: JSON.parse(answer.text) };
    }
    const { requestId } = JSON.parse(answer.text);
    const early = this.#early.get(requestId);
    if (early !== undefined) {
      this.#early.delete(requestId);
      return early;
    }
    return new Promise((resolve) => this.#awaited.set(requestId, resolve));
  }

  async close(): Promise<void> {
    for (const ear of this.#ears) ear.close();
    await Promise.all(this.#clients.map((client) => client.close()));
  }

  #hear(event: string, payload: string): void {
    if (event !== 'request') return;
    const { requestId, status, result, problem } = JSON.parse(payload);
    const outcome = { ok: status === 'succeeded', body: result ?? problem };
    const awaited = this.#awaited.get(requestId);
    if (awaited === undefined) this.#early.set(requestId, outcome);
    else {
      this.#awaited.delete(requestId);
      awaited(outcome);
    }
  }
}
