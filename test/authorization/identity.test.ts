import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SignJWT } from 'jose';
import { sql } from 'kysely';
import { type Identity, SettingsError } from '../../config/environment.ts';
import { startApi } from '../../src/api/api-process.ts';
import { type Answer, call } from '../infrastructure/call.ts';
import { connect } from '../infrastructure/fan.ts';
import { TOKEN_SECRET } from '../infrastructure/on-sale.ts';
import { expectRefused, problem } from '../infrastructure/refusals-of-the-contract.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';
import {
  AUDIENCE,
  apisByKeys,
  IdentityProvider,
  ISSUER,
  type KeyPair,
  newKeys,
  rightClaims,
  signedBy,
} from './identity-provider.ts';

const SECRET = 'the-secret-of-the-identity-provider';

const onSale = useOnSale({ laws: 'at the end' });
let folder: string;
let provider: IdentityProvider;
let rsa: KeyPair;
let ec: KeyPair;
/** Where each API listens, by where it has its keys from. */
let urls: Awaited<ReturnType<typeof apisByKeys>>;

beforeAll(async () => {
  [rsa, ec] = await Promise.all([newKeys('RS256', 'rsa'), newKeys('ES256', 'ec')]);
  folder = await mkdtemp(join(tmpdir(), 'frontrow-identity-'));
  provider = await IdentityProvider.start(rsa.jwk, ec.jwk);
  urls = await apisByKeys(onSale, { secret: SECRET, folder, provider });
});
afterAll(async () => {
  await provider.close();
  await rm(folder, { recursive: true });
});

const hs256 = new TextEncoder().encode(SECRET);

/** A right identity; what is given replaces or, as undefined, removes a claim. */
const identity = (userId: string, claims: object = {}, header: object = {}): SignJWT =>
  new SignJWT(rightClaims(userId, claims)).setProtectedHeader({ alg: 'HS256', ...header });

const walletBy = (url: string, token: string): Promise<Answer> =>
  call(url, 'GET', '/v1/wallet', { headers: { authorization: `Bearer ${token}` } });

test('a JWT of the identity provider signs its user in, and a queue token does the rest', async () => {
  const { userId } = await onSale.fan();
  const concertId = await onSale.concert();
  const token = await identity(userId).sign(hs256);
  const headers = { authorization: `Bearer ${token}`, prefer: 'wait=20' };
  const joined = await call(urls.secret, 'POST', `/v1/concerts/${concertId}/tokens`, { body: {}, headers });
  expect(joined).toMatchObject({ status: 201, body: { status: 'ACTIVE' } });
  expect((await walletBy(urls.secret, joined.body.token)).status).toBe(200);
  const own = await call(
    urls.secret,
    'GET',
    `/v1/requests/${joined.headers.get('location')?.split('/').at(-1)}`,
    { headers },
  );
  expect(own.body.result).toEqual(joined.body);
  expectRefused(await call(urls.secret, 'GET', `/v1/concerts/${concertId}/dates`, { headers }), 'FORBIDDEN');
  expectRefused(await call(urls.secret, 'GET', '/v1/admin/ledger', { headers }), 'FORBIDDEN');
  expect(await onSale.invariants()).toEqual([]);
});

test('nobody is believed who only says a user’s id', async () => {
  const { userId } = await onSale.fan();
  const concertId = await onSale.concert();
  const headers = { 'x-user-id': userId };
  expectRefused(await call(urls.secret, 'GET', '/v1/wallet', { headers }), 'UNAUTHENTICATED');
  const path = `/v1/concerts/${concertId}/tokens`;
  expectRefused(await call(urls.secret, 'POST', path, { body: { userId } }), 'UNAUTHENTICATED');
  await expect(connect(urls.secret, { userId })).rejects.toMatchObject(problem('UNAUTHENTICATED'));
});

