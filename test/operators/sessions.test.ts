import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { startApi } from '../../src/api/api-process.ts';
import { call } from '../infrastructure/call.ts';
import { ADMIN_KEY } from '../infrastructure/on-sale.ts';
import { problem } from '../infrastructure/refusals-of-the-contract.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';
import { Browser } from './browser.ts';

const onSale = useOnSale({ workers: 0, schedulers: 0, laws: 'at the end' });

const SESSION = '/v1/admin/session';
const refused = (code: Parameters<typeof problem>[0]) => ({
  status: problem(code).status,
  body: expect.objectContaining(problem(code)),
});

test('whoever brings the key is signed in by a cookie that only the browser itself can read', async () => {
  const browser = new Browser(() => onSale.url);

  const signedIn = await browser.signIn('Ji-woo');

  expect(signedIn).toMatchObject({ status: 204, body: '' });
  const [cookie = ''] = signedIn.headers.getSetCookie();
  expect(cookie).toMatch(/^frontrow_operator=[\w-]{43}; Max-Age=43200; HttpOnly; SameSite=Strict; Path=\/$/);
  const { status, body } = await browser.call('GET', SESSION);
  expect([status, body.name]).toEqual([200, 'Ji-woo']);
  const hours = (Date.parse(body.expiresAt) - Date.now()) / 3_600_000;
  expect(hours).toBeGreaterThan(11.9);
  expect(hours).toBeLessThan(12.1);
  expect((await browser.call('GET', '/v1/admin/ledger')).status).toBe(200);
});

test('behind HTTPS the cookie never leaves it', async () => {
  const api = await startApi({ ...onSale.environment, trustProxyHops: 1 });
  try {
    const signedIn = await call(`http://127.0.0.1:${api.port}`, 'POST', SESSION, {
      body: { key: ADMIN_KEY, name: 'Ji-woo' },
      headers: { 'x-forwarded-proto': 'https' },
    });
    expect(signedIn.headers.getSetCookie()[0]).toMatch(/; Secure$/);
  } finally {
    await api.close();
  }
});

test('another key signs nobody in, and tells nothing of the right one', async () => {
  const browser = new Browser(() => onSale.url);

  for (const key of ['', `${ADMIN_KEY}x`, ADMIN_KEY.slice(1)]) {
    const answer = await browser.signIn('Mallory', key);
    expect(answer).toMatchObject(refused('INVALID_TOKEN'));
    expect(answer.headers.getSetCookie()).toEqual([]);
  }
  const [nobody] = await onSale.sql(sql`select 1 from operator_session where name = 'Mallory'`);
  expect(nobody).toBeUndefined();
});

test('a key is not found by trying, and whoever has the right one is let in meanwhile', async () => {
  const api = await startApi({ ...onSale.environment, wrongKeysPerAddress: 3 });
  try {
    const browser = new Browser(() => `http://127.0.0.1:${api.port}`);
    const guesses = Array.from({ length: 30 }, () => browser.signIn('Mallory', 'a guess'));
    expect((await browser.signIn('Operator')).status).toBe(204);

    const tries = await Promise.all(guesses);

    expect(tries.filter(({ status }) => status === 401)).toHaveLength(3);
    expect(tries.find(({ status }) => status !== 401)).toMatchObject(refused('RATE_LIMITED'));
  } finally {
    await api.close();
  }
});

test('a session is believed by every process, also by one that was started later', async () => {
  const browser = await Browser.signedIn(onSale);
  const later = await startApi(onSale.environment);
  try {
    const elsewhere = new Browser(() => `http://127.0.0.1:${later.port}`);
    elsewhere.cookie = browser.cookie;
    expect((await elsewhere.call('GET', SESSION)).body.name).toBe('Ji-woo');

    await elsewhere.call('DELETE', SESSION);

    expect(await browser.call('GET', SESSION)).toMatchObject(refused('INVALID_TOKEN'));
  } finally {
    await later.close();
  }
});

test('signing out ends the session on the server, whatever the browser keeps', async () => {
  const browser = await Browser.signedIn(onSale);

  const signedOut = await browser.call('DELETE', SESSION);

  expect(signedOut.status).toBe(204);
  expect(signedOut.headers.getSetCookie()[0]).toMatch(/^frontrow_operator=; Max-Age=0;/);
  expect(await browser.call('GET', SESSION)).toMatchObject(refused('INVALID_TOKEN'));
  expect(await browser.call('DELETE', SESSION)).toMatchObject(refused('INVALID_TOKEN'));
});

