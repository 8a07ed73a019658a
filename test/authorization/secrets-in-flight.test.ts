import { afterEach, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { startApi } from '../../src/api/api-process.ts';
import type { Running } from '../../src/run-role.ts';
import { call } from '../infrastructure/call.ts';
import { connect } from '../infrastructure/fan.ts';
import { ADMIN_KEY, TOKEN_SECRET } from '../infrastructure/on-sale.ts';
import { expectRefused, problem } from '../infrastructure/refusals-of-the-contract.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';
import { Browser } from '../operators/browser.ts';

const NEW_KEY = 'the-operators-new-key-of-the-tests';
const NEW_SECRET = 'the-new-token-secret-of-the-tests';

const BEFORE = { adminKey: ADMIN_KEY, adminKeyPrevious: NEW_KEY, tokenSecretPrevious: NEW_SECRET };
const MEANWHILE = {
  ...{ adminKey: NEW_KEY, adminKeyPrevious: ADMIN_KEY },
  ...{ tokenSecret: NEW_SECRET, tokenSecretPrevious: TOKEN_SECRET },
};
const AFTER = { adminKey: NEW_KEY, tokenSecret: NEW_SECRET };

const onSale = useOnSale({ laws: 'at the end' });

const started: Running[] = [];
/** An API process that was started with these secrets. */
async function apiWith(secrets: object): Promise<string> {
  const api = await startApi({ ...onSale.environment, ...secrets });
  started.push(api);
  return `http://127.0.0.1:${api.port}`;
}
afterEach(async () => {
  await Promise.all(started.splice(0).map((api) => api.close()));
});

const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });
const basic = (key: string) => ({
  headers: { authorization: `Basic ${Buffer.from(`me:${key}`).toString('base64')}` },
});

describe('the operators’ key', () => {
  /** At every door: the API, the dashboard, and where a browser signs in. */
  const doors = async (url: string, key: string) => [
    (await call(url, 'GET', '/v1/admin/ledger', bearer(key))).status,
    (await call(url, 'GET', '/admin/queues', basic(key))).status,
    (await new Browser(() => url).signIn('Ji-woo', key)).status,
  ];
  const OPEN = [200, 200, 204];
  const SHUT = [401, 401, 401];

  test('is accepted beside the one before or after it, and no longer', async () => {
    const [before, meanwhile, after] = [
      await apiWith(BEFORE),
      await apiWith(MEANWHILE),
      await apiWith(AFTER),
    ];

    expect([await doors(onSale.url, ADMIN_KEY), await doors(onSale.url, NEW_KEY)]).toEqual([OPEN, SHUT]);
    expect([await doors(before, ADMIN_KEY), await doors(before, NEW_KEY)]).toEqual([OPEN, OPEN]);
    expect([await doors(meanwhile, ADMIN_KEY), await doors(meanwhile, NEW_KEY)]).toEqual([OPEN, OPEN]);
    expect([await doors(after, ADMIN_KEY), await doors(after, NEW_KEY)]).toEqual([SHUT, OPEN]);
  });

  test('ends the sessions that it opened when it is no longer accepted, and no others', async () => {
    const meanwhile = await apiWith(MEANWHILE);
    const [old, renewed] = [new Browser(() => meanwhile), new Browser(() => meanwhile)];
    await old.signIn('Ji-woo', ADMIN_KEY);
    await renewed.signIn('Min-seo', NEW_KEY);
    const knownAt = async (url: string, browser: Browser) => {
      const there = new Browser(() => url);
      there.cookie = browser.cookie;
      return (await there.call('GET', '/v1/admin/session')).status;
    };
    expect([await knownAt(meanwhile, old), await knownAt(meanwhile, renewed)]).toEqual([200, 200]);

    const after = await apiWith(AFTER);
    expect([await knownAt(after, old), await knownAt(after, renewed)]).toEqual([401, 200]);
    // Nor is one believed of which nobody knows what opened it.
    await onSale.sql(sql`update operator_session set key_fingerprint = null`);
    expect(await knownAt(after, renewed)).toBe(401);
  });

  test('does not stand in the table in a form by which it could be tried quickly', async () => {
    await new Browser(() => onSale.url).signIn('Ji-woo');
    const [row] = await onSale.sql<{ known: boolean }>(sql`
      select bool_or(key_fingerprint = sha256(${ADMIN_KEY}::bytea)) as known from operator_session`);
    expect(row?.known).toBe(false);
  });
});

describe('the secret of queue tokens', () => {
  const placeAt = (url: string, concertId: string, token: string) =>
    call(url, 'GET', `/v1/concerts/${concertId}/tokens/me`, bearer(token));

  test('can be changed while people are in line: nobody loses their place', async () => {
    const concertId = await onSale.concert();
    const fan = await onSale.fan();
    await fan.join(concertId);
    const [before, meanwhile, after] = [
      await apiWith(BEFORE),
      await apiWith(MEANWHILE),
      await apiWith(AFTER),
    ];

    for (const url of [before, meanwhile]) {
      expect((await placeAt(url, concertId, fan.token)).status).toBe(200);
      (await connect(url, { token: fan.token })).close();
    }
    expectRefused(await placeAt(after, concertId, fan.token), 'INVALID_TOKEN');
    await expect(connect(after, { token: fan.token })).rejects.toMatchObject(problem('INVALID_TOKEN'));

    // Whatever is shown from now on is signed anew, and those that do not yet sign so believe it.
    const mine = await call(meanwhile, 'GET', `/v1/concerts/${concertId}/tokens/mine`, {
      headers: { 'x-user-id': fan.userId },
    });
    expect(mine.body.token).not.toBe(fan.token);
    for (const url of [before, meanwhile, after]) {
      expect((await placeAt(url, concertId, mine.body.token)).status).toBe(200);
    }
    expectRefused(await placeAt(onSale.url, concertId, mine.body.token), 'INVALID_TOKEN');
  });
});
