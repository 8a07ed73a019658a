import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { asks, pathOf, typed } from '../../client/index.ts';
import { ADMIN_KEY, DATE, OnSale } from '../infrastructure/on-sale.ts';

let onSale: OnSale;
beforeAll(async () => {
  onSale = await OnSale.start();
});
afterAll(() => onSale.close());

const guest = () => typed(asks({ origin: onSale.url }));

test('a visit from the line to the seat, by the calls of the description', async () => {
  const concertId = await onSale.concert();
  const { userId } = await onSale.fan();
  const call = guest();
  const joined = await call('POST', '/v1/concerts/{concertId}/tokens', {
    params: { concertId },
    credential: { userId },
    wait: 20,
  });
  if (!joined.ok || joined.status !== 201) throw new Error(JSON.stringify(joined));
  const credential = { token: joined.body.token };
  const held = await call('POST', '/v1/concerts/{concertId}/reservations', {
    params: { concertId },
    body: { date: DATE, seatNumbers: [3, 4] },
    credential,
    language: 'en',
    wait: 20,
    idempotencyKey: 'two seats',
    correlationId: 'of-this-test',
  });
  expect(held).toMatchObject({ ok: true, status: 201, body: { seatNumbers: [3, 4], amount: 100_000 } });
  expect(held.ok && held.headers.get('x-correlation-id')).toBe('of-this-test');
  const again = await call('POST', '/v1/concerts/{concertId}/reservations', {
    params: { concertId },
    body: { date: DATE, seatNumbers: [3, 4] },
    credential,
    language: 'en',
    wait: 20,
    idempotencyKey: 'two seats',
  });
  expect(again.ok && again.body).toEqual(held.ok && held.body);
  const paid = await call('POST', '/v1/concerts/{concertId}/payments', {
    params: { concertId },
    body: { reservationId: (held.ok && held.status === 201 && held.body.reservationId) || '' },
    credential,
    language: 'en',
    wait: 20,
  });
  if (paid.ok || 'offline' in paid) throw new Error(JSON.stringify(paid));
  expect(paid.problem).toMatchObject({ code: 'INSUFFICIENT_BALANCE', detail: 'The balance is too low' });
});

test('an accepted write is answered with its request, and asked for there', async () => {
  const concertId = await onSale.concert();
  const { userId } = await onSale.fan();
  const call = typed(asks({ origin: onSale.url, credential: { userId }, language: 'ko' }));
  const joined = await call('POST', '/v1/concerts/{concertId}/tokens', { params: { concertId }, body: {} });
  if (!joined.ok || joined.status !== 202) throw new Error(JSON.stringify(joined));
  const { requestId } = joined.body;
  const request = await call('GET', '/v1/requests/{requestId}', { params: { requestId } });
  expect(request).toMatchObject({ ok: true, status: 200, body: { requestId, kind: 'issue-token' } });
});

test('a list is read page by page, and an unchanged one not again', async () => {
  const concertId = await onSale.concert({ waitingRoom: { protects: 'booking' } });
  const operator = typed(asks({ origin: onSale.url, credential: { adminKey: ADMIN_KEY } }));
  const users = Array.from({ length: 3 }, (_, index) => ({ name: `Fan ${index}` }));
  for (const name of ['one', 'two']) {
    const created = await operator('POST', '/v1/admin/users', {
      body: name === 'one' ? { name } : { users },
    });
    expect(created).toMatchObject({ ok: true, status: 201 });
  }
  const first = await operator('GET', '/v1/admin/actions');
  if (!first.ok) throw new Error(JSON.stringify(first));
  const [newest] = first.body.actions;
  const older = `/v1/admin/actions?before=${newest?.id}`;
  const next = await operator('GET', '/v1/admin/actions', { next: older });
  const same = await operator('GET', '/v1/admin/actions', { query: { before: newest?.id } });
  expect(next.ok && next.body.actions).toEqual(first.body.actions.slice(1));
  expect(same.ok && same.body).toEqual(next.ok && next.body);

  const params = { concertId };
  const read = await guest()('GET', '/v1/concerts/{concertId}/dates', { params });
  if (!read.ok) throw new Error(JSON.stringify(read));
  const ifNoneMatch = read.headers.get('etag') ?? '';
  const unchanged = await guest()('GET', '/v1/concerts/{concertId}/dates', { params, ifNoneMatch });
  expect(unchanged).toMatchObject({ ok: true, status: 304, body: undefined });
});

test('whoever is not heard has not answered: nobody there, somebody else there, or no more patience', async () => {
  const unheard = { ok: false, status: 0, offline: true };
  const server = createServer((request, response) => {
    if (request.url === '/v1/wallet') return;
    response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad gateway</h1>');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const call = typed(asks({ origin }));
  expect(await call('GET', '/v1/concerts')).toEqual(unheard);
  expect(await call('GET', '/v1/wallet', { signal: AbortSignal.timeout(50) })).toEqual(unheard);
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
  expect(await call('GET', '/v1/concerts')).toEqual(unheard);
});

test('names in a path cannot lead out of it', () => {
  expect(pathOf('/v1/reservations/{reservationId}', { reservationId: '../wallet?x' })).toBe(
    '/v1/reservations/..%2Fwallet%3Fx',
  );
});
