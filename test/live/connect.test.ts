import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { SignJWT } from 'jose';
import { io } from 'socket.io-client';
import { startApi } from '../../src/api/api-process.ts';
import { connect, type Ear, type Fan } from '../infrastructure/fan.ts';
import { ADMIN_KEY, TOKEN_SECRET } from '../infrastructure/on-sale.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const IDENTITY_SECRET = 'the-secret-of-the-identity-provider';

const onSale = useOnSale({ laws: 'at the end' });
/** An API of the same sale that believes nobody's word. */
let strictUrl: string;
beforeAll(async () => {
  const strict = await startApi({
    ...onSale.environment,
    identity: { mode: 'jwt', keys: { secret: IDENTITY_SECRET } },
  });
  onSale.apis.push(strict);
  strictUrl = `http://127.0.0.1:${strict.port}`;
});

const ears: Ear[] = [];
afterEach(() => {
  for (const ear of ears.splice(0)) ear.close();
});

async function listen(url: string, auth: Record<string, unknown>): Promise<Ear> {
  const ear = await connect(url, auth);
  ears.push(ear);
  return ear;
}

const signed = (claims: Record<string, unknown>, secret: string, sub: string, issuer = 'provider') =>
  new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer(issuer)
    .setSubject(sub)
    .setJti(randomUUID())
    .setExpirationTime('1h')
    .sign(new TextEncoder().encode(secret));

/** A fan who waits in these concerts, behind somebody who is inside. */
async function waitingIn(...concertIds: string[]): Promise<Fan> {
  const [first, fan] = await onSale.fans(2);
  if (first === undefined || fan === undefined) throw new Error('no fans');
  for (const concertId of concertIds) {
    await first.join(concertId);
    await fan.join(concertId);
  }
  return fan;
}

const small = () => onSale.concert({ waitingRoom: { capacity: 1 } });

describe('a socket is welcome', () => {
  test('with a queue token, and hears where it stands in that concert alone', async () => {
    const [one, other] = [await small(), await small()];
    const fan = await waitingIn(other, one);
    const ear = await listen(onSale.url, { token: fan.token });
    const place = await ear.hears('queue');
    expect(place).toEqual({
      concertId: one,
      status: 'WAITING',
      number: 2,
      rank: 1,
      ahead: 0,
      estimatedWaitSeconds: expect.any(Number),
      estimatedWait: { low: 0, high: expect.any(Number), basis: 'planned' },
    });
    // What it asks for now is told after all that the connection itself brought about.
    const { requestId } = (await fan.call('POST', `/v1/concerts/${one}/tokens`, {}, { prefer: '' })).body;
    await ear.hears('request', (told) => told.requestId === requestId);
    expect(ear.of('queue').map(({ concertId }) => concertId)).toEqual([one]);
  });

  test('with a user id where that is trusted, and hears of every concert that the user waits in', async () => {
    const [one, other] = [await small(), await small()];
    const fan = await waitingIn(one, other);
    const ear = await listen(onSale.url, { userId: fan.userId.toUpperCase() });
    await ear.hears('queue', ({ concertId, rank }) => concertId === one && rank === 1);
    await ear.hears('queue', ({ concertId, rank }) => concertId === other && rank === 1);
  });

  test('with the identity of the provider, and hears of every concert that the user waits in', async () => {
    const [one, other] = [await small(), await small()];
    const fan = await waitingIn(one, other);
    const ear = await listen(strictUrl, { identity: await signed({}, IDENTITY_SECRET, fan.userId) });
    await ear.hears('queue', ({ concertId }) => concertId === one);
    await ear.hears('queue', ({ concertId }) => concertId === other);
  });

  test('with an identity as long as a header may be', async () => {
    const fan = await onSale.fan();
    const groups = Array.from({ length: 200 }, () => randomUUID());
    const identity = await signed({ groups }, IDENTITY_SECRET, fan.userId);
    expect(identity.length).toBeGreaterThan(8_000);
    const overHttp = await fetch(`${strictUrl}/v1/wallet`, {
      headers: { authorization: `Bearer ${identity}` },
    });
    expect(overHttp.status).toBe(200);
    await listen(strictUrl, { identity });
  });

  test('from the moment of the connection: who joins later by identity follows the new token', async () => {
    const concertId = await onSale.concert();
    const fan = await onSale.fan();
    const ear = await listen(onSale.url, { userId: fan.userId });
    await fan.join(concertId, { prefer: '' });
    await ear.hears('request', ({ kind, status }) => kind === 'issue-token' && status === 'succeeded');
    await ear.hears('queue', ({ concertId: heard, status }) => heard === concertId && status === 'ACTIVE');
  });
});