test('a socket signs in with the same JWT', async () => {
  const { userId } = await onSale.fan();
  const ear = await connect(urls.secret, { identity: await identity(userId).sign(hs256) });
  ear.close();
  const forged = await identity(userId).sign(new TextEncoder().encode('another-secret-of-somebody'));
  await expect(connect(urls.secret, { identity: forged })).rejects.toMatchObject(problem('INVALID_TOKEN'));
});

test('a user is the same in either case of the id', async () => {
  const fan = await onSale.fan({ balance: 300 });
  const token = await identity(fan.userId.toUpperCase()).sign(hs256);
  expect((await walletBy(urls.secret, token)).body.balance).toBe(300);
});

test('a body may repeat who the user is, and may not name another', async () => {
  const [{ userId }, other] = [await onSale.fan(), await onSale.fan()];
  const headers = { authorization: `Bearer ${await identity(userId).sign(hs256)}` };
  const charge = (body: object) => call(urls.secret, 'POST', '/v1/wallet/charges', { body, headers });
  expect((await charge({ amount: 5, userId })).status).toBe(201);
  expectRefused(await charge({ amount: 5, userId: other.userId }), 'INVALID_REQUEST');
  expect((await other.wallet()).body.balance).toBe(0);
});

const now = () => Math.floor(Date.now() / 1_000);

/** What is wrong with a JWT whose signature is right. */
const WRONG_CLAIMS: [string, () => object][] = [
  ['of another issuer', () => ({ iss: 'https://somebody.example' })],
  ['of no issuer', () => ({ iss: undefined })],
  ['for another audience', () => ({ aud: 'somebody-else' })],
  ['for no audience', () => ({ aud: undefined })],
  ['that has expired', () => ({ exp: now() - 60 })],
  ['that never expires', () => ({ exp: undefined })],
  ['that is not valid yet', () => ({ nbf: now() + 600 })],
  ['that begins a little later than clocks may differ', () => ({ nbf: now() + 30 })],
  ['that was issued in the future', () => ({ iat: now() + 30 })],
  ['whose issue is a text', () => ({ iat: `${now()}` })],
  ['of nobody', () => ({ sub: undefined })],
  ['whose subject is a number', () => ({ sub: 7 })],
  ['whose subject is a list', () => ({ sub: [randomUUID()] })],
  ['whose subject is empty', () => ({ sub: '' })],
  ['whose subject is longer than subjects are', () => ({ sub: 'x'.repeat(256) })],
  ['of several issuers', () => ({ iss: [ISSUER] })],
  ['of an issuer called almost the same', () => ({ iss: `${ISSUER}/` })],
  ['for several others', () => ({ aud: ['somebody-else', `${AUDIENCE}2`] })],
  ['that expired a little earlier than clocks may differ', () => ({ exp: now() - 6 })],
  ['whose end is a text', () => ({ exp: `${now() + 600}` })],
  ['whose end is nothing', () => ({ exp: null })],
  ['whose start is a text', () => ({ nbf: `${now() - 600}` })],
];

describe.each(['secret', 'file', 'url'] as const)('with keys from a %s', (source) => {
  const sign = (jwt: SignJWT) => jwt.sign(source === 'secret' ? hs256 : rsa.privateKey);
  const header = source === 'secret' ? {} : { alg: 'RS256', kid: 'rsa' };

  test('a right JWT is believed', async () => {
    const fan = await onSale.fan({ balance: 9 });
    expect((await walletBy(urls[source], await sign(identity(fan.userId, {}, header)))).body.balance).toBe(9);
  });

  test.each(WRONG_CLAIMS)('a JWT %s is refused', async (_what, claims) => {
    const { userId } = await onSale.fan();
    const token = await sign(identity(userId, claims(), header));
    expectRefused(await walletBy(urls[source], token), 'INVALID_TOKEN');
  });

  test('a JWT signed with the key of our own queue tokens is refused', async () => {
    const { userId } = await onSale.fan();
    const token = await identity(userId).sign(new TextEncoder().encode(TOKEN_SECRET));
    expectRefused(await walletBy(urls[source], token), 'INVALID_TOKEN');
  });
});

