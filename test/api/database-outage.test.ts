import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { type Answer, call } from '../infrastructure/call.ts';
import { DATE } from '../infrastructure/on-sale.ts';
import { type ContractCode, expectRefused } from '../infrastructure/refusals-of-the-contract.ts';
import { type Scene, setScene } from '../infrastructure/scene.ts';
import { Session, untilBlocked } from '../infrastructure/session.ts';
import { TcpProxy } from '../infrastructure/tcp-proxy.ts';
import { until } from '../infrastructure/until.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

/** Two seconds, with room for a busy machine. */
const SOON_MS = 2_600;

const onSale = useOnSale({ apis: 0 });
let database: TcpProxy;
beforeAll(async () => {
  database = await TcpProxy.start(onSale.databaseUrl);
  Object.assign(onSale.environment, { databaseUrl: database.url });
  await onSale.addApi();
});
afterEach(async () => {
  await database.restore();
  await until(async () => (await call(onSale.url, 'GET', '/readyz')).status === 200);
});
afterAll(async () => {
  await database.close();
});

const scene = () => setScene(onSale, { balance: 100_000 });

type Ask = (scene: Scene, headers: Record<string, string>) => Promise<Answer>;
const get =
  (path: (scene: Scene) => string): Ask =>
  (scene, headers) =>
    scene.fan.call('GET', path(scene), undefined, headers);

/** Every call that needs the database, and what the contract has it say without one. */
const CALLS: [string, ContractCode, Ask][] = [
  ['dates', 'DATES_UNAVAILABLE', get(({ concertId }) => `/v1/concerts/${concertId}/dates`)],
  ['seats', 'SEATS_UNAVAILABLE', get(({ concertId }) => `/v1/concerts/${concertId}/dates/${DATE}/seats`)],
  ['the balance', 'BALANCE_UNAVAILABLE', get(() => '/v1/wallet')],
  ['a charge', 'CHARGE_FAILED', ({ fan }, headers) => fan.charge(500, headers)],
  ['a join', 'SERVER_BUSY', async ({ concertId, fan }, headers) => fan.join(concertId, headers)],
  ['a hold', 'SERVER_BUSY', ({ concertId, fan }, headers) => fan.reserve(concertId, DATE, 2, headers)],
  ['a release', 'SERVER_BUSY', ({ concertId, fan, held }, headers) => fan.release(concertId, held, headers)],
  ['a payment', 'SERVER_BUSY', ({ concertId, fan, held }, headers) => fan.pay(concertId, held, headers)],
  ['leaving', 'SERVER_BUSY', ({ concertId, fan }, headers) => fan.leave(concertId, headers)],
  ['a concert', 'SERVER_BUSY', get(({ concertId }) => `/v1/concerts/${concertId}`)],
  ['the concerts', 'SERVER_BUSY', get(() => '/v1/concerts')],
  ['the reservations', 'SERVER_BUSY', get(() => '/v1/reservations')],
  ['a request', 'SERVER_BUSY', get(() => `/v1/requests/${randomUUID()}`)],
  [
    'an operator’s figures',
    'SERVER_BUSY',
    (_, headers) => onSale.operator('GET', '/v1/admin/ledger', undefined, headers),
  ],
  [
    'an operator’s users',
    'SERVER_BUSY',
    (_, headers) => onSale.operator('POST', '/v1/admin/users', { name: 'Kim' }, headers),
  ],
  [
    'an operator’s credit',
    'SERVER_BUSY',
    ({ fan: { userId } }, headers) =>
      onSale.operator('POST', `/v1/admin/users/${userId}/credits`, { amount: 500, reason: 'Paid' }, headers),
  ],
];

const OUTAGES: [string, () => unknown][] = [
  ['refuses every connection', () => database.cut()],
  ['is silent', () => database.silence()],
];

/** The answer, which came soon. */
async function soon(asked: Promise<Answer>): Promise<Answer> {
  const started = performance.now();
  const answer = await asked;
  expect(performance.now() - started).toBeLessThan(SOON_MS);
  return answer;
}

