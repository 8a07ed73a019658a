import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { SignJWT } from 'jose';
import { sql } from 'kysely';
import { type Answer, call } from '../infrastructure/call.ts';
import type { Fan } from '../infrastructure/fan.ts';
import { tokenRunsOut } from '../infrastructure/in-time.ts';
import { inside } from '../infrastructure/inside.ts';
import { ADMIN_KEY, DATE, TOKEN_SECRET } from '../infrastructure/on-sale.ts';
import { type ContractCode, expectRefused } from '../infrastructure/refusals-of-the-contract.ts';
import { until } from '../infrastructure/until.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const onSale = useOnSale();

const ID = '7b3f7a35-1f5c-4dd8-9d0e-3f9b7c0f7a10';

/** Everything in a concert that a queue token is for. */
const inConcert = (concertId: string): [string, string, object?][] => [
  ['GET', `/v1/concerts/${concertId}/tokens/me`],
  ['DELETE', `/v1/concerts/${concertId}/tokens/me`],
  ['GET', `/v1/concerts/${concertId}/dates`],
  ['GET', `/v1/concerts/${concertId}/dates/${DATE}/seats`],
  ['POST', `/v1/concerts/${concertId}/reservations`, { date: DATE, seatNumber: 1 }],
  ['DELETE', `/v1/concerts/${concertId}/reservations/${ID}`],
  ['POST', `/v1/concerts/${concertId}/payments`, { reservationId: ID }],
];

/** Everything that belongs to one user. */
const OWN: [string, string, object?][] = [
  ['GET', '/v1/wallet'],
  ['POST', '/v1/wallet/charges', { amount: 1 }],
  ['GET', '/v1/wallet/entries'],
  ['GET', '/v1/reservations'],
  ['GET', `/v1/reservations/${ID}`],
  ['GET', `/v1/requests/${ID}`],
];

/** Everything that is an operator's. */
const OPERATORS: [string, string, object?][] = [
  ['POST', '/v1/admin/users', { name: 'Kim' }],
  [
    'POST',
    '/v1/admin/concerts',
    { title: 'A concert', dates: [{ date: DATE, price: 1 }], waitingRoom: { capacity: 1 } },
  ],
  ['PATCH', `/v1/admin/concerts/${ID}`, { title: 'Mine now' }],
  ['GET', `/v1/admin/concerts/${ID}/stats`],
  ['GET', '/v1/admin/ledger'],
  ['GET', '/metrics'],
  ['GET', '/admin/queues'],
  ['GET', '/admin/queues/api/queues'],
];

