import { setTimeout as pause } from 'node:timers/promises';
import { typed } from '../../../client/calls.ts';
import { asks } from '../../../client/http.ts';
import type { Stage } from './stage.ts';

const PEOPLE = 12;
const ASK_EVERY_MS = 150;

/** A line that lets nobody in: so every rank that anybody in it is told must be the one they had at first. */
export class StandingLine {
  readonly wrong: string[] = [];
  /** The longest time, in milliseconds, in which nobody could be told, though nothing was broken any more. */
  longestBlindMs = 0;
  ranksRead = 0;
  readonly #stage: Stage;
  readonly #concertId: string;
  readonly #people: readonly string[];
  readonly #asking: Promise<void>;
  #closing = false;

  private constructor(stage: Stage, concertId: string, people: readonly string[]) {
    this.#stage = stage;
    this.#concertId = concertId;
    this.#people = people;
    this.#asking = this.#ask();
  }

  static async form(stage: Stage): Promise<StandingLine> {
    const concert = await stage.operator('POST', '/v1/admin/concerts', {
      title: 'A line that stands',
      dates: [{ date: '2099-12-24', price: 1 }],
      waitingRoom: { capacity: 1 },
    });
    const { concertId } = concert.body;
    await stage.operator('PATCH', `/v1/admin/concerts/${concertId}`, { waitingRoom: { paused: true } });
    const users = Array.from({ length: PEOPLE }, (_, index) => ({ name: `Number ${index + 1}` }));
    const { userIds } = (await stage.operator('POST', '/v1/admin/users', { users })).body;
    const people: string[] = [];
    for (const userId of userIds) {
      const joined = await typed(asks({ origin: stage.urls[0] }))('POST', '/v1/concerts/{concertId}/tokens', {
        params: { concertId },
        body: {},
        credential: { userId },
        wait: 20,
      });
      if (!joined.ok || joined.status !== 201) throw new Error(`nobody can join: ${JSON.stringify(joined)}`);
      people.push(joined.body.token);
    }
    return new StandingLine(stage, concertId, people);
  }

  async close(): Promise<void> {
    this.#closing = true;
    await this.#asking;
  }

  async #ask(): Promise<void> {
    let toldAt = performance.now();
    const calls = this.#stage.urls.map((origin) => typed(asks({ origin })));
    const params = { concertId: this.#concertId };
    for (let turn = 0; !this.#closing; turn += 1) {
      const person = turn % this.#people.length;
      const place = await calls[turn % calls.length]?.('GET', '/v1/concerts/{concertId}/tokens/me', {
        params,
        credential: { token: this.#people[person] ?? '' },
        signal: AbortSignal.timeout(5_000),
      });
      if (place?.ok) {
        toldAt = performance.now();
        this.ranksRead += 1;
      }
      const told = place?.ok ? place.body.rank === person + 1 : place?.status === 503 || place?.status === 0;
      if (!told) this.wrong.push(`number ${person + 1} of a standing line was told ${JSON.stringify(place)}`);
      if (!this.#stage.storesAway) {
        const blindMs = performance.now() - Math.max(toldAt, this.#stage.brokenAt);
        this.longestBlindMs = Math.max(this.longestBlindMs, blindMs);
      }
      await pause(ASK_EVERY_MS);
    }
  }
}