describe.each(OUTAGES)('while the database %s', (_how, breaks) => {
  test('every call says so soon, in the words of the contract, and does nothing', async () => {
    const staged = await scene();
    await breaks();
    for (let from = 0; from < CALLS.length; from += 8) {
      await Promise.all(
        CALLS.slice(from, from + 8).map(async ([, code, ask], index) => {
          const language = index % 2 === 0 ? 'ko' : 'en';
          const answer = await soon(ask(staged, { 'accept-language': language }));
          expectRefused(answer, code, language);
          if (code === 'SERVER_BUSY') expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
        }),
      );
    }
    await database.restore();
    await until(async () => (await call(onSale.url, 'GET', '/readyz')).status === 200);
    const { fan, concertId } = staged;
    expect((await fan.wallet()).body.balance).toBe(100_000);
    expect((await fan.place(concertId)).body.status).toBe('ACTIVE');
    expect((await fan.call('GET', '/v1/reservations')).body.reservations).toMatchObject([
      { status: 'HELD', seatNumbers: [1] },
    ]);
  });

  test('the process is alive and says that it is not ready', async () => {
    await breaks();
    expect((await call(onSale.url, 'GET', '/healthz')).status).toBe(200);
    const ready = await soon(call(onSale.url, 'GET', '/readyz'));
    expect(ready).toMatchObject({
      status: 503,
      body: { ready: false, database: 'unreachable', redis: 'ok' },
    });
  });

  test('a key under which nothing was accepted may try again', async () => {
    const { concertId, fan } = await scene();
    const headers = { 'idempotency-key': 'patience' };
    await breaks();
    expectRefused(await fan.charge(500, headers), 'CHARGE_FAILED');
    expectRefused(await fan.reserve(concertId, DATE, 2, { 'idempotency-key': 'seat' }), 'SERVER_BUSY');
    await database.restore();
    const charged = await until(async () => {
      const answer = await fan.charge(500, headers);
      return answer.status === 201 ? answer : null;
    });
    expect(charged.body).toMatchObject({ amount: 500, balance: 100_500 });
    expect((await fan.charge(500, headers)).body).toEqual(charged.body);
    expect((await fan.reserve(concertId, DATE, 2, { 'idempotency-key': 'seat' })).status).toBe(201);
  });
});

test('a crowd gets its answers too, each in its time, and nobody hangs', async () => {
  const { concertId, fan } = await scene();
  database.silence();
  const started = performance.now();
  const crowd = Array.from({ length: 90 }, (_, index) =>
    [() => fan.wallet(), () => fan.charge(1), () => fan.reserve(concertId, DATE, 3)][index % 3]?.(),
  );
  const codes = new Set((await Promise.all(crowd)).map((answer) => answer?.body.code));
  expect(codes).toEqual(new Set(['BALANCE_UNAVAILABLE', 'CHARGE_FAILED', 'SERVER_BUSY']));
  expect(performance.now() - started).toBeLessThan(2 * SOON_MS);
});

test('whoever asks for the same lane while others wait in vain is told as soon as they are', async () => {
  const { concertId, fan } = await scene();
  await fan.place(concertId);
  database.silence();
  // Of this one nobody can know whether it was accepted, so nothing is said.
  const first = soon(fan.reserve(concertId, DATE, 3)).catch(() => 'no answer');
  const later = Array.from({ length: 5 }, async (_, index) => {
    await pause(200 * (index + 1));
    return soon(fan.reserve(concertId, DATE, 4));
  });
  for (const answer of await Promise.all(later)) expectRefused(answer, 'SERVER_BUSY');
  expect(await first).toBe('no answer');
});

test('connections that vanished without a word are replaced without a hand', async () => {
  const { fan } = await scene();
  await Promise.all(Array.from({ length: 40 }, () => fan.charge(1)));
  database.lose();
  await until(
    async () => {
      const answers = await Promise.all(Array.from({ length: 40 }, () => fan.wallet()));
      return answers.every(({ status }) => status === 200);
    },
    { ms: 8_000 },
  );
});

test('a transaction whose connection went silent in the middle is nobody’s afterwards, and in nobody’s way', async () => {
  const { concertId, fan } = await scene();
  await Promise.all(Array.from({ length: 40 }, () => fan.wallet()));
  const held = await Session.holding(onSale, sql`select from account where id = ${fan.userId} for update`);
  const charging = Array.from({ length: 10 }, () => fan.charge(7).catch(() => 'no answer'));
  await untilBlocked(onSale, 'api', 5);
  database.silence();
  // Whether the money will be there when the database is back nobody can know, so nothing is said.
  for (const answer of await Promise.all(charging)) expect(answer).toBe('no answer');
  await held.end();
  await database.restore();
  const { body } = await soon(fan.charge(500));
  expect(body.balance).toBe(100_500);
  const accepted = await Promise.all(
    Array.from({ length: 20 }, (_, index) => fan.reserve(concertId, DATE, 10 + index, { prefer: '' })),
  );
  const ids = accepted.map((answer) => answer.body.requestId);
  const stored = await onSale.sql(sql`select 1 from request where id = any(${ids}::uuid[])`);
  expect(stored).toHaveLength(20);
  expect((await fan.wallet()).body.balance).toBe(100_500);
});
