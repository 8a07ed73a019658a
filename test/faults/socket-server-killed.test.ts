import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { io } from 'socket.io-client';
import { freePort } from '../../start/address.ts';
import { Ear, type Fan } from '../infrastructure/fan.ts';
import { DATE } from '../infrastructure/on-sale.ts';
import { RoleProcess, settingsFor } from '../infrastructure/role-process.ts';
import { Session } from '../infrastructure/session.ts';
import { until } from '../infrastructure/until.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const FANS = 40;

/** Requests go to an API of their own (`onSale.url`); the sockets are at the one that is killed. */
const onSale = useOnSale({ laws: 'at the end' });

/** A client that comes back by itself, and says since when it has heard nothing. */
class Client {
  readonly fan: Fan;
  readonly ear: Ear;
  /** What it asked for, in this order. */
  readonly asked: string[] = [];
  since = '';

  constructor(fan: Fan, url: string) {
    this.fan = fan;
    const auth = (give: (auth: object) => void) =>
      give({ token: fan.token, ...(this.since === '' ? {} : { since: this.since }) });
    const backoff = { reconnectionDelay: 50, reconnectionDelayMax: 200 };
    this.ear = new Ear(io(url, { transports: ['websocket'], forceNew: true, auth, ...backoff }));
  }

  async ask(concertId: string, seat: number): Promise<void> {
    const { body } = await this.fan.reserve(concertId, DATE, seat, { prefer: '' });
    this.asked.push(body.requestId);
  }

  get heard(): string[] {
    return this.ear.of('request').map(({ requestId }) => requestId);
  }

  heardAll = () =>
    until(() => this.asked.every((requestId) => this.heard.includes(requestId)), { ms: 15_000 });
}

test('clients whose socket server is killed while they wait learn every outcome once when they are back', async () => {
  const concertId = await onSale.concert({ dates: [{ date: DATE, price: 1_000, seats: 3 * FANS }] });
  const fans = await onSale.admitted(concertId, FANS);
  const port = `${await freePort()}`;
  const settings = { ...settingsFor(onSale), PORT: port };
  const doomed = await RoleProcess.start('api', settings);
  const clients = fans.map((fan) => new Client(fan, doomed.url));
  let next: RoleProcess | undefined;
  try {
    await Promise.all(clients.map(({ ear }) => ear.hears('queue')));
    // One outcome that they hear before; they have heard all until then.
    await Promise.all(clients.map((client, index) => client.ask(concertId, index + 1)));
    await Promise.all(clients.map((client) => client.heardAll()));
    const [now] = await onSale.sql(sql<{ at: string }>`
      select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at`);
    for (const client of clients) client.since = now?.at ?? '';

    // One that they wait for when the server dies.
    const held = await Session.holdingLane(onSale, `booking.${concertId}`);
    await Promise.all(clients.map((client, index) => client.ask(concertId, FANS + index + 1)));
    const gone = clients.map(({ ear }) => new Promise((resolve) => ear.socket.once('disconnect', resolve)));
    doomed.signal('SIGKILL');
    await Promise.all(gone);
    const isBack = clients.map(
      ({ ear }) => new Promise((resolve) => ear.socket.once('connect', () => resolve(null))),
    );
    // It is decided while they come back: some are there already when it is announced, and some are not.
    next = await RoleProcess.start('api', settings);
    await Promise.race(isBack);
    await held.end();
    await Promise.all(clients.map((client) => client.heardAll()));

    // And one that they ask for afterwards.
    await Promise.all(clients.map((client, index) => client.ask(concertId, 2 * FANS + index + 1)));
    await Promise.all(clients.map((client) => client.heardAll()));
    for (const { heard, asked } of clients) expect(heard).toEqual(asked);
    expect(await onSale.invariants()).toEqual([]);
  } finally {
    for (const { ear } of clients) ear.close();
    doomed.signal('SIGKILL');
    await next?.drain();
  }
}, 60_000);
