import { request } from 'node:http';
import { connect } from 'node:net';
import { beforeAll, expect, test } from '@jest/globals';
import { call } from '../infrastructure/call.ts';
import type { Fan } from '../infrastructure/fan.ts';
import { inside } from '../infrastructure/inside.ts';
import { ADMIN_KEY, DATE } from '../infrastructure/on-sale.ts';
import { type ContractCode, expectRefused } from '../infrastructure/refusals-of-the-contract.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const onSale = useOnSale({ workers: 1, schedulers: 0, laws: 'at the end' });
let concertId: string;
let fan: Fan;
beforeAll(async () => {
  concertId = await onSale.concert();
  fan = await inside(onSale, concertId);
});

const MALFORMED = [
  'nothing',
  '1',
  '%00',
  '%F0%9F%8E%AB',
  '%E0%A4%A',
  "1'or'1'='1",
  '7b3f7a35-1f5c-4dd8-9d0e-3f9b7c0f7a1g',
];

/** Where a malformed piece of the path stands, who asks, and what does not exist then. */
const PLACES: [string, 'fan' | 'user' | 'operator', (piece: string) => string, ContractCode][] = [
  ['GET', 'fan', (piece) => `/v1/concerts/${piece}`, 'CONCERT_NOT_FOUND'],
  ['POST', 'user', (piece) => `/v1/concerts/${piece}/tokens`, 'CONCERT_NOT_FOUND'],
  ['GET', 'fan', (piece) => `/v1/concerts/${concertId}/dates/${piece}/seats`, 'SEATS_NOT_FOUND'],
  ['DELETE', 'fan', (piece) => `/v1/concerts/${concertId}/reservations/${piece}`, 'RESERVATION_NOT_FOUND'],
  ['GET', 'user', (piece) => `/v1/reservations/${piece}`, 'RESERVATION_NOT_FOUND'],
  ['GET', 'user', (piece) => `/v1/requests/${piece}`, 'REQUEST_NOT_FOUND'],
  ['PATCH', 'operator', (piece) => `/v1/admin/concerts/${piece}`, 'CONCERT_NOT_FOUND'],
  ['GET', 'operator', (piece) => `/v1/admin/concerts/${piece}/stats`, 'CONCERT_NOT_FOUND'],
];

test.each(PLACES)(
  '%s by a %s: what has no id that could be one does not exist',
  async (method, who, path, code) => {
    for (const piece of MALFORMED) {
      const body = method === 'POST' || method === 'PATCH' ? {} : undefined;
      const answer = await {
        fan: () => fan.call(method, path(piece), body),
        user: () => fan.asUser(method, path(piece), body),
        operator: () => onSale.operator(method, path(piece), body),
      }[who]();
      expectRefused(answer, code);
    }
  },
);

test('a date that is no day has no seats', async () => {
  for (const day of [
    '2099-12-25',
    '2099-02-30',
    '2099-13-01',
    '2099-1-1',
    '20991224',
    '0000-01-01',
    '-000001-01-01',
    '9999-12-31',
  ]) {
    expectRefused(await fan.seats(concertId, day), 'SEATS_NOT_FOUND');
  }
});

test('ids are the same in either case', async () => {
  const path = `/v1/concerts/${concertId.toUpperCase()}`;
  expect((await fan.call('GET', `${path}/tokens/me`)).status).toBe(200);
  expect((await fan.call('GET', path)).body.concertId).toBe(concertId);
  const held = await fan.reserve(concertId.toUpperCase(), DATE, 1);
  expect((await fan.release(concertId, held.body.reservationId.toUpperCase())).body.status).toBe('RELEASED');
  const joined = await onSale.fan();
  expect((await joined.join(concertId.toUpperCase())).status).toBe(201);
  expect((await joined.place(concertId)).status).toBe(200);
});

test.each([
  ['/v1'],
  ['/v1/'],
  ['/v2/concerts'],
  ['//v1/concerts'],
  ['/v1/concerts/x/y/z'],
  ['/v1/admin'],
  ['/v1/../v1/wallet/nothing'],
  ['/%'],
  ['/v1/wallet%2Fentries'],
])('there is nothing at %s', async (path) => {
  const answer = await call(onSale.url, 'GET', path, { headers: { authorization: `Bearer ${ADMIN_KEY}` } });
  expectRefused(answer, 'NOT_FOUND');
});

