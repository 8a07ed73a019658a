import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Credential } from '../../client/credential.ts';
import { percentile } from '../figures/latencies.ts';
import { type BenchFan, credentialOf, DATE, SEAT_PRICE } from '../stage/scene.ts';
import type { Stage } from '../stage/stage.ts';
import { HttpClient } from './http-client.ts';

/** Longer than a list may be behind, so that what it shows leaves no doubt which change it has missed. */
const CHANGE_EVERY_MS = 310;

/** A list that is looked at again and again, and how its text says whether the probe's seats are taken. */
interface Watched {
  path: string;
  everyMs: number;
  saysTaken(text: string): boolean;
}

/**
 * Finds out how far lists are behind the database. It takes and frees some seats in the tables themselves, so that
 * no lane announces it, and reads the lists all the while. A list that comes without a change is behind by all the
 * time since that was sent to the database; the way of the list to the client is counted too.
 */
export class StaleProbe {
  readonly #stage: Stage;
  readonly #credential: Credential;
  readonly #reservationId = randomUUID();
  readonly #behindMs: Record<string, number[]> = {};
  #taken = false;
  #changedAt = 0;
  #going = true;
  #loops: Promise<void>[] = [];

  constructor(stage: Stage, fan: BenchFan) {
    this.#stage = stage;
    this.#credential = credentialOf(fan);
  }

  async start(
    fan: BenchFan,
    seats: { concertId: string; numbers: readonly number[] },
    lists: Record<string, Watched>,
  ): Promise<void> {
    const numbers = sql`${seats.numbers}::int[]`;
    await this.#stage.sql(sql`
      with hold as (
        insert into reservation (id, concert_id, date_id, date, user_id, token_id, seat_numbers, amount, status,
                                 held_at, expires_at, ended_at)
        select ${this.#reservationId}, concert_id, id, date, ${fan.userId}, ${fan.tokenId}, ${numbers},
               ${SEAT_PRICE * seats.numbers.length}::bigint, 'RELEASED', now(), now() + interval '1 hour', now()
        from concert_date where concert_id = ${seats.concertId} and date = ${DATE}
        returning id, date_id
      )
      insert into reserved_seat (reservation_id, date_id, seat_number, price, status)
      select id, date_id, number, ${SEAT_PRICE}::int, 'FREED' from hold, unnest(${numbers}) as number`);
    await pause(1_000);
    this.#loops = [this.#change(), ...Object.entries(lists).map(([name, list]) => this.#look(name, list))];
  }

  /** The most, and the usual, milliseconds by which each list was behind. The seats are free afterwards. */
  async stop(): Promise<Record<string, { most: number; median: number }>> {
    this.#going = false;
    await Promise.all(this.#loops);
    if (this.#taken) await this.#turn();
    return Object.fromEntries(
      Object.entries(this.#behindMs).map(([name, all]) => {
        const sorted = all.sort((a, b) => a - b);
        return [name, { most: sorted.at(-1) ?? Number.NaN, median: percentile(sorted, 0.5) }];
      }),
    );
  }

  async #change(): Promise<void> {
    while (this.#going) {
      await pause(CHANGE_EVERY_MS);
      await this.#turn();
    }
  }

  async #turn(): Promise<void> {
    this.#taken = !this.#taken;
    this.#changedAt = performance.now();
    await this.#stage.sql(sql`
      with hold as (
        update reservation set status = ${this.#taken ? 'HELD' : 'RELEASED'},
          ended_at = ${this.#taken ? sql`null` : sql`now()`}
        where id = ${this.#reservationId} returning id
      )
      update reserved_seat set status = ${this.#taken ? 'HELD' : 'FREED'}
      from hold where reservation_id = hold.id`);
  }

  async #look(name: string, { path, everyMs, saysTaken }: Watched): Promise<void> {
    const client = new HttpClient(this.#stage.origin('api'));
    const behind: number[] = [];
    this.#behindMs[name] = behind;
    let [text, etag] = ['', ''];
    while (this.#going) {
      const ifNoneMatch = etag === '' ? undefined : etag;
      const answer = await client.request('GET', path, { credential: this.#credential, ifNoneMatch });
      if (answer.status === 200) [text, etag] = [answer.text, String(answer.headers.etag)];
      else if (answer.status !== 304) throw new Error(`${path} was answered with ${answer.status}`);
      const isBehind = this.#changedAt > 0 && saysTaken(text) !== this.#taken;
      behind.push(isBehind ? performance.now() - this.#changedAt : 0);
      await pause(everyMs);
    }
    await client.close();
  }
}
