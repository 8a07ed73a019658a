import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { SignJWT } from 'jose';
import { startApi } from '../../src/api/api-process.ts';
import { call } from '../infrastructure/call.ts';
import type { Fan } from '../infrastructure/fan.ts';
import { tokenRunsOut } from '../infrastructure/in-time.ts';
import { DATE } from '../infrastructure/on-sale.ts';
import { until } from '../infrastructure/until.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const SECRET = 'the-secret-of-the-identity-provider';

const onSale = useOnSale();
let strict: string;
beforeAll(async () => {
  const identity = { mode: 'jwt', keys: { secret: SECRET } } as const;
  const api = await startApi({ ...onSale.environment, identity });
  onSale.apis.push(api);
  strict = `http://127.0.0.1:${api.port}`;
});

const key = (value: string) => ({ 'idempotency-key': value });
const notFound = { status: 404, body: { code: 'TOKEN_NOT_FOUND' } };

describe('a place that was taken on another device', () => {
  test('is the body of the join, with a token that stands for the same place', async () => {
    const concertId = await onSale.concert({ waitingRoom: { capacity: 1 } });
    const [inside, fan] = (await onSale.fans(2)) as [Fan, Fan];
    await inside.join(concertId);
    const { body: joined } = await fan.join(concertId);
    const { status, body } = await fan.mine(concertId);
    const apart = { token: '', estimatedWaitSeconds: 0 };
    expect([status, { ...body, ...apart }]).toEqual([200, { ...joined, ...apart }]);

    fan.token = body.token;
    expect((await fan.place(concertId)).body).toMatchObject({ status: 'WAITING', number: 2, rank: 1 });
    const ear = await fan.listen();
    await ear.hears('queue', ({ rank }) => rank === 1);
    await inside.leave(concertId);
    await ear.hears('queue', ({ status }) => status === 'ACTIVE');
    expect((await fan.mine(concertId)).body).toMatchObject({ status: 'ACTIVE', rank: 0, number: 2 });
    expect((await fan.reserve(concertId, DATE, 1)).status).toBe(201);
    ear.close();
  });

  test('is found by the identity of a shop’s user, too', async () => {
    const concertId = await onSale.concert();
    const [fan, other] = (await onSale.admitted(concertId, 2)) as [Fan, Fan];
    await other.leave(concertId);
    const asShop = async ({ userId }: Fan, method: string) => {
      const identity = await new SignJWT({ sub: userId })
        .setProtectedHeader({ alg: 'HS256' })
        .setExpirationTime('1h')
        .sign(new TextEncoder().encode(SECRET));
      const headers = { authorization: `Bearer ${identity}`, prefer: 'wait=20' };
      return call(strict, method, `/v1/concerts/${concertId}/tokens/mine`, { headers });
    };
    expect(await asShop(fan, 'GET')).toMatchObject({ status: 200, body: { status: 'ACTIVE', number: 1 } });
    expect(await asShop(other, 'GET')).toMatchObject(notFound);
    expect(await asShop(fan, 'DELETE')).toMatchObject({ status: 200, body: { status: 'LEFT' } });
    expect(await asShop(fan, 'GET')).toMatchObject(notFound);
  });

  test.each(['GET', 'DELETE'])('is nobody’s by a queue token: %s', async (method) => {
    const concertId = await onSale.concert();
    const [fan] = (await onSale.admitted(concertId, 1)) as [Fan];
    const mine = () => fan.call(method, `/v1/concerts/${concertId}/tokens/mine`);
    expect(await mine()).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
    await fan.leave(concertId);
    expect(await mine()).toMatchObject({ status: 401, body: { code: 'INVALID_TOKEN' } });
  });

  test('is not there in another line, for somebody else, after its end, or in no concert at all', async () => {
    const [concertId, elsewhere] = [await onSale.concert(), await onSale.concert()];
    const [fan] = (await onSale.admitted(concertId, 1)) as [Fan];
    const other = await onSale.fan();
    for (const answer of [
      await fan.mine(elsewhere),
      await other.mine(concertId),
      await other.leaveMine(concertId),
      await fan.leaveMine(elsewhere),
      await fan.mine(randomUUID()),
    ]) {
      expect(answer).toMatchObject(notFound);
    }
    expect((await fan.mine(concertId)).body.status).toBe('ACTIVE');
    await tokenRunsOut(onSale, concertId, fan.userId);
    expect(await fan.mine(concertId)).toMatchObject(notFound);
    expect(await fan.leaveMine(concertId)).toMatchObject(notFound);
    await until(async () => (await fan.place(concertId)).status === 401);
  });
});

describe('leaving from another device', () => {
  test('frees the place and its seats, ends the token, and lets the next in', async () => {
    const concertId = await onSale.concert({ waitingRoom: { capacity: 1 } });
    const [fan, next] = (await onSale.fans(2)) as [Fan, Fan];
    await fan.join(concertId);
    await next.join(concertId);
    await fan.reserve(concertId, DATE, 1);
    const left = await fan.leaveMine(concertId);
    expect(left).toMatchObject({
      status: 200,
      body: { status: 'LEFT', message: '대기열 이탈이 완료되었습니다' },
    });
    const request = await fan.asUser('GET', left.headers.get('location') ?? '');
    expect(request.body).toMatchObject({ kind: 'leave-queue', status: 'succeeded' });
    expect((await next.place(concertId)).body.status).toBe('ACTIVE');
    expect((await next.reserve(concertId, DATE, 1)).status).toBe(201);
    expect((await fan.join(concertId)).body).toMatchObject({ status: 'WAITING', number: 3 });
  });

  test('under one key is done once, twice at once and after the next join as well', async () => {
    const concertId = await onSale.concert();
    const [fan] = (await onSale.admitted(concertId, 1)) as [Fan];
    const left = { status: 200, body: { status: 'LEFT' } };
    const both = await Promise.all([1, 2].map(() => fan.leaveMine(concertId, key('go'))));
    expect(both).toMatchObject([left, left]);
    await fan.join(concertId);
    expect(await fan.leaveMine(concertId, key('go'))).toMatchObject(left);
    expect((await fan.mine(concertId)).body).toMatchObject({ status: 'ACTIVE', number: 2 });
    const other = await fan.leave(concertId, key('go'));
    expect(other).toMatchObject({ status: 422, body: { code: 'IDEMPOTENCY_KEY_REUSED' } });
  });

  test('twice at once without a key, one leaves and the other finds nothing', async () => {
    const concertId = await onSale.concert();
    const [fan] = (await onSale.admitted(concertId, 1)) as [Fan];
    const both = await Promise.all([1, 2].map(() => fan.leaveMine(concertId)));
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 404]);
  });
});