test.each([
  ['PUT', '/v1/concerts', ['GET']],
  ['POST', '/v1/wallet', ['GET']],
  ['GET', '/v1/wallet/charges', ['POST']],
  ['DELETE', '/v1/wallet/entries', ['GET']],
  ['PATCH', '/v1/concerts/1/tokens/me', ['GET', 'DELETE']],
  ['PUT', '/v1/concerts/1/reservations', ['POST']],
  ['GET', '/v1/concerts/1/reservations/1', ['DELETE']],
  ['GET', '/v1/concerts/1/payments', ['POST']],
  ['GET', '/v1/admin/users', ['POST']],
  ['POST', '/v1/admin/concerts/1', ['GET', 'PATCH']],
  ['POST', '/metrics', ['GET']],
  ['POST', '/healthz', ['GET']],
  ['PROPFIND', '/v1/concerts', ['GET']],
])('%s %s is refused, and the answer says what is allowed', async (method, path, allowed) => {
  const answer = await call(onSale.url, method, path);
  expectRefused(answer, 'METHOD_NOT_ALLOWED');
  const said = answer.headers.get('allow')?.split(', ') ?? [];
  expect(said.filter((name) => name !== 'HEAD' && name !== 'OPTIONS').sort()).toEqual(allowed.sort());
});

test('HEAD answers as GET does, without the body', async () => {
  const { status, headers } = await fetch(`${onSale.url}/v1/concerts/${concertId}`, { method: 'HEAD' });
  expect([status, headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8']);
});

test('a page of another site may ask, and may read what a refusal says', async () => {
  const origin = { origin: 'https://tickets.example' };
  const preflight = await call(onSale.url, 'OPTIONS', '/v1/wallet/charges', {
    headers: {
      ...origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'idempotency-key',
    },
  });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get('access-control-allow-headers')).toContain('idempotency-key');
  const refused = await call(onSale.url, 'GET', '/v1/wallet', { headers: origin });
  expectRefused(refused, 'UNAUTHENTICATED');
  expect(refused.headers.get('access-control-allow-origin')).toBe('*');
  expect(refused.headers.get('access-control-expose-headers')).toContain('Location');
});

test('headers too large are refused at once', async () => {
  const answer = await call(onSale.url, 'GET', '/v1/concerts', {
    headers: { 'x-large': 'x'.repeat(17_000) },
  });
  expect(answer.status).toBe(431);
});

test('a cursor that none of the lists gave is refused and not guessed at', async () => {
  for (const path of [
    '/v1/concerts?after=1',
    '/v1/reservations?before=1',
    '/v1/wallet/entries?before=x',
    '/v1/wallet/entries?before=-1',
    `/v1/wallet/entries?before=${'9'.repeat(30)}`,
  ]) {
    expectRefused(await fan.asUser('GET', path), 'INVALID_REQUEST');
  }
});

test('a line that is no HTTP is answered with 400 and costs nobody else anything', async () => {
  const answer = await new Promise<string>((resolve, reject) => {
    const socket = connect(Number(new URL(onSale.url).port), '127.0.0.1', () =>
      socket.end('HELLO THERE\r\n\r\n'),
    );
    let said = '';
    socket.on('data', (data) => {
      said += data;
    });
    socket.on('close', () => resolve(said));
    socket.on('error', reject);
  });
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  expect((await fan.place(concertId)).status).toBe(200);
});

test('a client that hangs up in the middle of its body costs nobody else anything', async () => {
  const { port } = new URL(onSale.url);
  const headers = { 'content-type': 'application/json', 'content-length': 1_000, 'x-user-id': fan.userId };
  const half = request({ port, host: '127.0.0.1', method: 'POST', path: '/v1/wallet/charges', headers });
  const hungUp = new Promise((resolve) => half.on('error', resolve));
  half.write('{"amount":', () => half.destroy());
  await hungUp;
  expect((await fan.wallet()).body.balance).toBe(0);
});