async function expectAll(
  calls: [string, string, object?][],
  headers: Record<string, string>,
  code: ContractCode,
): Promise<void> {
  for (const [method, path, body] of calls) {
    const answer = await call(onSale.url, method, path, { body, headers: { prefer: 'wait=20', ...headers } });
    expectRefused(answer, code);
  }
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

test('without a credential nothing that needs one is answered', async () => {
  const concertId = await onSale.concert();
  const join: [string, string, object?] = ['POST', `/v1/concerts/${concertId}/tokens`, {}];
  await expectAll([...inConcert(concertId), ...OWN, ...OPERATORS, join], {}, 'UNAUTHENTICATED');
  const { headers } = await call(onSale.url, 'GET', '/v1/wallet');
  expect(headers.get('www-authenticate')).toMatch(/^Bearer/);
});

test('what is open to all asks for no credential', async () => {
  const concertId = await onSale.concert();
  for (const path of [
    '/v1/concerts',
    `/v1/concerts/${concertId}`,
    '/healthz',
    '/readyz',
    '/openapi.json',
    '/asyncapi.json',
  ]) {
    expect({ path, status: (await call(onSale.url, 'GET', path)).status }).toEqual({ path, status: 200 });
  }
});

test('a fan’s credential opens nothing of the operators’', async () => {
  const fan = await inside(onSale, await onSale.concert());
  await expectAll(OPERATORS.slice(0, -2), { 'x-user-id': fan.userId }, 'FORBIDDEN');
  await expectAll(OPERATORS, bearer(fan.token), 'FORBIDDEN');
});

test('the operators’ key opens nothing of a fan’s', async () => {
  const concertId = await onSale.concert();
  const join: [string, string, object?] = ['POST', `/v1/concerts/${concertId}/tokens`, {}];
  await expectAll([...inConcert(concertId), ...OWN, join], bearer(ADMIN_KEY), 'FORBIDDEN');
});

test('a user without a queue token comes to nothing inside a concert', async () => {
  const concertId = await onSale.concert();
  const { userId } = await onSale.fan();
  await expectAll(inConcert(concertId), { 'x-user-id': userId }, 'FORBIDDEN');
});

test('a wrong operators’ key is no key, also where a browser signs in', async () => {
  for (const key of [`${ADMIN_KEY}x`, ADMIN_KEY.slice(1), ADMIN_KEY.toUpperCase(), 'admin']) {
    await expectAll(OPERATORS, bearer(key), 'INVALID_TOKEN');
    const basic = `Basic ${Buffer.from(`me:${key}`).toString('base64')}`;
    expectRefused(
      await call(onSale.url, 'GET', '/admin/queues', { headers: { authorization: basic } }),
      'INVALID_TOKEN',
    );
  }
  const asked = await call(onSale.url, 'GET', '/admin/queues');
  expect(asked.headers.get('www-authenticate')).toMatch(/^Basic /);
  const right = `Basic ${Buffer.from(`anybody:${ADMIN_KEY}`).toString('base64')}`;
  expect((await call(onSale.url, 'GET', '/admin/queues', { headers: { authorization: right } })).status).toBe(
    200,
  );
});

test.each([
  ['of another scheme', 'Digest abc'],
  ['without a token', 'Bearer'],
  ['of two words', 'Bearer two words'],
  ['that is no JWT', 'Bearer abc'],
  ['that is only dots', 'Bearer ..'],
  ['that is not ASCII', 'Bearer \u00e9\u00e9'],
])('an Authorization %s is not overlooked, whoever else is named', async (_what, authorization) => {
  const { userId } = await onSale.fan();
  await expectAll(OWN, { authorization, 'x-user-id': userId }, 'INVALID_TOKEN');
});

test('a user id that is none is no credential', async () => {
  await expectAll(OWN, { 'x-user-id': 'me' }, 'INVALID_TOKEN');
});

describe('a queue token', () => {
  let concertId: string;
  let fan: Fan;
  beforeAll(async () => {
    concertId = await onSale.concert();
    fan = await inside(onSale, concertId);
  });

  const key = new TextEncoder().encode(TOKEN_SECRET);
  const claims = () => JSON.parse(Buffer.from(fan.token.split('.')[1] ?? '', 'base64url').toString());
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = (payload: object, header: object = {}) =>
    new SignJWT({ ...payload }).setProtectedHeader({ alg: 'HS256', ...header });

  const FORGED: [string, () => string | Promise<string>][] = [
    [
      'signed with another key',
      () => signed(claims()).sign(new TextEncoder().encode('another-secret-of-somebody')),
    ],
    ['with another user written in', () => edited({ sub: ID })],
    ['with another concert written in', () => edited({ concert: ID })],
    ['with a later end written in', () => edited({ exp: claims().exp + 3_600 })],
    ['with the algorithm none', () => `${part({ alg: 'none', typ: 'JWT' })}.${part(claims())}.`],
    [
      'with the algorithm none and the old signature',
      () => `${part({ alg: 'none' })}.${fan.token.split('.').slice(1).join('.')}`,
    ],
    ['without its signature', () => `${fan.token.split('.').slice(0, 2).join('.')}.`],
    ['with a signature cut short', () => fan.token.slice(0, -4)],
    ['signed with another algorithm', () => signed(claims(), { alg: 'HS512' }).sign(key)],
    ['of another issuer', () => signed({ ...claims(), iss: 'somebody' }).sign(key)],
    [
      'past its outer limit',
      () => signed({ ...claims(), exp: Math.floor(Date.now() / 1_000) - 60 }).sign(key),
    ],
    ['without an outer limit', () => signed({ ...claims(), exp: undefined }).sign(key)],
    ['without an id', () => signed({ ...claims(), jti: undefined }).sign(key)],
  ];
  const edited = (change: object) => {
    const [header, , signature] = fan.token.split('.');
    return `${header}.${part({ ...claims(), ...change })}.${signature}`;
  };

  test('as it was issued opens its concert, so that the forged ones below fail for what is forged', async () => {
    expect((await fan.place(concertId)).status).toBe(200);
    const again = await signed(claims(), { typ: 'JWT' }).sign(key);
    expect((await call(onSale.url, 'GET', '/v1/wallet', { headers: bearer(again) })).status).toBe(200);
  });

  test.each(FORGED)('%s opens nothing', async (_what, forge) => {
    const token = await forge();
    await expectAll([...inConcert(concertId), ...OWN], bearer(token), 'INVALID_TOKEN');
  });

  test('whose row does not exist opens nothing in its concert', async () => {
    const token = await signed({ ...claims(), jti: randomUUID() }).sign(key);
    await expectAll(inConcert(concertId), bearer(token), 'INVALID_TOKEN');
  });

  test('of one concert opens nothing in another, joins none, and still tells who its user is', async () => {
    const other = await onSale.concert();
    await expectAll(inConcert(other), bearer(fan.token), 'INVALID_TOKEN');
    expect((await call(onSale.url, 'GET', '/v1/wallet', { headers: bearer(fan.token) })).status).toBe(200);
    for (const concert of [other, other.toUpperCase(), randomUUID(), 'none']) {
      const join: [string, string, object] = [
        'POST',
        `/v1/concerts/${concert}/tokens`,
        { userId: fan.userId },
      ];
      await expectAll([join], { ...bearer(fan.token), 'idempotency-key': concert }, 'FORBIDDEN');
    }
    expect((await fan.asUser('POST', `/v1/concerts/${other}/tokens`)).status).toBe(201);
  });

  test('beside another user’s id keeps its own', async () => {
    const { userId } = await onSale.fan();
    const headers = { ...bearer(fan.token), 'x-user-id': userId };
    await fan.charge(700);
    expect((await call(onSale.url, 'GET', '/v1/wallet', { headers })).body.balance).toBe(700);
    const answer = await call(onSale.url, 'POST', '/v1/wallet/charges', {
      body: { amount: 1, userId },
      headers,
    });
    expectRefused(answer, 'INVALID_REQUEST');
  });
});

/** The ways in which a token ends. */
const ENDS: [string, (fan: Fan, concertId: string) => Promise<unknown>][] = [
  ['left', (fan, concertId) => fan.leave(concertId)],
  ['expired', (fan, concertId) => tokenRunsOut(onSale, concertId, fan.userId)],
  [
    'completed',
    async (fan, concertId) => fan.pay(concertId, (await fan.reserve(concertId, DATE, 1)).body.reservationId),
  ],
];

test.each(ENDS)('a token that has %s is refused in its concert within a second', async (_how, end) => {
  const concertId = await onSale.concert();
  const fan = await inside(onSale, concertId, { balance: 50_000 });
  await fan.seats(concertId, DATE);
  await end(fan, concertId);
  const ended = performance.now();
  await until(async () => (await fan.seats(concertId, DATE)).status === 401, { ms: 3_000 });
  expect(performance.now() - ended).toBeLessThan(2_000);
  const join: [string, string, object?] = ['POST', `/v1/concerts/${concertId}/tokens`, {}];
  await expectAll([...inConcert(concertId), join], bearer(fan.token), 'INVALID_TOKEN');
});

test.each(ENDS)(
  'a token that has %s charges nothing any more, and repeats what it charged',
  async (_how, end) => {
    const concertId = await onSale.concert();
    const fan = await inside(onSale, concertId, { balance: 50_000 });
    const charge = (key: string) =>
      fan.call('POST', '/v1/wallet/charges', { amount: 7 }, { 'idempotency-key': key });
    const first = await charge('first');
    expect(first.status).toBe(201);
    await end(fan, concertId);
    const ended = performance.now();
    await until(async () => (await charge(randomUUID())).status === 401, { ms: 3_000 });
    expect(performance.now() - ended).toBeLessThan(2_000);
    const before = (await fan.wallet()).body.balance;
    expectRefused(await fan.call('POST', '/v1/wallet/charges', { amount: 7 }), 'INVALID_TOKEN');
    expectRefused(await charge('second'), 'INVALID_TOKEN');
    expect((await charge('first')).body).toEqual(first.body);
    const other = { amount: 8 };
    expectRefused(
      await fan.call('POST', '/v1/wallet/charges', other, { 'idempotency-key': 'first' }),
      'IDEMPOTENCY_KEY_REUSED',
    );
    expect((await fan.wallet()).body.balance).toBe(before);
  },
);

test.each(ENDS)('a token that has %s still reads its user’s own things', async (_how, end) => {
  const concertId = await onSale.concert();
  const fan = await inside(onSale, concertId, { balance: 60_000 });
  const held = await fan.reserve(concertId, DATE, 2);
  await end(fan, concertId);
  await until(async () => (await fan.place(concertId)).status === 401);
  expect((await fan.call('GET', '/v1/wallet')).body.currency).toBe('KRW');
  expect((await fan.call('GET', '/v1/wallet/entries')).body.entries.length).toBeGreaterThan(0);
  expect((await fan.call('GET', '/v1/reservations')).body.reservations.length).toBeGreaterThan(0);
  expect((await fan.call('GET', `/v1/reservations/${held.body.reservationId}`)).status).toBe(200);
  expect((await fan.call('GET', held.headers.get('location') ?? '')).body.status).toBe('succeeded');
  expect((await fan.join(concertId)).body.number).toBe(2);
});

test('what belongs to one user does not exist for another', async () => {
  const concertId = await onSale.concert();
  const [owner, other] = [
    await inside(onSale, concertId, { balance: 50_000 }),
    await inside(onSale, concertId),
  ];
  const held = await owner.reserve(concertId, DATE, 3);
  const { reservationId } = held.body;
  const request = held.headers.get('location') ?? '';
  const asOther: (Answer | Promise<Answer>)[] = [
    other.call('GET', `/v1/reservations/${reservationId}`),
    other.asUser('GET', `/v1/reservations/${reservationId}`),
    other.release(concertId, reservationId),
    other.pay(concertId, reservationId),
    other.pay(concertId, [reservationId]),
  ];
  for (const answer of await Promise.all(asOther)) expectRefused(answer, 'RESERVATION_NOT_FOUND');
  expectRefused(await other.asUser('GET', request), 'REQUEST_NOT_FOUND');
  expectRefused(await other.call('GET', request), 'REQUEST_NOT_FOUND');
  expect((await other.call('GET', '/v1/reservations')).body.reservations).toEqual([]);
  expect((await other.call('GET', '/v1/wallet/entries')).body.entries).toEqual([]);
  expect((await owner.call('GET', `/v1/reservations/${reservationId}`)).body.status).toBe('HELD');
});

test('a reservation of another concert does not exist in this one, though it is one’s own', async () => {
  const [concertId, otherId] = [await onSale.concert(), await onSale.concert()];
  const fan = await inside(onSale, concertId, { balance: 50_000 });
  const { reservationId } = (await fan.reserve(concertId, DATE, 4)).body;
  await fan.join(otherId);
  expectRefused(await fan.release(otherId, reservationId), 'RESERVATION_NOT_FOUND');
  expectRefused(await fan.pay(otherId, reservationId), 'RESERVATION_NOT_FOUND');
});

test('whoever waits is told so before anything else about seats and money', async () => {
  const concertId = await onSale.concert({ waitingRoom: { capacity: 1, paused: true } });
  const fan = await onSale.fan();
  await fan.join(concertId);
  expectRefused(await fan.dates(concertId), 'NOT_ADMITTED');
  expectRefused(await fan.seats(concertId, '1999-01-01'), 'NOT_ADMITTED');
  expectRefused(await fan.reserve(concertId, '1999-01-01', 999), 'NOT_ADMITTED');
  expectRefused(await fan.pay(concertId, randomUUID()), 'NOT_ADMITTED');
  const requests = await onSale.sql(
    sql`select kind from request where user_id = ${fan.userId} and kind <> 'issue-token'`,
  );
  expect(requests).toEqual([]);
});