/** What a client that is turned away gets. */
function refusal(url: string, auth: Record<string, unknown>): Promise<{ message: string; data: unknown }> {
  const socket = io(url, { transports: ['websocket'], auth, forceNew: true, reconnection: false });
  return new Promise((resolve, reject) => {
    socket.once('connect', () => reject(new Error('it was let in')));
    socket.once('connect_error', (error) => {
      resolve({ message: error.message, data: (error as Error & { data?: unknown }).data });
    });
  }).finally(() => socket.disconnect()) as Promise<{ message: string; data: unknown }>;
}

const problem = (status: number, code: string, title: string, detail: string) => ({
  message: detail,
  data: { type: expect.stringContaining(code), title, status, code, detail },
});

const SIGN_IN = ['Sign-in is required', '인증이 필요합니다'] as const;
const NOT_VALID = ['The token is not valid', '유효하지 않은 토큰입니다'] as const;
const NOT_ALLOWED = ['Not allowed', '권한이 없습니다'] as const;

describe('a socket is turned away with the problem, in its language', () => {
  test.each([
    ['nobody at all', 401, 'UNAUTHENTICATED', SIGN_IN, async () => ({})],
    ['a token that is none', 401, 'INVALID_TOKEN', NOT_VALID, async () => ({ token: 'no-token' })],
    ['an empty token', 401, 'INVALID_TOKEN', NOT_VALID, async () => ({ token: '' })],
    [
      'a forged token',
      401,
      'INVALID_TOKEN',
      NOT_VALID,
      async () => {
        const fan = await waitingIn(await small());
        const [, claims = ''] = fan.token.split('.');
        const { concert } = JSON.parse(Buffer.from(claims, 'base64url').toString());
        return { token: await signed({ concert }, `${TOKEN_SECRET}x`, fan.userId, 'frontrow') };
      },
    ],
    [
      'a token that has ended',
      401,
      'INVALID_TOKEN',
      NOT_VALID,
      async () => {
        const concertId = await small();
        const fan = await waitingIn(concertId);
        expect(await fan.leave(concertId)).toMatchObject({ status: 200 });
        return { token: fan.token };
      },
    ],
    ['a user id that is none', 401, 'INVALID_TOKEN', NOT_VALID, async () => ({ userId: 'me' })],
    ['the admin key', 403, 'FORBIDDEN', NOT_ALLOWED, async () => ({ token: ADMIN_KEY })],
    ['the admin key as an identity', 403, 'FORBIDDEN', NOT_ALLOWED, async () => ({ identity: ADMIN_KEY })],
  ] as const)('%s', async (_who, status, code, [en, ko], credential) => {
    const auth = await credential();
    expect(await refusal(onSale.url, { ...auth, locale: 'en' })).toEqual(problem(status, code, en, en));
    expect(await refusal(onSale.url, { ...auth, locale: 'ko' })).toEqual(problem(status, code, en, ko));
    expect(await refusal(onSale.url, auth)).toEqual(problem(status, code, en, ko));
  });

  test('a user id where nobody’s word is believed', async () => {
    const { userId } = await onSale.fan();
    const refused = await refusal(strictUrl, { userId, locale: 'en' });
    expect(refused).toEqual(problem(401, 'UNAUTHENTICATED', SIGN_IN[0], SIGN_IN[0]));
  });

  test('an identity that somebody else signed', async () => {
    const identity = await signed({}, 'a-secret-of-somebody-else-entirely', (await onSale.fan()).userId);
    expect(await refusal(strictUrl, { identity })).toMatchObject({ data: { code: 'INVALID_TOKEN' } });
  });

  test.each([
    ['en-GB', SIGN_IN[0]],
    ['EN', SIGN_IN[0]],
    ['ko-KR', SIGN_IN[1]],
    ['fr', SIGN_IN[1]],
    ['constructor', SIGN_IN[1]],
  ])('which is %s as browsers say it, and Korean when it is not known', async (locale, detail) => {
    expect(await refusal(onSale.url, { locale })).toMatchObject({ message: detail });
  });
});