test('clocks may differ by five seconds', async () => {
  const { userId } = await onSale.fan();
  const claims = { exp: now() - 2, nbf: now() + 3, iat: now() + 3 };
  expect((await walletBy(urls.secret, await identity(userId, claims).sign(hs256))).status).toBe(200);
});

test('an identity says that it is one, or says nothing of its type', async () => {
  const { userId } = await onSale.fan();
  const walletAs = async (typ?: string) =>
    (await walletBy(urls.secret, await identity(userId, {}, { typ }).sign(hs256))).status;
  for (const typ of [undefined, 'JWT', 'jwt', 'at+jwt', 'application/at+jwt']) {
    expect([typ, await walletAs(typ)]).toEqual([typ, 200]);
  }
  for (const typ of ['logout+jwt', 'dpop+jwt', 'JWS', 'at', '', 'application/']) {
    expect([typ, await walletAs(typ)]).toEqual([typ, 401]);
  }
});

describe('whoever is signed in', () => {
  const joinAs = (token: string, concertId: string, url = urls.secret) =>
    call(url, 'POST', `/v1/concerts/${concertId}/tokens`, {
      body: {},
      headers: { authorization: `Bearer ${token}`, prefer: 'wait=20' },
    });
  const usersCalled = (name: string) =>
    onSale.sql<{ id: string; name: string; person: string | null }>(
      sql`select id, name, person from users where name = ${name}`,
    );

  test('need not have been created: the first join makes the user, once, however many come at once', async () => {
    const concerts = [await onSale.concert(), await onSale.concert(), await onSale.concert()];
    const person = 'a-person-of-the-shop';
    const token = await identity('auth0|1234', { name: 'Ji-woo of the shop', person }).sign(hs256);
    expect((await walletBy(urls.secret, token)).body.balance).toBe(0);
    expect(await usersCalled('Ji-woo of the shop')).toEqual([]);

    const answers = await Promise.all(
      [...concerts, ...concerts].map((concertId) => joinAs(token, concertId)),
    );

    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 201, 409, 409, 409]);
    // UUIDv5(UUIDv5(namespace, iss), sub), reckoned by another program.
    const id = '8362c0d1-8c5b-5d40-abc9-779a1420db35';
    expect(await usersCalled('Ji-woo of the shop')).toEqual([{ id, name: 'Ji-woo of the shop', person }]);
    const charged = await call(urls.file, 'GET', '/v1/wallet', {
      headers: { authorization: `Bearer ${answers.find(({ status }) => status === 201)?.body.token}` },
    });
    expect(charged.body.balance).toBe(0);
    expect(await onSale.invariants()).toEqual([]);
  });

  test('is made by a charge as well, and only once, however many of them come first', async () => {
    const charges = Array.from({ length: 8 }, async (_, person) => {
      const token = await identity(`somebody with money ${person}`, { name: `First charges ${person}` }).sign(
        hs256,
      );
      const charge = (key?: string) =>
        call(urls.secret, 'POST', '/v1/wallet/charges', {
          body: { amount: 500 },
          headers: {
            authorization: `Bearer ${token}`,
            ...(key === undefined ? {} : { 'idempotency-key': key }),
          },
        });
      const answers = await Promise.all([charge(), charge('one'), charge('one'), charge('two')]);
      expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
      expect((await walletBy(urls.secret, token)).body.balance).toBe(1_500);
      expect(await usersCalled(`First charges ${person}`)).toHaveLength(1);
    });
    await Promise.all(charges);
  });

  test('is made only where the join succeeds', async () => {
    const closed = await onSale.concert({ saleOpensAt: '2098-01-01T00:00:00Z' });
    const token = await identity('too early', { name: 'Too early' }).sign(hs256);
    expectRefused(await joinAs(token, closed), 'SALE_NOT_OPEN');
    expect(await usersCalled('Too early')).toEqual([]);
  });

  test.each([
    ['no name', {}],
    ['a name that is no text', { name: 7 }],
    ['a name of nothing', { name: '' }],
    ['half a character in the name', { name: 'Ji\ud83d' }],
    ['a name that is too long', { name: 'x'.repeat(5_000) }],
    ['a person that is no text', { name: 7, person: { of: 'mine' } }],
  ])('joins with %s, and is called by the beginning of the id', async (_what, claims) => {
    const id = randomUUID();
    const token = await identity(id, claims).sign(hs256);
    expect((await joinAs(token, await onSale.concert())).status).toBe(201);
    expect(await usersCalled(id.slice(0, 8))).toEqual([{ id, name: id.slice(0, 8), person: null }]);
  });

  test('of whom only those are let in that operators created, where users are known', async () => {
    const keys = { secret: SECRET };
    const api = await startApi({
      ...onSale.environment,
      identity: { mode: 'jwt', keys, issuer: ISSUER, audience: AUDIENCE, users: 'known' },
    });
    onSale.apis.push(api);
    const url = `http://127.0.0.1:${api.port}`;
    const concertId = await onSale.concert();
    const stranger = await identity('a stranger').sign(hs256);
    expectRefused(await joinAs(stranger, concertId, url), 'USER_NOT_FOUND');
    expectRefused(await walletBy(url, stranger), 'USER_NOT_FOUND');
    const { userId } = await onSale.fan();
    expect((await joinAs(await identity(userId).sign(hs256), concertId, url)).status).toBe(201);
  });

  test('is not the operators, though the subject is their id', async () => {
    const nobody = '00000000-0000-0000-0000-000000000000';
    const token = await identity(nobody, { name: 'Nobody' }).sign(hs256);
    expect((await joinAs(token, await onSale.concert())).status).toBe(201);
    const [{ id = '' } = {}] = await usersCalled('Nobody');
    expect(id).not.toBe(nobody);
    const headers = { 'x-user-id': nobody };
    expectRefused(await call(onSale.url, 'GET', '/v1/wallet', { headers }), 'INVALID_TOKEN');
  });
});

