import type { Socket } from 'socket.io-client';
import { pathOf } from '../../client/calls.ts';
import type { Credential } from '../../client/credential.ts';
import { headersOf } from '../../client/http.ts';
import { openSocket, problemIn } from '../../client/live.ts';
import { type Answer, call } from './call.ts';
import { until } from './until.ts';

/** What came to a socket: the event's name, what it carried, and when, in milliseconds of this process's clock. */
export interface Heard {
  event: string;
  at: number;
  // biome-ignore lint/suspicious/noExplicitAny: the payload is what is being tested, not what is known.
  payload: any;
}

/** A connected socket that remembers all it heard. */
export class Ear {
  readonly heard: Heard[] = [];
  readonly socket: Socket;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.onAny((event, payload) => this.heard.push({ event, at: performance.now(), payload }));
  }

  /** What was heard of one event. */
  of(event: string): Heard['payload'][] {
    return this.heard.filter((one) => one.event === event).map(({ payload }) => payload);
  }

  /** The first payload of an event that fits, heard already or within `ms`. */
  hears(event: string, fits: (payload: Heard['payload']) => boolean = () => true, ms = 10_000) {
    return until(() => this.of(event).find(fits), { ms });
  }

  close(): void {
    this.socket.disconnect();
  }
}

/** Connects a socket; rejects with the problem when it is refused. */
export function connect(url: string, auth: Record<string, unknown>): Promise<Ear> {
  // Tests also say what the description has no type for.
  const socket: Socket = openSocket({ origin: url }, () => auth, { reconnection: false });
  const ear = new Ear(socket);
  return new Promise((resolve, reject) => {
    socket.once('connect', () => resolve(ear));
    socket.once('connect_error', (error) => {
      socket.disconnect();
      reject(problemIn(error) ?? error);
    });
  });
}

const WAIT_SECONDS = 20;

/** One fan, who waits for outcomes (`Prefer: wait`) and keeps the queue token of the last concert joined. */
export class Fan {
  readonly userId: string;
  token = '';
  readonly #url: () => string;

  constructor(url: () => string, userId: string) {
    this.#url = url;
    this.userId = userId;
  }

  /** A call with the queue token, if there is one, and with the user's identity otherwise. */
  call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return this.#as(this.token === '' ? { userId: this.userId } : { token: this.token }, method, path, {
      body,
      headers,
    });
  }

  /** A call as the user, without the queue token. */
  asUser(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    return this.#as({ userId: this.userId }, method, path, { body, headers });
  }

  #as(
    credential: Credential,
    method: string,
    path: string,
    { body, headers }: { body: unknown; headers: Record<string, string> },
  ): Promise<Answer> {
    const said = headersOf({ credential, wait: WAIT_SECONDS });
    return call(this.#url(), method, path, { body, headers: { ...said, ...headers } });
  }

  async join(concertId: string, headers: Record<string, string> = {}): Promise<Answer> {
    const answer = await this.asUser(
      'POST',
      pathOf('/v1/concerts/{concertId}/tokens', { concertId }),
      {},
      headers,
    );
    if (answer.status === 201) this.token = answer.body.token;
    return answer;
  }

  place(concertId: string): Promise<Answer> {
    return this.call('GET', pathOf('/v1/concerts/{concertId}/tokens/me', { concertId }));
  }

  leave(concertId: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.call(
      'DELETE',
      pathOf('/v1/concerts/{concertId}/tokens/me', { concertId }),
      undefined,
      headers,
    );
  }

  /** The place of this user, as any device of theirs asks for it. */
  mine(concertId: string): Promise<Answer> {
    return this.asUser('GET', pathOf('/v1/concerts/{concertId}/tokens/mine', { concertId }));
  }

  leaveMine(concertId: string, headers: Record<string, string> = {}): Promise<Answer> {
    const path = pathOf('/v1/concerts/{concertId}/tokens/mine', { concertId });
    return this.asUser('DELETE', path, undefined, headers);
  }

  dates(concertId: string): Promise<Answer> {
    return this.call('GET', pathOf('/v1/concerts/{concertId}/dates', { concertId }));
  }

  seats(concertId: string, date: string): Promise<Answer> {
    return this.call('GET', pathOf('/v1/concerts/{concertId}/dates/{date}/seats', { concertId, date }));
  }

  reserve(
    concertId: string,
    date: string,
    seats: number | number[],
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const wanted = Array.isArray(seats) ? { seatNumbers: seats } : { seatNumber: seats };
    return this.call(
      'POST',
      pathOf('/v1/concerts/{concertId}/reservations', { concertId }),
      { date, ...wanted },
      headers,
    );
  }

  release(concertId: string, reservationId: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.call(
      'DELETE',
      pathOf('/v1/concerts/{concertId}/reservations/{reservationId}', { concertId, reservationId }),
      undefined,
      headers,
    );
  }

  /** Gives some seats of a hold back. */
  releaseSeats(
    concertId: string,
    reservationId: string,
    seatNumbers: number[],
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const params = { concertId, reservationId };
    const path = pathOf('/v1/concerts/{concertId}/reservations/{reservationId}/release', params);
    return this.call('POST', path, { seatNumbers }, headers);
  }

  extend(concertId: string, reservationId: string, headers: Record<string, string> = {}): Promise<Answer> {
    const params = { concertId, reservationId };
    const path = pathOf('/v1/concerts/{concertId}/reservations/{reservationId}/extension', params);
    return this.call('POST', path, undefined, headers);
  }

  pay(
    concertId: string,
    reservations: string | string[],
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const wanted = Array.isArray(reservations)
      ? { reservationIds: reservations }
      : { reservationId: reservations };
    return this.call('POST', pathOf('/v1/concerts/{concertId}/payments', { concertId }), wanted, headers);
  }

  charge(amount: number, headers: Record<string, string> = {}): Promise<Answer> {
    return this.asUser('POST', pathOf('/v1/wallet/charges'), { amount }, headers);
  }

  wallet(): Promise<Answer> {
    return this.asUser('GET', pathOf('/v1/wallet'));
  }

  /** A socket with the queue token. */
  listen(options: { locale?: string; since?: string } = {}): Promise<Ear> {
    return connect(this.#url(), { token: this.token, ...options });
  }
}
