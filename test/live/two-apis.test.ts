import { afterEach, beforeAll, expect, test } from '@jest/globals';
import { io } from 'socket.io-client';
import { call } from '../infrastructure/call.ts';
import { connect, Ear } from '../infrastructure/fan.ts';
import { holdRunsOut, tokenRunsOut } from '../infrastructure/in-time.ts';
import { inside } from '../infrastructure/inside.ts';
import { DATE } from '../infrastructure/on-sale.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const onSale = useOnSale({ apis: 2 });
/** Requests go to the first API (`onSale.url`), sockets to the second. */
let socketsUrl: string;
beforeAll(async () => {
  socketsUrl = `http://127.0.0.1:${onSale.apis[1]?.port}`;
});

const ears: Ear[] = [];
afterEach(() => {
  for (const ear of ears.splice(0)) ear.close();
});

async function listen(auth: Record<string, unknown>, url = socketsUrl): Promise<Ear> {
  const ear = await connect(url, auth);
  ears.push(ear);
  return ear;
}

test('a socket at one API hears the outcome of what was asked at another', async () => {
  const concertId = await onSale.concert();
  const fan = await inside(onSale, concertId);
  const ear = await listen({ token: fan.token });
  await ear.hears('queue');
  const { requestId } = (await fan.reserve(concertId, DATE, 1, { prefer: '' })).body;
  const told = await ear.hears('request');
  expect(told).toMatchObject({ requestId, kind: 'reserve', status: 'succeeded' });
  await ear.hears('seats', ({ changes }) => changes[0].number === 1);
  expect(ear.of('request')).toHaveLength(1);
});

test('and of everything else that happens to its user', async () => {
  const concertId = await onSale.concert({ waitingRoom: { capacity: 1 } });
  const first = await inside(onSale, concertId);
  const fan = await onSale.fan();
  await fan.join(concertId);
  const ear = await listen({ userId: fan.userId });
  await ear.hears('queue', ({ rank }) => rank === 1);
  await first.leave(concertId);
  await ear.hears('queue', ({ status }) => status === 'ACTIVE');
  const { reservationId } = (await fan.reserve(concertId, DATE, 1)).body;
  await holdRunsOut(onSale, reservationId);
  await ear.hears('hold-expired', (hold) => hold.reservationId === reservationId);
  await tokenRunsOut(onSale, concertId, fan.userId);
  await ear.hears('token-expired', (token) => token.concertId === concertId);
});

test('whoever waits at one API gets the outcome, wherever else the user listens', async () => {
  const concertId = await onSale.concert();
  const fan = await inside(onSale, concertId);
  const ears = [await listen({ token: fan.token }), await listen({ token: fan.token }, onSale.url)];
  for (const ear of ears) await ear.hears('queue');
  const held = await fan.reserve(concertId, DATE, 1);
  expect(held).toMatchObject({ status: 201, headers: expect.anything() });
  for (const ear of ears) {
    const { result } = await ear.hears('request');
    expect(result).toEqual(held.body);
  }
});

/** A socket by this transport alone. */
async function by(transport: 'websocket' | 'polling', auth: Record<string, unknown>): Promise<Ear> {
  const socket = io(socketsUrl, { transports: [transport], auth, forceNew: true, reconnection: false });
  const ear = new Ear(socket);
  ears.push(ear);
  await new Promise((resolve, reject) =>
    socket.once('connect', () => resolve(null)).once('connect_error', reject),
  );
  expect(socket.io.engine.transport.name).toBe(transport);
  return ear;
}

test.each(['websocket', 'polling'] as const)('%s is enough on its own', async (transport) => {
  const concertId = await onSale.concert();
  const fan = await inside(onSale, concertId);
  const ear = await by(transport, { token: fan.token });
  await ear.hears('queue', ({ status }) => status === 'ACTIVE');
  const { requestId } = (await fan.reserve(concertId, DATE, 1, { prefer: '' })).body;
  await ear.hears('request', (told) => told.requestId === requestId);
  await ear.hears('seats');
  expect(ear.socket.io.engine.transport.name).toBe(transport);
  await expect(by(transport, { token: 'no-token' })).rejects.toMatchObject({
    data: { code: 'INVALID_TOKEN' },
  });
});

test('a polling client that lands at another API is told cleanly to begin anew', async () => {
  const opened = await call(socketsUrl, 'GET', '/socket.io/?EIO=4&transport=polling');
  expect(opened.status).toBe(200);
  const { sid } = JSON.parse(opened.body.slice(1));
  const elsewhere = await call(onSale.url, 'GET', `/socket.io/?EIO=4&transport=polling&sid=${sid}`);
  expect(elsewhere).toMatchObject({ status: 400, body: { code: 1, message: 'Session ID unknown' } });
});
