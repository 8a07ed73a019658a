import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { base64url, CompactEncrypt, type JWK, SignJWT } from 'jose';
import { type Answer, call } from '../infrastructure/call.ts';
import { expectRefused } from '../infrastructure/refusals-of-the-contract.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';
import {
  apisByKeys,
  IdentityProvider,
  type KeyPair,
  newKeys,
  rightClaims,
  signedBy,
} from './identity-provider.ts';

/** Long enough for every algorithm of shared secrets, so that only the algorithm is wrong. */
const SECRET = 'the-secret-of-the-identity-provider-which-is-as-long-as-sixty-four-characters';
/** A shared secret that stands in a key set by mistake. */
const PUBLISHED_SECRET = 'a-secret-that-somebody-published-by-mistake';

const onSale = useOnSale({ laws: 'at the end' });
let userId: string;
let folder: string;
let provider: IdentityProvider;
/** Where keys lie that nobody should ever ask for. */
let trap: IdentityProvider;
let rsa: KeyPair;
let ec: KeyPair;
let attacker: KeyPair;
let urls: Awaited<ReturnType<typeof apisByKeys>>;

beforeAll(async () => {
  [rsa, ec, attacker] = await Promise.all([
    newKeys('RS256', 'rsa'),
    newKeys('ES256', 'ec'),
    newKeys('RS256', 'rsa'),
  ]);
  const shared: JWK = { kty: 'oct', kid: 'shared', alg: 'HS256', k: base64url.encode(PUBLISHED_SECRET) };
  folder = await mkdtemp(join(tmpdir(), 'frontrow-confusion-'));
  provider = await IdentityProvider.start(rsa.jwk, ec.jwk, shared);
  trap = await IdentityProvider.start(attacker.jwk);
  ({ userId } = await onSale.fan());
  urls = await apisByKeys(onSale, { secret: SECRET, folder, provider });
});
afterAll(async () => {
  await Promise.all([provider.close(), trap.close()]);
  await rm(folder, { recursive: true });
});

const walletBy = (url: string, token: string): Promise<Answer> =>
  call(url, 'GET', '/v1/wallet', { headers: { authorization: `Bearer ${token}` } });

const encoded = (value: unknown) => base64url.encode(JSON.stringify(value));

/** Header and claims as they are, and whatever signature. */
const unsigned = (header: object, signature = '') =>
  `${encoded(header)}.${encoded(rightClaims(userId))}.${signature}`;

const withSecret = (secret: string | Uint8Array, header: object = {}) =>
  new SignJWT(rightClaims(userId))
    .setProtectedHeader({ alg: 'HS256', ...header })
    .sign(typeof secret === 'string' ? new TextEncoder().encode(secret) : secret);

const partsOf = (token: string) => token.split('.') as [string, string, string];