test('signing in again leaves the session in another browser alone', async () => {
  const [one, other] = [await Browser.signedIn(onSale), await Browser.signedIn(onSale)];

  await one.call('DELETE', SESSION);

  expect((await other.call('GET', SESSION)).status).toBe(200);
});

test('a session ends by the clock of the database', async () => {
  const browser = await Browser.signedIn(onSale, 'Early bird');

  await onSale.sql(sql`
    update operator_session
    set opened_at = opened_at - interval '12 hours', expires_at = clock_timestamp() where name = 'Early bird'`);

  expect(await browser.call('GET', SESSION)).toMatchObject(refused('INVALID_TOKEN'));
  await Browser.signedIn(onSale);
  expect(await onSale.sql(sql`select 1 from operator_session where name = 'Early bird'`)).toEqual([]);
});

test('nobody can take a session over who reads the table', async () => {
  const browser = await Browser.signedIn(onSale, 'Reader');
  const token = browser.cookie.split('=')[1] ?? '';

  const [row] = await onSale.sql(sql<{ text: string }>`
    select operator_session::text as text from operator_session where name = 'Reader'`);

  expect(row?.text).not.toContain(token);
  expect(row?.text).not.toContain(Buffer.from(token, 'base64url').toString('hex'));
});

test('a page of another site cannot change anything by a browser that is signed in', async () => {
  const browser = await Browser.signedIn(onSale);
  const concertId = await onSale.concert();
  const path = `/v1/admin/concerts/${concertId}`;

  expect(await browser.asAnotherSite('PATCH', path, { title: 'Theirs' })).toMatchObject(refused('FORBIDDEN'));
  expect(
    await browser.asAnotherSite('PATCH', path, { title: 'Theirs' }, { 'x-frontrow-operator': 'yes' }),
  ).toMatchObject(refused('FORBIDDEN'));
  expect(await browser.asAnotherSite('POST', '/v1/admin/users', { name: 'Theirs' })).toMatchObject(
    refused('FORBIDDEN'),
  );
  expect(await browser.asAnotherSite('DELETE', SESSION)).toMatchObject(refused('FORBIDDEN'));

  expect((await browser.asAnotherSite('GET', SESSION)).status).toBe(200);
  expect((await browser.call('PATCH', path, { title: 'Ours' })).body.title).toBe('Ours');
});

test('the cookie opens what is for operators and nothing that is for fans', async () => {
  const browser = await Browser.signedIn(onSale);

  for (const path of ['/v1/wallet', '/v1/reservations', '/v1/wallet/entries']) {
    expect(await browser.call('GET', path)).toMatchObject(refused('UNAUTHENTICATED'));
  }
  const concertId = await onSale.concert();
  expect(await browser.call('POST', `/v1/concerts/${concertId}/tokens`, {})).toMatchObject(
    refused('UNAUTHENTICATED'),
  );
  const fan = await onSale.fan();
  const wallet = await browser.call('GET', '/v1/wallet', undefined, { 'x-user-id': fan.userId });
  expect(wallet.status).toBe(200);
  expect((await browser.call('GET', '/admin/queues')).status).toBe(200);
  expect((await browser.call('GET', '/metrics')).status).toBe(200);
});

test('what else stands in the header of an operator counts before the cookie', async () => {
  const browser = await Browser.signedIn(onSale);
  const answer = await browser.call('GET', SESSION, undefined, { authorization: 'Bearer something' });
  expect(answer).toMatchObject(refused('INVALID_TOKEN'));

  const key = await browser.call('GET', SESSION, undefined, { authorization: `Bearer ${ADMIN_KEY}` });
  expect(key.body).toEqual({ name: 'ADMIN_KEY', expiresAt: null });
});

test.each(['', 'x', 'a'.repeat(43), '%00', 'constructor', "'; drop table operator_session; --"])(
  'a cookie that was never given opens nothing: %s',
  async (value) => {
    const browser = new Browser(() => onSale.url);
    browser.cookie = `other=1; frontrow_operator=${value}`;
    expect(await browser.call('GET', SESSION)).toMatchObject(refused('INVALID_TOKEN'));
  },
);

test('a sign-in without a name, or with what is no text, is pointed at', async () => {
  for (const [body, pointers] of [
    [{ key: ADMIN_KEY }, ['/name']],
    [{ key: ADMIN_KEY, name: ' ' }, ['/name']],
    [{ key: 1, name: 'x', more: true }, ['/key', '/more']],
  ] as const) {
    const answer = await call(onSale.url, 'POST', SESSION, { body });
    expect(answer).toMatchObject({ status: 400, body: { code: 'INVALID_REQUEST' } });
    expect(answer.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(pointers);
  }
});
