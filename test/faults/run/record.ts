import { isDeepStrictEqual } from 'node:util';
import { type Outcome as Known, outcomeIn } from '../../../client/carry-out.ts';
import type { RequestEvent } from '../../../client/description.ts';

/** An outcome as clients are told it: the result, or the code of the refusal. */
export interface Outcome {
  kind: string;
  succeeded: boolean;
  // biome-ignore lint/suspicious/noExplicitAny: the result is what is being tested, not what is known.
  told: any;
}

export const recorded = (kind: string, outcome: Known): Outcome => ({
  kind,
  succeeded: outcome.ok,
  told: outcome.ok ? outcome.result : outcome.problem.code,
});

interface Asked {
  path: string;
  /** When it was first sent, for whoever wants to hear what became of it. */
  sentAt: string;
  requestId: string | null;
  /** With what it was turned away at the door: nothing was accepted, so there is nothing to hear. */
  turnedAwayWith: string | null;
}

export interface Charged {
  chargeId: string;
  amount: number;
}

/** What one client knows for certain: every acceptance, outcome and event that it saw, and what contradicts them. */
export class ClientRecord {
  readonly client: string;
  /** Under the idempotency key of each. */
  readonly asked = new Map<string, Asked>();
  readonly outcomes = new Map<string, Outcome>();
  /** What the socket told, on whatever connection, by request. */
  readonly heard = new Map<string, Known>();
  readonly #listening = new Map<string, (outcome: Known) => void>();
  readonly charges = new Map<string, Charged>();
  readonly contradictions: string[] = [];

  constructor(client: string) {
    this.client = client;
  }

  asks(key: string, path: string): void {
    this.asked.set(key, { path, sentAt: new Date().toISOString(), requestId: null, turnedAwayWith: null });
  }

  accepted(key: string, requestId: string): void {
    const asked = this.asked.get(key);
    if (asked === undefined) throw new Error(`nothing was asked under ${key}`);
    if (asked.requestId !== null && asked.requestId !== requestId) {
      this.contradicts(`key ${key} stands for ${asked.requestId} and for ${requestId}`);
    }
    asked.requestId = requestId;
    this.#comparesWithTheDoor(key, asked);
  }

  turnedAway(key: string, code: string): void {
    const asked = this.asked.get(key);
    if (asked === undefined) throw new Error(`nothing was asked under ${key}`);
    asked.turnedAwayWith = code;
    this.#comparesWithTheDoor(key, asked);
  }

  /**
   * Whoever was turned away at the door may hear of the same key only the same "no": of two that arrive together one may
   * still be let in by a door that has not heard yet that the token ended, and then the lane refuses it likewise.
   */
  #comparesWithTheDoor(key: string, { requestId, turnedAwayWith }: Asked): void {
    if (requestId === null || turnedAwayWith === null) return;
    const outcome = this.outcomes.get(requestId);
    if (outcome === undefined || (!outcome.succeeded && outcome.told === turnedAwayWith)) return;
    const told = JSON.stringify(outcome);
    this.contradicts(
      `key ${key} was turned away with ${turnedAwayWith}, and is request ${requestId}: ${told}`,
    );
  }

  ended(requestId: string, outcome: Outcome, how: string): void {
    const before = this.outcomes.get(requestId);
    if (before === undefined) {
      this.outcomes.set(requestId, outcome);
      for (const [key, asked] of this.asked) {
        if (asked.requestId === requestId) this.#comparesWithTheDoor(key, asked);
      }
    } else if (!isDeepStrictEqual(before, outcome)) {
      this.contradicts(
        `request ${requestId} ended as ${JSON.stringify(before)}, and ${how} as ${JSON.stringify(outcome)}`,
      );
    }
  }

  hears(event: RequestEvent): void {
    const { requestId, kind } = event;
    const outcome = outcomeIn(event);
    this.heard.set(requestId, outcome);
    this.ended(requestId, recorded(kind, outcome), 'was told');
    this.#listening.get(requestId)?.(outcome);
  }

  /** Tells what the socket tells of a request, or has told already. The answer ends it. */
  listen(requestId: string, tell: (outcome: Known) => void): () => void {
    const heard = this.heard.get(requestId);
    if (heard !== undefined) tell(heard);
    this.#listening.set(requestId, tell);
    return () => this.#listening.delete(requestId);
  }

  charged(key: string, charge: Charged): void {
    const before = this.charges.get(key);
    if (before !== undefined && !isDeepStrictEqual(before, charge)) {
      this.contradicts(`charge ${key} was ${JSON.stringify(before)}, and then ${JSON.stringify(charge)}`);
    }
    this.charges.set(key, charge);
  }

  contradicts(what: string): void {
    this.contradictions.push(`${this.client}: ${what}`);
  }

  /** Where the request was sent: there is the concert that it was for. */
  pathOf(requestId: string): string | undefined {
    return [...this.asked.values()].find((asked) => asked.requestId === requestId)?.path;
  }

  /** Every request that this client knows to be accepted. */
  get requestIds(): string[] {
    return [...this.asked.values()].flatMap(({ requestId }) => requestId ?? []);
  }

  /** Requests of which the socket has told nothing yet. */
  get unheard(): string[] {
    return this.requestIds.filter((requestId) => !this.heard.has(requestId));
  }

  /** From when on a client that was away wants to be told again, so that it misses nothing. */
  get since(): string {
    const waiting = [...this.asked.values()].filter(({ requestId, turnedAwayWith }) =>
      requestId === null ? turnedAwayWith === null : !this.heard.has(requestId),
    );
    return waiting.map(({ sentAt }) => sentAt).sort()[0] ?? new Date().toISOString();
  }

  /** The results of all requests of a kind that succeeded. */
  succeeded(kind: string): Outcome['told'][] {
    return [...this.outcomes.values()]
      .filter((outcome) => outcome.succeeded && outcome.kind === kind)
      .map(({ told }) => told);
  }
}
