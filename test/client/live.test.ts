import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { FanEvents, Problem } from '../../client/description.ts';
import { type Credential, Live } from '../../client/index.ts';
import { inside } from '../infrastructure/inside.ts';
import { ADMIN_KEY, DATE, OnSale } from '../infrastructure/on-sale.ts';
import { TcpProxy } from '../infrastructure/tcp-proxy.ts';
import { until } from '../infrastructure/until.ts';

let onSale: OnSale;
let cable: TcpProxy;
beforeAll(async () => {
  onSale = await OnSale.start();
  cable = await TcpProxy.start(onSale.url);
});
afterAll(async () => {
  await cable.close();
  await onSale.close();
});

const opened: { close(): void }[] = [];
afterEach(() => {
  for (const live of opened.splice(0)) live.close();
});

/** A connection by a cable that can be cut, and what it was told of outcomes. */
async function listening(credential: Credential) {
  const told: FanEvents['request'][] = [];
  let connections = 0;
  const live = new Live({
    origin: cable.url.replace(/\/$/, ''),
    listener: () => ({ credential, language: 'en' }),
    connected: () => {
      connections += 1;
    },
  });
  live.on('request', (event) => told.push(event));
  opened.push(live);
  live.open();
  await until(() => live.connected);
  return { live, told, connections: () => connections };
}

test('it comes back when it is cut off, and tells what was missed, each outcome once', async () => {
  const concertId = await onSale.concert();
  const fan = await inside(onSale, concertId);
  const { live, told, connections } = await listening({ token: fan.token });
  const seats = () =>
    told.flatMap((event) =>
      event.kind === 'reserve' && event.status === 'succeeded' ? event.result.seatNumbers : [],
    );
  await fan.reserve(concertId, DATE, 1);
  await until(() => seats().length === 1);
  await cable.cut();
  await until(() => !live.connected);
  await fan.reserve(concertId, DATE, 2);
  await cable.restore();
  await until(() => connections() === 2 && seats().length === 2);
  // What is told again comes before what happens now.
  await fan.reserve(concertId, DATE, 3);
  await until(() => seats().length > 2);
  expect(seats()).toEqual([1, 2, 3]);
});

test('what was told is told again when that is asked for', async () => {
  const concertId = await onSale.concert();
  const fan = await inside(onSale, concertId);
  await fan.reserve(concertId, DATE, 1);
  const { live, told } = await listening({ userId: fan.userId });
  live.tellAgain(Date.now() - 60_000);
  await until(() => told.length === 2);
  live.tellAgain(Date.now() - 60_000);
  await until(() => told.length === 4);
  expect(told.map(({ kind }) => kind).sort()).toEqual(['issue-token', 'issue-token', 'reserve', 'reserve']);
});

test('who is refused hears why, and is tried again with another credential', async () => {
  const fan = await onSale.fan();
  const problems: (Problem | null)[] = [];
  let credential: Credential = { token: 'nonsense' };
  const live = new Live({
    origin: onSale.url,
    listener: () => ({ credential, language: 'en' }),
    refused(problem) {
      problems.push(problem);
      credential = { userId: fan.userId };
      return 'again';
    },
  });
  opened.push(live);
  live.open();
  await until(() => live.connected);
  expect(problems).toEqual([expect.objectContaining({ code: 'INVALID_TOKEN', status: 401 })]);
});

test('an operator watches a sale', async () => {
  const concertId = await onSale.concert();
  const live: Live<'/operator'> = new Live({
    origin: onSale.url,
    namespace: '/operator',
    listener: () => ({ credential: { adminKey: ADMIN_KEY } }),
    connected: () => live.say('watch', { concertId }),
  });
  opened.push(live);
  const told = new Promise((tell) => live.on('sale', tell));
  live.open();
  expect(await told).toMatchObject({ concertId, stats: { waiting: 0, held: 0 } });
});
