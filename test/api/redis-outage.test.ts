import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { startApi } from '../../src/api/api-process.ts';
import type { EmbeddedServer } from '../../start/embedded/server.ts';
import { startRedis } from '../../start/embedded-redis.ts';
import { type Answer, call } from '../infrastructure/call.ts';
import type { Fan } from '../infrastructure/fan.ts';
import { inside } from '../infrastructure/inside.ts';
import { DATE } from '../infrastructure/on-sale.ts';
import { expectRefused } from '../infrastructure/refusals-of-the-contract.ts';
import { TcpProxy } from '../infrastructure/tcp-proxy.ts';
import { until } from '../infrastructure/until.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

/** Two seconds, with room for a busy machine. */
const SOON_MS = 2_600;

const onSale = useOnSale({ apis: 0, workers: 0, schedulers: 0 });
let cable: TcpProxy;
let replacement: EmbeddedServer | null = null;
beforeAll(async () => {
  cable = await TcpProxy.start(onSale.redis.url);
  Object.assign(onSale.environment, { redisUrl: cable.url });
  await onSale.addApi();
  await onSale.addWorkers();
  await onSale.addScheduler();
});
afterAll(async () => {
  await cable.close();
  await replacement?.stop();
});

interface Scene {
  concertId: string;
  fan: Fan;
  held: string;
  /** Waits in the line of a concert that lets nobody in. */
  waiting: Fan;
  line: string;
}

async function scene(): Promise<Scene> {
  const [concertId, line] = [
    await onSale.concert(),
    await onSale.concert({ waitingRoom: { capacity: 1, paused: true } }),
  ];
  const fan = await inside(onSale, concertId, { balance: 100_000 });
  const [first, waiting] = await onSale.admitted(line, 2);
  await first?.place(line);
  if (waiting === undefined) throw new Error('no fan');
  return { concertId, fan, held: (await fan.reserve(concertId, DATE, 1)).body.reservationId, waiting, line };
}

/** The answer, which came soon. */
async function soon(asked: Promise<Answer>): Promise<Answer> {
  const started = performance.now();
  const answer = await asked;
  expect(performance.now() - started).toBeLessThan(SOON_MS);
  return answer;
}

const key = (text: string) => ({ 'idempotency-key': text });

/** Every write that goes through a lane. */
const WRITES = ({ concertId, fan, held, waiting, line }: Scene): (() => Promise<Answer>)[] => [
  () => fan.reserve(concertId, DATE, 2, key('reserve')),
  () => fan.reserve(concertId, DATE, 3),
  () => fan.reserve(concertId, DATE, 4, { prefer: '' }),
  () => fan.release(concertId, held),
  () => fan.pay(concertId, held, key('pay')),
  () => fan.leave(concertId),
  () => waiting.leave(line, key('leave')),
  () => fan.join(line, key('join')),
];

const OUTAGES: [string, () => unknown, () => unknown][] = [
  [
    'stands still',
    () => process.kill(onSale.redis.pid, 'SIGSTOP'),
    () => process.kill(onSale.redis.pid, 'SIGCONT'),
  ],
  ['cannot be reached', () => cable.cut(), () => cable.restore()],
  ['is silent', () => cable.silence(), () => cable.restore()],
];

const untilReady = () =>
  until(async () => (await call(onSale.url, 'GET', '/readyz')).status === 200, { ms: 15_000 });

/** What all requests came to so far. */
const requests = () => onSale.sql(sql`select id, status, outcome from request order by id`);

