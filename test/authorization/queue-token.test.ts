import { createHash, createHmac, randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { jwtVerify } from 'jose';
import { TOKEN_LIFETIME_SECONDS } from '../../config/limits.ts';
import { TokenSigner } from '../../src/admission/token-jwt.ts';
import { type Answer, call } from '../infrastructure/call.ts';
import type { Fan } from '../infrastructure/fan.ts';
import { TOKEN_SECRET } from '../infrastructure/on-sale.ts';
import { expectRefused } from '../infrastructure/refusals-of-the-contract.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const signer = new TokenSigner(TOKEN_SECRET);
const WHOSE = { tokenId: randomUUID(), userId: randomUUID(), concertId: randomUUID() };
const now = () => Math.floor(Date.now() / 1_000);
const issued = () => signer.sign(WHOSE, new Date());

/** What our tokens say of `WHOSE`. */
const claims = () => ({
  concert: WHOSE.concertId,
  iss: 'frontrow',
  sub: WHOSE.userId,
  jti: WHOSE.tokenId,
  iat: now(),
  exp: now() + 600,
});

const base64url = (text: string) => Buffer.from(text).toString('base64url');
const hmac = (signed: string, secret = TOKEN_SECRET) =>
  createHmac('sha256', secret).update(signed).digest('base64url');

/** A token of these very parts, rightly signed: with the right key, so that nothing but the parts can be wrong. */
function signedText(header: string, payload: string, secret = TOKEN_SECRET): string {
  const signed = `${header}.${payload}`;
  return `${signed}.${hmac(signed, secret)}`;
}

const OURS = base64url('{"alg":"HS256","typ":"JWT"}');
const withHeader = (json: string) => signedText(base64url(json), base64url(JSON.stringify(claims())));
const withPayload = (json: string) => signedText(OURS, base64url(json));
const withClaims = (change: object) => withPayload(JSON.stringify({ ...claims(), ...change }));

describe('a token of ours', () => {
  test('is known again', () => {
    expect(signer.verify(issued())).toEqual(WHOSE);
    expect(signer.verify(withClaims({}))).toEqual(WHOSE);
  });

  test('is the same for the same row, and another for another', () => {
    const at = new Date();
    expect(signer.sign(WHOSE, at)).toBe(signer.sign(WHOSE, at));
    expect(signer.sign({ ...WHOSE, tokenId: randomUUID() }, at)).not.toBe(signer.sign(WHOSE, at));
  });

  test('is a JWT for everybody who has the key', async () => {
    const { payload, protectedHeader } = await jwtVerify(issued(), new TextEncoder().encode(TOKEN_SECRET), {
      issuer: 'frontrow',
      algorithms: ['HS256'],
      subject: WHOSE.userId,
    });
    expect(protectedHeader).toEqual({ alg: 'HS256', typ: 'JWT' });
    expect(payload).toMatchObject({ concert: WHOSE.concertId, jti: WHOSE.tokenId });
  });

  test('may say more than is known today, in any order', () => {
    const { concert, ...rest } = claims();
    expect(signer.verify(withPayload(JSON.stringify({ later: { on: 1 }, ...rest, concert })))).toEqual(WHOSE);
  });

  test('ends at its outer limit', () => {
    const issuedAt = (secondsAgo: number) => new Date(Date.now() - secondsAgo * 1_000);
    expect(signer.verify(signer.sign(WHOSE, issuedAt(TOKEN_LIFETIME_SECONDS - 60)))).toEqual(WHOSE);
    expect(signer.verify(signer.sign(WHOSE, issuedAt(TOKEN_LIFETIME_SECONDS)))).toBeNull();
  });
});

test.each([
  ['with its fields the other way round', '{"typ":"JWT","alg":"HS256"}'],
  ['without a type', '{"alg":"HS256"}'],
  ['of another type', '{"alg":"HS256","typ":"at+jwt"}'],
  ['of a type in small letters', '{"alg":"HS256","typ":"jwt"}'],
  ['with white space', '{"alg": "HS256", "typ": "JWT"}'],
  ['with a line end behind it', '{"alg":"HS256","typ":"JWT"}\n'],
  ['with a byte order mark', '\ufeff{"alg":"HS256","typ":"JWT"}'],
  ['of no algorithm', '{"alg":"none","typ":"JWT"}'],
  ['that names two algorithms', '{"alg":"none","alg":"HS256","typ":"JWT"}'],
  ['of a longer algorithm', '{"alg":"HS512","typ":"JWT"}'],
  ['of an algorithm of key pairs', '{"alg":"RS256","typ":"JWT"}'],
  ['of an algorithm in small letters', '{"alg":"hs256","typ":"JWT"}'],
  ['that names a key', '{"alg":"HS256","typ":"JWT","kid":"1"}'],
  ['that brings a key', '{"alg":"HS256","typ":"JWT","jwk":{"kty":"oct","k":"AA"}}'],
  ['with something critical', '{"alg":"HS256","typ":"JWT","crit":["exp"]}'],
  ['with a payload that is not encoded', '{"alg":"HS256","typ":"JWT","b64":false,"crit":["b64"]}'],
  ['with a prototype', '{"__proto__":{"alg":"HS256","typ":"JWT"}}'],
  ['that is empty', ''],
])('a header %s is not ours, though it is signed with our key', (_what, header) => {
  expect(signer.verify(withHeader(header))).toBeNull();
});

test.each([
  ['padded', `${OURS}=`],
  ['with a space before it', ` ${OURS}`],
  ['with a space behind it', `${OURS} `],
  ['with a line end in it', `${OURS.slice(0, 8)}\n${OURS.slice(8)}`],
  ['that goes on', `${OURS}AA`],
  ['in capitals', OURS.toUpperCase()],
])('our header, %s, is not ours any more', (_what, header) => {
  expect(signer.verify(signedText(header, base64url(JSON.stringify(claims()))))).toBeNull();
});

describe('a token that was touched is refused', () => {
  const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

  test('in any of its characters', () => {
    const token = issued();
    const others = [...ALPHABET, '.', '=', '+', '/', ' ', '\0', 'é', '\ud800', '\uff21'];
    for (let at = 0; at < token.length; at += 1) {
      for (const other of others) {
        if (token[at] === other) continue;
        const touched = token.slice(0, at) + other + token.slice(at + 1);
        if (signer.verify(touched) !== null) throw new Error(`taken: ${touched}`);
      }
    }
  });

  test('by taking characters away or putting some in, anywhere', () => {
    const token = issued();
    for (let at = 0; at <= token.length; at += 1) {
      const changed = [token.slice(0, at), token.slice(at), token.slice(0, at) + token.slice(at + 1)];
      changed.push(
        ...['A', '=', '.', ' ', '\n', '\0'].map((one) => token.slice(0, at) + one + token.slice(at)),
      );
      for (const one of changed) {
        if (one !== token && signer.verify(one) !== null) throw new Error(`taken: ${JSON.stringify(one)}`);
      }
    }
  });

  test('into another spelling of the same signature', () => {
    const token = issued();
    const bytes = (text: string) => Buffer.from(text.split('.')[2] ?? '', 'base64url');
    const spellings = [...ALPHABET]
      .map((last) => token.slice(0, -1) + last)
      .filter((one) => one !== token && bytes(one).equals(bytes(token)));
    expect(spellings.length).toBe(3);
    for (const one of [...spellings, `${token}=`, `${token}==`]) expect(signer.verify(one)).toBeNull();
    const common = Array.from({ length: 50 }, () =>
      signer.sign({ ...WHOSE, tokenId: randomUUID() }, new Date()),
    )
      .map((one) => one.split('.'))
      .map(([header, payload, signature]) => [
        header,
        payload,
        signature?.replace('-', '+').replace('_', '/'),
      ]);
    const respelled = common.map((parts) => parts.join('.')).filter((one) => /[+/]/.test(one));
    expect(respelled.length).toBeGreaterThan(10);
    for (const one of respelled) expect(signer.verify(one)).toBeNull();
  });

  test('by exchanging the parts of two', () => {
    const [header, payload, signature] = issued().split('.');
    const [, otherPayload, otherSignature] = signer
      .sign({ ...WHOSE, tokenId: randomUUID() }, new Date())
      .split('.');
    expect(signer.verify(`${header}.${otherPayload}.${signature}`)).toBeNull();
    expect(signer.verify(`${header}.${payload}.${otherSignature}`)).toBeNull();
    expect(signer.verify(`${header}.${payload}${otherPayload}.${signature}`)).toBeNull();
    expect(signer.verify(`${header}.${payload}.${otherPayload}.${signature}`)).toBeNull();
    expect(signer.verify(`${header}.${payload}.${signature}.${signature}`)).toBeNull();
  });

  test.each([
    ['nothing', ''],
    ['dots', '..'],
    ['our header alone', OURS],
    ['our header and dots', `${OURS}..`],
    ['thousands of dots', OURS + '.'.repeat(16_000)],
    ['a megabyte of payload', `${OURS}.${'A'.repeat(1_000_000)}.${'A'.repeat(43)}`],
    ['a megabyte of signature', `${OURS}.AA.${'A'.repeat(1_000_000)}`],
    ['a payload deep as a well', withPayload('['.repeat(100_000))],
  ])('as is %s', (_what, token) => {
    expect(signer.verify(token)).toBeNull();
  });
});

describe('a payload that is none of ours is refused, though it is signed with our key', () => {
  const json = (change: object) => JSON.stringify({ ...claims(), ...change });
  const raw = (name: string, value: string) =>
    json({ [name]: 0 }).replace(`"${name}":0`, `"${name}":${value}`);

  test.each([
    ['nothing', ''],
    ['no JSON', 'concert'],
    ['cut short', json({}).slice(0, -1)],
    ['null', 'null'],
    ['a number', '7'],
    ['a text', JSON.stringify(json({}))],
    ['a list', `[${json({})}]`],
    ['an object of nothing', '{}'],
    ['a prototype that says it all', `{"__proto__":${json({})}}`],
    ['a constructor that says it all', `{"constructor":{"prototype":${json({})}}}`],
    ['followed by another', `${json({})}${json({})}`],
  ])('%s', (_what, payload) => {
    expect(signer.verify(withPayload(payload))).toBeNull();
  });

  test.each(['concert', 'iss', 'sub', 'jti', 'exp'])('without its %s', (name) => {
    expect(signer.verify(withClaims({ [name]: undefined }))).toBeNull();
  });

  test.each(['concert', 'iss', 'sub', 'jti', 'exp'])('whose %s is of another kind', (name) => {
    for (const value of [null, true, {}, [], '', 'x', [WHOSE.tokenId], { toString: 'x' }]) {
      expect([value, signer.verify(withClaims({ [name]: value }))]).toEqual([value, null]);
    }
  });

  test.each(['concert', 'sub', 'jti'])('whose %s is no id', (name) => {
    const id = WHOSE.tokenId;
    const notIds = [
      `${id}\n`,
      ` ${id}`,
      id.slice(1),
      `${id}0`,
      `{${id}}`,
      id.replaceAll('-', ''),
      `${id}' or 1=1`,
      7,
    ];
    for (const value of notIds) expect(signer.verify(withClaims({ [name]: value }))).toBeNull();
  });

  test.each([
    ['of another issuer', 'somebody'],
    ['of an issuer called like ours', 'Frontrow'],
    ['of several issuers', ['frontrow']],
  ])('%s', (_what, iss) => {
    expect(signer.verify(withClaims({ iss }))).toBeNull();
  });

  test.each([
    ['now', () => `${now()}`],
    ['in the past', () => `${now() - 1}`],
    ['at the beginning', () => '0'],
    ['before the beginning', () => '-9999999999'],
    ['a text', () => `"${now() + 600}"`],
    ['a fraction', () => `${now() + 600}.5`],
    ['endless', () => '1e999'],
    ['endless backwards', () => '-1e999'],
    ['larger than numbers are exact', () => '1e300'],
    ['in a list', () => `[${now() + 600}]`],
    ['true', () => 'true'],
  ])('whose end is %s', (_what, value) => {
    expect(signer.verify(withPayload(raw('exp', value())))).toBeNull();
  });
});

describe('another key, or another use of this one, makes no token', () => {
  const payload = () => base64url(JSON.stringify(claims()));

  test.each([
    ['nothing', ''],
    ['a part of ours', TOKEN_SECRET.slice(0, -1)],
    ['ours and a space', `${TOKEN_SECRET} `],
    ['ours in base64', Buffer.from(TOKEN_SECRET).toString('base64')],
    ['the digest of ours', createHash('sha256').update(TOKEN_SECRET).digest('hex')],
    ['ours in capitals', TOKEN_SECRET.toUpperCase()],
  ])('%s', (_what, secret) => {
    expect(signer.verify(signedText(OURS, payload(), secret))).toBeNull();
  });

  test.each([
    ['the payload alone', () => hmac(payload())],
    ['the payload as it is before it is encoded', () => hmac(JSON.stringify(claims()))],
    ['header and payload without the dot', () => hmac(OURS + payload())],
    ['header and payload with a dot behind', () => hmac(`${OURS}.${payload()}.`)],
    ['nothing', () => hmac('')],
    [
      'the same, in hexadecimal',
      () => createHmac('sha256', TOKEN_SECRET).update(`${OURS}.${payload()}`).digest('hex').slice(0, 43),
    ],
    [
      'the same, in another algorithm',
      () =>
        createHmac('sha512', TOKEN_SECRET).update(`${OURS}.${payload()}`).digest('base64url').slice(0, 43),
    ],
    [
      'the same, without a key',
      () => createHash('sha256').update(`${OURS}.${payload()}`).digest('base64url'),
    ],
  ])('a signature of %s', (_what, signature) => {
    expect(signer.verify(`${OURS}.${payload()}.${signature()}`)).toBeNull();
  });

  test('an identity of a provider that shares the key is no queue token', () => {
    expect(
      signer.verify(withPayload(JSON.stringify({ iss: 'provider', sub: WHOSE.userId, exp: now() + 60 }))),
    ).toBeNull();
  });
});

describe('at a running service', () => {
  const onSale = useOnSale({ laws: 'at the end' });

  const placeBy = (concertId: string, token: string): Promise<Answer> =>
    call(onSale.url, 'GET', `/v1/concerts/${concertId}/tokens/me`, {
      headers: { authorization: `Bearer ${token}` },
    });

  test('one that names no row is nobody’s trouble but its own, though it is signed with our key', async () => {
    const concertId = await onSale.concert({ waitingRoom: { capacity: 1, paused: true } });
    const fans = await onSale.fans(10);
    for (const fan of fans) await fan.join(concertId);
    const broken = ['no-id', randomUUID()].map((jti) =>
      withPayload(JSON.stringify({ ...claims(), concert: concertId, jti })),
    );
    // Those who wait are asked for together, so these stand in one query with the broken ones.
    const answers = await Promise.all(
      [broken[0] ?? '', ...fans.map((fan: Fan) => fan.token), broken[1] ?? ''].map((token) =>
        placeBy(concertId, token),
      ),
    );
    const [first, ...rest] = answers as [Answer, ...Answer[]];
    const last = rest.pop() as Answer;
    for (const refused of [first, last]) expectRefused(refused, 'INVALID_TOKEN');
    expect(rest.map(({ status }) => status)).toEqual(fans.map(() => 200));
  });
});
