import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { decodeJwt, SignJWT, UnsecuredJWT } from 'jose';
import { sql } from 'kysely';
import { TokenSigner } from '../../src/admission/token-jwt.ts';
import { type Answer, call } from '../infrastructure/call.ts';
import { connect, type Fan } from '../infrastructure/fan.ts';
import { tokenRunsOut } from '../infrastructure/in-time.ts';
import { DATE, TOKEN_SECRET } from '../infrastructure/on-sale.ts';
import { until } from '../infrastructure/until.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const onSale = useOnSale({ apis: 2 });
let urls: string[];
beforeAll(async () => {
  urls = onSale.apis.map(({ port }) => `http://127.0.0.1:${port}`);
});

/** All that a token opens in a concert, tried at every API process; answers the codes, `connected` of a socket. */
async function everywhere(concertId: string, token: string): Promise<string[]> {
  const base = `/v1/concerts/${concertId}`;
  const headers = { authorization: `Bearer ${token}`, prefer: 'wait=20' };
  const calls: [string, string, unknown?][] = [
    ['GET', `${base}/tokens/me`],
    ['GET', `${base}/dates`],
    ['GET', `${base}/dates/${DATE}/seats`],
    ['POST', `${base}/reservations`, { date: DATE, seatNumber: 50 }],
    ['POST', `${base}/payments`, { reservationId: randomUUID() }],
    ['DELETE', `${base}/reservations/${randomUUID()}`],
    ['DELETE', `${base}/tokens/me`],
  ];
  const answers = urls.flatMap((url) => [
    ...calls.map(async ([method, path, body]) => {
      const answer: Answer = await call(url, method, path, { body, headers });
      return `${answer.status} ${answer.body.code}`;
    }),
    connect(url, { token }).then(
      (ear) => {
        ear.close();
        return 'connected';
      },
      (problem) => `${problem.status} ${problem.code}`,
    ),
  ]);
  return [...new Set(await Promise.all(answers))];
}

const refusedEverywhere = ['401 INVALID_TOKEN'];

/** Gives up when the token is not refused everywhere within a second; the second one is for a busy machine. */
const untilRefused = (concertId: string, token: string) =>
  until(async () => String(await everywhere(concertId, token)) === String(refusedEverywhere), { ms: 2_000 });

async function paidUp(concertId: string, fan: Fan): Promise<void> {
  const held = await fan.reserve(concertId, DATE, 1);
  const paid = await fan.pay(concertId, held.body.reservationId);
  expect(paid.status).toBe(201);
}

describe('a token that has ended is refused everywhere within a second', () => {
  test.each<[string, (concertId: string, fan: Fan) => Promise<unknown>]>([
    ['LEFT', (concertId, fan) => fan.leave(concertId)],
    ['EXPIRED', (concertId, fan) => tokenRunsOut(onSale, concertId, fan.userId)],
    ['COMPLETED', paidUp],
  ])('when it is %s', async (status, end) => {
    const concertId = await onSale.concert();
    const [fan] = (await onSale.admitted(concertId, 1, { balance: 100_000 })) as [Fan];
    // Both API processes have seen it inside just now.
    for (const url of urls) {
      const headers = { authorization: `Bearer ${fan.token}` };
      expect((await call(url, 'GET', `/v1/concerts/${concertId}/dates`, { headers })).status).toBe(200);
    }
    await end(concertId, fan);
    await untilRefused(concertId, fan.token);
    await until(async () => {
      const [row] = await onSale.sql<{ status: string }>(sql`
        select status from queue_token where user_id = ${fan.userId}`);
      return row?.status === status;
    });
  });
});

test('a token that has ended still tells whose wallet, reservations and requests may be read', async () => {
  const concertId = await onSale.concert();
  const [fan] = (await onSale.admitted(concertId, 1, { balance: 60_000 })) as [Fan];
  const held = await fan.reserve(concertId, DATE, 1);
  const paid = await fan.pay(concertId, held.body.reservationId);
  await untilRefused(concertId, fan.token);
  expect((await fan.call('GET', '/v1/wallet')).body).toMatchObject({ balance: 10_000 });
  expect((await fan.call('GET', '/v1/reservations')).body.reservations).toMatchObject([
    { status: 'CONFIRMED' },
  ]);
  const location = paid.headers.get('location') ?? '';
  expect((await fan.call('GET', location)).body).toMatchObject({ kind: 'pay', status: 'succeeded' });
});