describe.each(OUTAGES)('while Redis %s', (_how, breaks, mends) => {
  test('writes of the booking are refused soon, and nothing refused is done when it is back', async () => {
    const staged = await scene();
    const before = await requests();
    await breaks();
    try {
      for (const answer of await Promise.all(WRITES(staged).map((write) => soon(write())))) {
        expectRefused(answer, 'SERVER_BUSY');
        expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      }
      expect(await requests()).toEqual(before);
    } finally {
      await mends();
    }
    await untilReady();
    const { concertId, fan, waiting, line } = staged;
    // One more request of each lane: whatever stood before it in the lane is decided when it is.
    expect((await fan.reserve(concertId, DATE, 5)).status).toBe(201);
    expect((await (await onSale.fan()).join(line)).status).toBe(201);
    expect(await requests()).toHaveLength(before.length + 2);
    expect((await fan.call('GET', '/v1/reservations')).body.reservations).toMatchObject([
      { status: 'HELD', seatNumbers: [5] },
      { status: 'HELD', seatNumbers: [1] },
    ]);
    expect((await waiting.place(line)).body).toMatchObject({ status: 'WAITING', rank: 2 });
  });

  test('the same keys may try again when it is back', async () => {
    const staged = await scene();
    await breaks();
    try {
      await Promise.all(WRITES(staged).map((write) => write()));
    } finally {
      await mends();
    }
    await untilReady();
    const { concertId, fan, waiting, line, held } = staged;
    expect((await fan.reserve(concertId, DATE, 2, key('reserve'))).status).toBe(201);
    expect((await fan.pay(concertId, held, key('pay'))).status).toBe(201);
    expect((await waiting.leave(line, key('leave'))).status).toBe(200);
  });

  test('money and lists go on, and the place in line is counted', async () => {
    const { concertId, fan, waiting, line } = await scene();
    await breaks();
    try {
      const [charged, wallet, dates, seats, place, ready] = await Promise.all(
        [
          fan.charge(500),
          fan.wallet(),
          fan.dates(concertId),
          fan.seats(concertId, DATE),
          waiting.place(line),
          call(onSale.url, 'GET', '/readyz'),
        ].map(soon),
      );
      expect([charged?.status, wallet?.status, dates?.status, seats?.status]).toEqual([201, 200, 200, 200]);
      expect(place).toMatchObject({ status: 200, body: { status: 'WAITING', rank: 2, ahead: 1 } });
      expect(ready).toMatchObject({
        status: 503,
        body: { ready: false, database: 'ok', redis: 'unreachable' },
      });
    } finally {
      await mends();
    }
    await untilReady();
  });

  test('whoever comes while others wait in vain is told as soon as they are', async () => {
    const { concertId, fan } = await scene();
    await breaks();
    try {
      const staggered = Array.from({ length: 8 }, async (_, index) => {
        await pause(150 * index);
        return soon(fan.reserve(concertId, DATE, 6));
      });
      for (const answer of await Promise.all(staggered)) expectRefused(answer, 'SERVER_BUSY');
    } finally {
      await mends();
    }
    await untilReady();
  });
});

test('connections that vanished without a word are replaced without a hand', async () => {
  const ownCable = await TcpProxy.start(onSale.redis.url);
  const api = await startApi({ ...onSale.environment, redisUrl: ownCable.url });
  const ready = async () => (await call(`http://127.0.0.1:${api.port}`, 'GET', '/readyz')).status === 200;
  await until(ready);
  ownCable.lose();
  expect(await ready()).toBe(false);
  await until(ready, { ms: 10_000 });
  await api.close();
  await ownCable.close();
});

test('after Redis was killed and came back with nothing, all goes on without a hand', async () => {
  const { concertId, fan, held, waiting, line } = await scene();
  process.kill(onSale.redis.pid, 'SIGKILL');
  await until(async () => (await call(onSale.url, 'GET', '/readyz')).status === 503);
  expectRefused(await soon(fan.pay(concertId, held)), 'SERVER_BUSY');
  replacement = await startRedis({ dataDir: null, port: onSale.redis.port });
  await untilReady();
  expect((await fan.pay(concertId, held)).status).toBe(201);
  expect((await waiting.place(line)).body).toMatchObject({ status: 'WAITING', rank: 2 });
  expect((await (await onSale.fan()).join(line)).body).toMatchObject({ status: 'WAITING', rank: 3 });
});