test('an audience may be one of several, and an end a fraction', async () => {
  const { userId } = await onSale.fan();
  const token = await identity(userId, { aud: ['somebody-else', AUDIENCE], exp: now() + 600.5 }).sign(hs256);
  expect((await walletBy(urls.secret, token)).status).toBe(200);
});

test.each(['file', 'url'] as const)(
  'a key set from a %s takes what it has a key for, of either kind',
  async (source) => {
    const fan = await onSale.fan({ balance: 11 });
    expect((await walletBy(urls[source], await signedBy(ec, fan.userId))).body.balance).toBe(11);
  },
);

test.each([
  ['is not there', async () => join(folder, 'none.json')],
  ['is no JSON', async () => written('broken.json', '-----BEGIN PUBLIC KEY-----')],
  ['is no key set', async () => written('other.json', '{"kty":"RSA"}')],
])('a start with a key file that %s ends with a sentence that names the setting', async (_what, file) => {
  const identityWithFile: Identity = { mode: 'jwt', keys: { file: await file() } };
  const starting = startApi({ ...onSale.environment, identity: identityWithFile });
  await expect(starting).rejects.toThrow(SettingsError);
  await expect(starting).rejects.toThrow(/IDENTITY_JWKS_FILE/);
});

async function written(name: string, text: string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, text);
  return file;
}

test('nobody is called a liar while the keys cannot be fetched', async () => {
  const away = await IdentityProvider.start();
  const keys = { url: away.url };
  await away.close();
  Object.assign(onSale.environment, { identity: { mode: 'jwt', keys, issuer: ISSUER, audience: AUDIENCE } });
  const api = await onSale.addApi();
  const fan = await onSale.fan();
  const token = await signedBy(rsa, fan.userId);

  const answer = await walletBy(`http://127.0.0.1:${api.port}`, token);
  expect(answer).toMatchObject({ status: 503, body: { code: 'SERVER_BUSY' } });
  expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
});
