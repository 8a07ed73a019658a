import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SignJWT } from 'jose';
import { call } from '../infrastructure/call.ts';
import { connect } from '../infrastructure/fan.ts';
import { ADMIN_KEY, DATE, TOKEN_SECRET } from '../infrastructure/on-sale.ts';
import { RoleProcess, settingsFor } from '../infrastructure/role-process.ts';
import { TcpProxy } from '../infrastructure/tcp-proxy.ts';
import { until } from '../infrastructure/until.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const IDENTITY_SECRET = 'the-secret-of-the-identity-provider';

const onSale = useOnSale({ apis: 0, workers: 0, schedulers: 0, laws: 'at the end' });
let database: TcpProxy;
let api: RoleProcess;
let workers: RoleProcess;
beforeAll(async () => {
  database = await TcpProxy.start(onSale.databaseUrl);
  const settings = { ...settingsFor(onSale), LOG_LEVEL: 'trace', WRONG_KEYS_PER_ADDRESS: '0' };
  [api, workers] = await Promise.all([
    RoleProcess.start('api', { ...settings, DATABASE_URL: database.url, IDENTITY: 'jwt', IDENTITY_SECRET }),
    RoleProcess.start('workers', settings),
  ]);
  onSale.apis.push(api);
  onSale.workers.push(workers);
  await until(async () => (await call(api.url, 'GET', '/readyz')).status === 200);
});
afterAll(async () => {
  await database.close();
});

test('however talkative the log is, no credential and no secret stands in it', async () => {
  const concertId = await onSale.concert();
  const { userId } = await onSale.fan();
  const identity = await new SignJWT({ sub: userId })
    .setProtectedHeader({ alg: 'HS256' })
    .setExpirationTime('1h')
    .sign(new TextEncoder().encode(IDENTITY_SECRET));
  const bearer = (token: string) => ({
    authorization: `Bearer ${token}`,
    prefer: 'wait=20',
    cookie: `id=${token}`,
  });
  const joined = await call(api.url, 'POST', `/v1/concerts/${concertId}/tokens`, {
    body: {},
    headers: bearer(identity),
  });
  const { token } = joined.body;
  expect(token).toMatch(/^ey/);
  const basic = Buffer.from(`me:${ADMIN_KEY}`).toString('base64');

  const everywhere = async () => {
    for (const secret of [token, identity, ADMIN_KEY, basic]) {
      const headers = bearer(secret);
      await call(api.url, 'POST', `/v1/concerts/${concertId}/reservations`, {
        body: { date: DATE, seatNumber: 1 },
        headers,
      });
      await call(api.url, 'POST', '/v1/wallet/charges', {
        body: { amount: 1, token: secret, password: secret },
        headers,
      });
      await call(api.url, 'POST', '/v1/wallet/charges', {
        raw: `{"token":"${secret}"`,
        headers: { ...headers, 'content-type': 'application/json' },
      });
      await call(api.url, 'GET', `/v1/wallet?token=${secret}&access_token=${secret}`, { headers });
      await call(api.url, 'GET', '/v1/wallet', { headers: { authorization: `Basic ${secret}` } });
      await call(api.url, 'GET', '/v1/admin/ledger', { headers });
      await call(api.url, 'GET', '/admin/queues', { headers: { authorization: `Basic ${secret}` } });
      await connect(api.url, { token: secret, identity: secret }).then(
        (ear) => ear.close(),
        () => {},
      );
    }
  };
  await everywhere();
  await database.cut();
  await everywhere();
  await api.says('a store is away');
  await workers.says('decided');

  const said = [api, workers].map(({ lines, errors }) => [...lines, errors].join('\n')).join('\n');
  expect(said.length).toBeGreaterThan(10_000);
  const secrets = { token, identity, adminKey: ADMIN_KEY, basic, TOKEN_SECRET, IDENTITY_SECRET };
  const passwords = {
    redis: new URL(onSale.redis.url).password,
    database: new URL(onSale.databaseUrl).password,
  };
  for (const [name, secret] of Object.entries({ ...secrets, ...passwords })) {
    expect(secret.length).toBeGreaterThan(8);
    expect({ name, said: said.includes(secret) }).toEqual({ name, said: false });
  }
  // The middle of a token is enough to know its user, and its end to try to use it.
  for (const part of token.split('.').slice(1)) expect(said.includes(part)).toBe(false);
});