/** What of a public key somebody might take for a shared secret. */
const PUBLIC_TEXTS: [string, (keys: KeyPair) => string | Uint8Array][] = [
  ['PEM', ({ pem }) => pem],
  ['PEM and a line end', ({ pem }) => `${pem}\n`],
  ['PEM on one line', ({ pem }) => pem.replaceAll('\n', '')],
  ['DER', ({ pem }) => Buffer.from(pem.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64')],
  ['JWK', ({ jwk }) => JSON.stringify(jwk)],
  ['modulus or point', ({ jwk }) => jwk.n ?? jwk.x ?? ''],
  ['modulus or point in bytes', ({ jwk }) => base64url.decode(jwk.n ?? jwk.x ?? '')],
];

describe.each(['file', 'url'] as const)('with keys from a %s', (source) => {
  const refused = async (token: string) =>
    expectRefused(await walletBy(urls[source], token), 'INVALID_TOKEN');

  /** The same for a key of an unknown name: while nobody may ask the provider for it, that is all that can be said. */
  const notBelieved = async (token: string) => {
    const answer = await walletBy(urls[source], token);
    expectRefused(answer, source === 'url' && answer.status === 503 ? 'SERVER_BUSY' : 'INVALID_TOKEN');
  };

  test('RS256 and ES256 are believed, so that what follows fails for what is wrong with it', async () => {
    for (const keys of [rsa, ec]) {
      expect((await walletBy(urls[source], await signedBy(keys, userId))).status).toBe(200);
    }
  });

  test.each(PUBLIC_TEXTS)('a public key (%s) is no shared secret', async (_what, textOf) => {
    for (const keys of [rsa, ec]) {
      for (const alg of ['HS256', 'HS384', 'HS512']) {
        await refused(await withSecret(textOf(keys), { alg, kid: keys.kid }));
      }
      await refused(await withSecret(textOf(keys)));
    }
  });

  test('a shared secret in the set opens nothing', async () => {
    await refused(await withSecret(PUBLISHED_SECRET, { kid: 'shared' }));
    await refused(await withSecret(PUBLISHED_SECRET));
  });

  test.each(['none', 'None', 'NONE', 'nOnE', '', null, undefined, ['RS256'], { alg: 'RS256' }, 7])(
    'the algorithm %p is refused, with a signature and without',
    async (alg) => {
      const [, , signature] = partsOf(await signedBy(rsa, userId));
      for (const keys of [rsa, ec]) {
        for (const given of ['', signature, 'AA']) await refused(unsigned({ alg, kid: keys.kid }, given));
      }
    },
  );

  test('a key is used for no algorithm but its own', async () => {
    await refused(await signedBy(attacker, userId, { kid: 'ec' }));
    await refused(await signedBy(ec, userId, { kid: 'rsa' }));
    const [, claims, signature] = partsOf(await signedBy(rsa, userId));
    for (const alg of ['PS256', 'RS384', 'RS512', 'ES256', 'ES384', 'EdDSA']) {
      await refused(`${encoded({ alg, kid: 'rsa' })}.${claims}.${signature}`);
    }
  });

  test('a signature of nothing is none', async () => {
    for (const bytes of [0, 1, 32, 64, 256]) {
      const zeros = base64url.encode(new Uint8Array(bytes));
      await refused(unsigned({ alg: 'ES256', kid: 'ec' }, zeros));
      await refused(unsigned({ alg: 'RS256', kid: 'rsa' }, zeros));
    }
  });

  test('a key that nobody knows is refused, by whatever name', async () => {
    for (const kid of ['rsa', 'unknown', '', '../keys', '__proto__', 'constructor', "' or 1=1 --"]) {
      await notBelieved(await signedBy(attacker, userId, { kid }));
    }
    await refused(await signedBy(attacker, userId, { kid: undefined }));
    const [, claims, signature] = partsOf(await signedBy(rsa, userId));
    for (const kid of [null, 7, ['rsa'], {}]) {
      await refused(`${encoded({ alg: 'RS256', kid })}.${claims}.${signature}`);
    }
  });

  test('a key that the token brings, or says where to find, is not looked at', async () => {
    for (const header of [
      { jwk: attacker.jwk },
      { jku: trap.url },
      { x5u: trap.url },
      { x5c: [attacker.pem.replaceAll(/-----[^-]+-----|\s/g, '')] },
    ]) {
      await refused(await signedBy(attacker, userId, header));
      await notBelieved(await signedBy(attacker, userId, { ...header, kid: 'theirs' }));
    }
    expect(trap.asked).toBe(0);
  });

  test('what is critical and not understood is refused, and so is a payload that is not encoded', async () => {
    const critical = { crit: ['https://example.com/must'], 'https://example.com/must': true };
    const [, claims, signature] = partsOf(await signedBy(rsa, userId));
    await refused(`${encoded({ alg: 'RS256', kid: 'rsa', ...critical })}.${claims}.${signature}`);
    await refused(
      `${encoded({ alg: 'RS256', kid: 'rsa', crit: ['b64'], b64: false })}.${claims}.${signature}`,
    );
  });

  test('a token with other claims, more parts, or encrypted, is refused', async () => {
    const [header, claims, signature] = partsOf(await signedBy(rsa, userId));
    const other = encoded(rightClaims('7b3f7a35-1f5c-4dd8-9d0e-3f9b7c0f7a10'));
    await refused(`${header}.${other}.${signature}`);
    await refused(`${header}.${claims}.${signature}.`);
    await refused(`${header}.${claims}.${signature}.${signature}`);
    await refused(`.${claims}.${signature}`);
    const encrypted = await new CompactEncrypt(new TextEncoder().encode(JSON.stringify(rightClaims(userId))))
      .setProtectedHeader({ alg: 'RSA-OAEP-256', enc: 'A256GCM', kid: 'rsa' })
      .encrypt({ ...rsa.jwk, alg: 'RSA-OAEP-256', use: 'enc' });
    await refused(encrypted);
  });
});

describe('with a shared secret', () => {
  const refused = async (token: string) => expectRefused(await walletBy(urls.secret, token), 'INVALID_TOKEN');

  test('HS256 is believed, and no other algorithm of the same secret', async () => {
    expect((await walletBy(urls.secret, await withSecret(SECRET))).status).toBe(200);
    await refused(await withSecret(SECRET, { alg: 'HS384' }));
    await refused(await withSecret(SECRET, { alg: 'HS512' }));
    const [, claims, signature] = partsOf(await withSecret(SECRET));
    for (const alg of ['HS384', 'HS512', 'none', 'None', 'RS256', 'ES256', 'hs256', '']) {
      await refused(`${encoded({ alg })}.${claims}.${signature}`);
      await refused(`${encoded({ alg })}.${claims}.`);
    }
  });

  test('a key pair opens nothing, also when the token brings its key', async () => {
    for (const keys of [rsa, ec]) {
      await refused(await signedBy(keys, userId));
      await refused(await signedBy(keys, userId, { jwk: keys.jwk, jku: trap.url }));
    }
    expect(trap.asked).toBe(0);
  });

  test.each([
    ['a part of it', SECRET.slice(0, -1)],
    ['it and a space', `${SECRET} `],
    ['it in base64', base64url.encode(SECRET)],
  ])('%s is not the secret', async (_what, secret) => {
    await refused(await withSecret(secret));
  });
});
