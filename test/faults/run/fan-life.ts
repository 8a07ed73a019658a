import { setTimeout as pause } from 'node:timers/promises';
import type { CarefulClient, Ended, Manner } from './careful-client.ts';
import type { Dice } from './dice.ts';
import type { Figures } from './figures.ts';
import type { Visit } from './plan.ts';

/** Who has not come in by then gives up and leaves. */
const LINE_PATIENCE_MS = 8_000;
const PLACE_EVERY_MS = 250;
/** Fans want the best seats, so they want the same. */
const SEATS_WANTED = 20;
const CHARGE = 100_000;

interface Reservation {
  reservationId: string;
  amount: number;
}

/** One fan, who visits one sale after another and does there what the plan says, as far as the sale lets them. */
export class FanLife {
  readonly #client: CarefulClient;
  readonly #concerts: readonly string[];
  readonly #figures: Figures;

  constructor(parts: { client: CarefulClient; concerts: readonly string[]; figures: Figures }) {
    this.#client = parts.client;
    this.#concerts = parts.concerts;
    this.#figures = parts.figures;
  }

  async visits(visit: Visit, dice: Dice): Promise<void> {
    const concertId = this.#concerts[visit.concert];
    if (concertId === undefined) throw new Error('there is no such concert');
    const path = `/v1/concerts/${concertId}`;
    const joined = await this.#write(visit, 'issue-token', 'POST', `${path}/tokens`, {});
    const token = tokenIn(joined);
    if (token === null) return;
    const write: Write = (kind, method, rest, body) =>
      this.#write(visit, kind, method, `${path}${rest}`, body, { authorization: `Bearer ${token}` });
    if (await this.#comesIn(path, token)) await this.#books(visit, dice, { path, token, write });
    else await write('leave-queue', 'DELETE', '/tokens/me');
  }

  /** Waits in the line. Answers whether the fan came in. */
  async #comesIn(path: string, token: string): Promise<boolean> {
    const deadline = performance.now() + LINE_PATIENCE_MS;
    while (performance.now() < deadline) {
      const place = await this.#get(`${path}/tokens/me`, token);
      if (place.status !== 200) return false;
      if (place.body.status === 'ACTIVE') return true;
      await pause(PLACE_EVERY_MS);
    }
    return false;
  }

  async #books(visit: Visit, dice: Dice, { path, token, write }: Inside): Promise<void> {
    if (visit.chargesBefore) await this.#client.charge(CHARGE, visit);
    const held: Reservation[] = [];
    for (const count of visit.holds) {
      const { date, free } = await this.#bestSeats(path, token);
      if (free.length < count) break;
      const seatNumbers = dice.shuffled(free).slice(0, count);
      const ended = await write('reserve', 'POST', '/reservations', { date, seatNumbers });
      if (ended.at === 'lane' && ended.outcome.succeeded) held.push(ended.outcome.told);
      await pause(visit.pauseMs);
    }
    const reservationIds = held.map(({ reservationId }) => reservationId);
    const pays = () => write('pay', 'POST', '/payments', { reservationIds });
    const leaves = () => write('leave-queue', 'DELETE', '/tokens/me');
    if (visit.ends === 'vanish') return;
    if (visit.ends === 'leave' || held.length === 0) await leaves();
    else if (visit.ends === 'release') {
      for (const id of reservationIds) await write('release', 'DELETE', `/reservations/${id}`);
      await leaves();
    } else {
      // Each is a payment of its own, with its own key: one at most may succeed.
      await Promise.all(visit.ends === 'pay' ? [pays()] : [pays(), pays()]);
      await leaves();
    }
  }

  /** The first date that has seats, and the best of them. */
  async #bestSeats(path: string, token: string): Promise<{ date: string; free: number[] }> {
    const dates = await this.#get(`${path}/dates`, token);
    const date = dates.body.dates?.find((one: { seatsAvailable: number }) => one.seatsAvailable > 4)?.date;
    if (date === undefined) return { date: '', free: [] };
    const { body } = await this.#get(`${path}/dates/${date}/seats`, token);
    const free = (body.seats ?? []).filter(({ status }: { status: string }) => status === 'AVAILABLE');
    return { date, free: free.slice(0, SEATS_WANTED).map(({ number }: { number: number }) => number) };
  }

  #get(path: string, token: string) {
    return this.#client.ask({ method: 'GET', path, headers: { authorization: `Bearer ${token}` } });
  }

  async #write(
    visit: Manner & Pick<Visit, 'repeats'>,
    kind: string,
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Ended> {
    const asked = { method, path, body, headers };
    const { key, ended } = await this.#client.write(kind, asked, visit);
    if (visit.repeats && ended.at === 'lane') {
      this.#figures.repeats += 1;
      await this.#client.writeUnder(key, kind, asked, visit);
    }
    return ended;
  }
}

type Write = (kind: string, method: string, rest: string, body?: unknown) => Promise<Ended>;

interface Inside {
  path: string;
  token: string;
  write: Write;
}

const tokenIn = (joined: Ended): string | null =>
  joined.at === 'lane' && joined.outcome.succeeded ? joined.outcome.told.token : null;
