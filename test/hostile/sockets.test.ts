import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Redis } from 'ioredis';
import { SOCKET_MESSAGES_PER_SECOND } from '../../config/limits.ts';
import { patientRedis } from '../../config/redis.ts';
import { ANNOUNCEMENT_CHANNEL } from '../../src/lane/announcement.ts';
import { connect, type Ear, type Fan } from '../infrastructure/fan.ts';
import { Figures } from '../infrastructure/figures.ts';
import { ADMIN_KEY, DATE, type OnSale } from '../infrastructure/on-sale.ts';
import type { RoleProcess } from '../infrastructure/role-process.ts';
import { until } from '../infrastructure/until.ts';
import { DeafSocket } from './deaf-socket.ts';
import { openSale } from './sale.ts';

let onSale: OnSale;
let api: RoleProcess;
let redis: Redis;
beforeAll(async () => {
  ({ onSale, api } = await openSale());
  redis = patientRedis(onSale.redis.url);
});
const sockets: DeafSocket[] = [];
const ears: Ear[] = [];
afterEach(() => {
  for (const each of [...sockets.splice(0), ...ears.splice(0)]) each.close();
});
afterAll(async () => {
  redis.disconnect();
  await onSale.close();
});

/** How many sockets the API believes to have. */
async function socketsOpen(): Promise<number | undefined> {
  const response = await fetch(`${api.url}/metrics`, { headers: { authorization: `Bearer ${ADMIN_KEY}` } });
  return new Figures(await response.text()).of('frontrow_sockets', {});
}

async function deafSockets(concertId: string, count: number): Promise<DeafSocket[]> {
  const fans = await onSale.admitted(concertId, count);
  const opened = await Promise.all(fans.map(({ token }) => DeafSocket.connect(api.port, token)));
  sockets.push(...opened);
  return opened;
}

/** As if so many seats had changed: a big date in the rush. */
async function tellSeats(concertId: string, count: number, status: string): Promise<void> {
  const changes = Array.from({ length: count }, (_, index) => ({ number: index + 1, status }));
  const event = { type: 'seats', concertId, date: DATE, changes };
  await redis.publish(ANNOUNCEMENT_CHANNEL, JSON.stringify({ lane: 'x', settled: [], events: [event] }));
}

async function listening(fan: Fan | undefined): Promise<Ear> {
  const ear = await connect(api.url, { token: fan?.token });
  ears.push(ear);
  await ear.hears('queue');
  return ear;
}

test('sockets that never read are cut off; those that read are told everything', async () => {
  const concertId = await onSale.concert();
  const deaf = await deafSockets(concertId, 10);
  const ear = await listening((await onSale.admitted(concertId, 1))[0]);
  for (const socket of deaf) socket.stopReading();
  // Until it is more than the system keeps for them.
  for (let times = 1; (await socketsOpen()) !== 1; times += 1) {
    expect(times).toBeLessThan(150);
    await tellSeats(concertId, 20_000, times % 2 === 0 ? 'HELD' : 'AVAILABLE');
    await until(() => ear.of('seats').length === times);
    // They say that they are there, as if they listened.
    for (const socket of deaf) if (socket.isOpen) socket.say('3');
  }
  for (const socket of deaf) socket.readAgain();
  await Promise.all(deaf.map(({ closed }) => closed));
  expect(ear.socket.connected).toBe(true);
});

test('sockets that never stop talking are cut off', async () => {
  const concertId = await onSale.concert();
  const ear = await listening((await onSale.admitted(concertId, 1))[0]);
  for (const socket of await deafSockets(concertId, 5)) {
    for (let times = 0; times <= SOCKET_MESSAGES_PER_SECOND; times += 1) socket.say('42["seats",{}]');
    await socket.closed;
  }
  expect(ear.socket.connected).toBe(true);
});

test('sockets that ping without an end and read no answer are cut off', async () => {
  const concertId = await onSale.concert();
  const pingers = await deafSockets(concertId, 5);
  for (const socket of pingers) {
    socket.stopReading();
    for (let times = 0; times <= 2 * SOCKET_MESSAGES_PER_SECOND; times += 1) socket.ping();
  }
  await until(async () => (await socketsOpen()) === 0);
});

test('a socket that says no more than anybody may is listened to for as long as it likes', async () => {
  const concertId = await onSale.concert();
  const [socket] = await deafSockets(concertId, 1);
  for (let times = 0; times < SOCKET_MESSAGES_PER_SECOND / 4; times += 1) socket?.say('42["seats",{}]');
  await tellSeats(concertId, 1, 'HELD');
  await until(() => (socket?.heard ?? 0) > 3);
  expect(socket?.isOpen).toBe(true);
});
