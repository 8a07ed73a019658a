import { setTimeout as pause } from 'node:timers/promises';
import { pathOf } from '../../../client/calls.ts';
import type { Credential } from '../../../client/credential.ts';
import type { Method } from '../../../client/http.ts';
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
    const tokens = pathOf('/v1/concerts/{concertId}/tokens', { concertId });
    const token = tokenIn(await this.#write(visit, 'issue-token', 'POST', tokens, {}));
    if (token === null) return;
    const credential = { token };
    const write: Write = (kind, method, path, body) =>
      this.#write(visit, kind, method, path, body, credential);
    const inside = { concertId, credential, write };
    if (await this.#comesIn(inside)) await this.#books(visit, dice, inside);
    else await leave(inside);
  }

  /** Waits in the line. Answers whether the fan came in. */
  async #comesIn({ concertId, credential }: Inside): Promise<boolean> {
    const deadline = performance.now() + LINE_PATIENCE_MS;
    while (performance.now() < deadline) {
      const params = { concertId };
      const place = await this.#client.call('GET', '/v1/concerts/{concertId}/tokens/me', {
        params,
        credential,
      });
      if (!place.ok) return false;
      if (place.body.status === 'ACTIVE') return true;
      await pause(PLACE_EVERY_MS);
    }
    return false;
  }

  async #books(visit: Visit, dice: Dice, inside: Inside): Promise<void> {
    const { concertId, write } = inside;
    if (visit.chargesBefore) await this.#client.charge(CHARGE, visit);
    const held: Reservation[] = [];
    for (const count of visit.holds) {
      const { date, free } = await this.#bestSeats(inside);
      if (free.length < count) break;
      const seatNumbers = dice.shuffled(free).slice(0, count);
      const reservations = pathOf('/v1/concerts/{concertId}/reservations', { concertId });
      const ended = await write('reserve', 'POST', reservations, { date, seatNumbers });
      if (ended.at === 'lane' && ended.outcome.succeeded) held.push(ended.outcome.told);
      await pause(visit.pauseMs);
    }
    const reservationIds = held.map(({ reservationId }) => reservationId);
    const payments = pathOf('/v1/concerts/{concertId}/payments', { concertId });
    const pays = () => write('pay', 'POST', payments, { reservationIds });
    if (visit.ends === 'vanish') return;
    if (visit.ends === 'leave' || held.length === 0) await leave(inside);
    else if (visit.ends === 'release') {
      for (const reservationId of reservationIds) {
        const params = { concertId, reservationId };
        const path = pathOf('/v1/concerts/{concertId}/reservations/{reservationId}', params);
        await write('release', 'DELETE', path);
      }
      await leave(inside);
    } else {
      // Each is a payment of its own, with its own key: one at most may succeed.
      await Promise.all(visit.ends === 'pay' ? [pays()] : [pays(), pays()]);
      await leave(inside);
    }
  }

  /** The first date that has seats, and the best of them. */
  async #bestSeats({ concertId, credential }: Inside): Promise<{ date: string; free: number[] }> {
    const { call } = this.#client;
    const params = { concertId };
    const dates = await call('GET', '/v1/concerts/{concertId}/dates', { params, credential });
    const date = dates.ok
      ? dates.body.dates.find(({ seatsAvailable }) => seatsAvailable > 4)?.date
      : undefined;
    if (date === undefined) return { date: '', free: [] };
    const read = await call('GET', '/v1/concerts/{concertId}/dates/{date}/seats', {
      params: { concertId, date },
      credential,
    });
    const seats = read.ok ? read.body.seats : [];
    const free = seats.filter(({ status }) => status === 'AVAILABLE').map(({ number }) => number);
    return { date, free: free.slice(0, SEATS_WANTED) };
  }

  async #write(
    visit: Manner & Pick<Visit, 'repeats'>,
    kind: string,
    method: Method,
    path: string,
    body?: unknown,
    credential?: Credential,
  ): Promise<Ended> {
    const asked = { method, path, body, credential };
    const { key, ended } = await this.#client.write(kind, asked, visit);
    if (visit.repeats && ended.at === 'lane') {
      this.#figures.repeats += 1;
      await this.#client.writeUnder(key, kind, asked, visit);
    }
    return ended;
  }
}

type Write = (kind: string, method: Method, path: string, body?: unknown) => Promise<Ended>;

interface Inside {
  concertId: string;
  credential: { token: string };
  write: Write;
}

const leave = ({ concertId, write }: Inside): Promise<Ended> =>
  write('leave-queue', 'DELETE', pathOf('/v1/concerts/{concertId}/tokens/me', { concertId }));

const tokenIn = (joined: Ended): string | null =>
  joined.at === 'lane' && joined.outcome.succeeded ? joined.outcome.told.token : null;