test('whose token has ended may join again at once, at the end of the line', async () => {
  const concertId = await onSale.concert({ waitingRoom: { capacity: 1 } });
  const [fan, next] = (await onSale.fans(2)) as [Fan, Fan];
  await fan.join(concertId);
  await next.join(concertId);
  const old = fan.token;
  await fan.leave(concertId);
  expect(await fan.join(concertId)).toMatchObject({ status: 201, body: { number: 3, rank: 1 } });
  expect(fan.token).not.toBe(old);
  expect(await everywhere(concertId, old)).toEqual(refusedEverywhere);
  expect((await fan.place(concertId)).body).toMatchObject({ number: 3 });
});

test('a token of one concert is refused in another', async () => {
  const [one, other] = [await onSale.concert(), await onSale.concert()];
  const [fan] = (await onSale.admitted(one, 1)) as [Fan];
  const codes = await everywhere(other, fan.token);
  // The socket is of no concert's address: it tells of the token's own.
  expect(codes).toEqual([...refusedEverywhere, 'connected']);
  expect((await fan.place(one)).status).toBe(200);
});

test('a token of somebody who waits opens neither seats nor payments', async () => {
  const concertId = await onSale.concert({ waitingRoom: { capacity: 1 } });
  const [inside, fan] = (await onSale.fans(2)) as [Fan, Fan];
  await inside.join(concertId);
  await fan.join(concertId);
  for (const answer of [
    await fan.dates(concertId),
    await fan.seats(concertId, DATE),
    await fan.reserve(concertId, DATE, 1),
    await fan.pay(concertId, randomUUID()),
  ]) {
    expect(answer).toMatchObject({ status: 403, body: { code: 'NOT_ADMITTED' } });
  }
});

describe('a token that this service did not give is refused everywhere', () => {
  const key = new TextEncoder().encode(TOKEN_SECRET);
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  type Forge = (token: string, claims: Record<string, unknown>) => Promise<string> | string;

  /** The given token with other claims under its own signature. */
  const edited = (change: Record<string, unknown>): Forge => {
    return (token, claims) => {
      const [header, , signature] = token.split('.');
      return `${header}.${part({ ...claims, ...change })}.${signature}`;
    };
  };

  test.each<[string, Forge]>([
    [
      'signed with another key',
      (_, claims) => signed(claims, 'HS256', new TextEncoder().encode('x'.repeat(32))),
    ],
    ['signed with the key by another algorithm', (_, claims) => signed(claims, 'HS512', key)],
    ['without a signature', (_, claims) => new UnsecuredJWT(claims).encode()],
    ['cut short', (token) => token.slice(0, -4)],
    ['with another user written into it', edited({ sub: randomUUID() })],
    ['with a later end written into it', edited({ exp: 4_102_444_800 })],
    ['of another issuer', (_, claims) => signed({ ...claims, iss: 'somebody else' }, 'HS256', key)],
    ['past its outer limit', (_, claims) => signed({ ...claims, exp: 1_700_000_000 }, 'HS256', key)],
    ['without an outer limit', (_, { exp, ...claims }) => signed(claims, 'HS256', key)],
    ['whose row does not exist', (_, claims) => signed({ ...claims, jti: randomUUID() }, 'HS256', key)],
    ['that is no token at all', () => 'let-me-in'],
  ])('%s', async (_, forge) => {
    const concertId = await onSale.concert();
    const [fan] = (await onSale.admitted(concertId, 1)) as [Fan];
    const forged = await forge(fan.token, decodeJwt(fan.token));
    expect(await everywhere(concertId, forged)).toEqual(refusedEverywhere);
    expect((await fan.place(concertId)).body.status).toBe('ACTIVE');
  });

  const signed = (claims: Record<string, unknown>, alg: string, secret: Uint8Array) =>
    new SignJWT(claims).setProtectedHeader({ alg, typ: 'JWT' }).sign(secret);

  test.each<[string, 'userId' | 'concertId']>([
    ['user', 'userId'],
    ['concert', 'concertId'],
  ])('that names a row of another %s', async (_, field) => {
    const [concertId, other] = [await onSale.concert(), await onSale.concert()];
    const [fan, stranger] = (await onSale.admitted(concertId, 2)) as [Fan, Fan];
    const { jti } = decodeJwt(fan.token);
    const claims = { tokenId: jti as string, userId: fan.userId, concertId };
    const forged = { ...claims, [field]: field === 'userId' ? stranger.userId : other };
    const token = new TokenSigner(TOKEN_SECRET).sign(forged, new Date());
    expect(await everywhere(forged.concertId, token)).toEqual(refusedEverywhere);
  });
});
