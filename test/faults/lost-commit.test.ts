import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { DIRECT_RETRY_MS } from '../../config/limits.ts';
import { type Answer, call } from '../infrastructure/call.ts';
import { Fan } from '../infrastructure/fan.ts';
import { inside } from '../infrastructure/inside.ts';
import { ADMIN_KEY, DATE } from '../infrastructure/on-sale.ts';
import { expectRefused } from '../infrastructure/refusals-of-the-contract.ts';
import { setScene } from '../infrastructure/scene.ts';
import { Session, untilBlocked } from '../infrastructure/session.ts';
import { TcpProxy } from '../infrastructure/tcp-proxy.ts';
import { until } from '../infrastructure/until.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

/*
 * The connection to PostgreSQL breaks at a COMMIT: before the database hears of it, so that nothing was done, or
 * after it, so that everything was, and nobody has heard. `lost-acceptance.test.ts` does the same to the commit by
 * which a request is accepted.
 */

const LOST: [string, (proxy: TcpProxy) => Promise<void>][] = [
  ['before it arrives', (proxy) => proxy.loseQuestion('commit\0')],
  ['when it is done', (proxy) => proxy.loseAnswer('COMMIT\0')],
];

const onSale = useOnSale({ workers: 0 });
/** In front of the database of the only worker. */
let workers: TcpProxy;
/** In front of the database of the API at `url`. */
let apis: TcpProxy;
let url: string;
beforeAll(async () => {
  const { databaseUrl } = onSale;
  [workers, apis] = [await TcpProxy.start(databaseUrl), await TcpProxy.start(databaseUrl)];
  Object.assign(onSale.environment, { databaseUrl: workers.url });
  await onSale.addWorkers();
  Object.assign(onSale.environment, { databaseUrl: apis.url });
  url = `http://127.0.0.1:${(await onSale.addApi()).port}`;
});
afterAll(async () => {
  await workers.close();
  await apis.close();
});

describe.each(LOST)('a deciding COMMIT that is lost %s', (_when, lose) => {
  test('decides a payment once, and whoever waits for it hears of it', async () => {
    const { concertId, fan, held } = await setScene(onSale, { balance: 60_000 });
    const lost = lose(workers);
    const paying = fan.pay(concertId, held);
    await lost;
    expect(await paying).toMatchObject({ status: 201, body: { amount: 50_000, balance: 10_000 } });
    expect((await fan.wallet()).body.balance).toBe(10_000);
    const { body } = await onSale.operator('GET', `/v1/admin/concerts/${concertId}/stats`);
    expect(body).toMatchObject({ sold: 1, held: 0, active: 0, revenue: 50_000 });
  });

  test('lets each of those who join in once, in the order of their numbers', async () => {
    const concertId = await onSale.concert({ waitingRoom: { capacity: 3 } });
    const fans = await onSale.fans(6);
    const lost = lose(workers);
    const joining = fans.map((fan) => fan.join(concertId));
    await lost;
    const joined = (await Promise.all(joining)).map(({ body }) => body);
    expect(joined.map(({ number }) => number).toSorted()).toEqual([1, 2, 3, 4, 5, 6]);
    const { body } = await onSale.operator('GET', `/v1/admin/concerts/${concertId}/stats`);
    expect(body).toMatchObject({ active: 3, waiting: 3, admittedTotal: 3 });
    // The copy of the line, which is written after the commit, knows them as well.
    for (const [index, fan] of fans.entries()) {
      const { number, rank } = (await fan.place(concertId)).body;
      expect([index, number, rank]).toEqual([index, joined[index].number, Math.max(0, number - 3)]);
    }
  });

  test('tells the fan’s socket of the outcome as soon as it comes back, if it could not before', async () => {
    const concertId = await onSale.concert();
    const fan = await inside(onSale, concertId);
    const since = new Date(Date.now() - 60_000).toISOString();
    const lost = lose(workers);
    const { requestId } = (await fan.reserve(concertId, DATE, 1, { prefer: '' })).body;
    await lost;
    await until(async () => (await fan.call('GET', `/v1/requests/${requestId}`)).body.status === 'succeeded');
    const ear = await fan.listen({ since });
    await ear.hears('request', (told) => told.requestId === requestId);
    expect(ear.of('request').filter((told) => told.requestId === requestId)).toHaveLength(1);
    ear.close();
  });

  test('ends a hold once, and its seat goes to the next', async () => {
    const { concertId, fan, held } = await setScene(onSale, { balance: 60_000 });
    const next = await inside(onSale, concertId);
    const lost = lose(workers);
    await onSale.sql(sql`
      update reservation set held_at = held_at - interval '1 day', expires_at = clock_timestamp()
      where id = ${held}`);
    await lost;
    await until(async () => (await fan.call('GET', `/v1/reservations/${held}`)).body.status === 'EXPIRED');
    expect((await next.reserve(concertId, DATE, 1)).status).toBe(201);
  });

  test('charges once under the same key, and says CHARGE_FAILED only when nothing was charged', async () => {
    const { userId } = await onSale.fan();
    const fan = new Fan(() => url, userId);
    const headers = { 'idempotency-key': 'once' };
    const lost = lose(apis);
    const charging = fan.charge(500, headers);
    await lost;
    const first = await charging;
    const { body } = await fan.wallet();
    if (first.status === 503) {
      expectRefused(first, 'CHARGE_FAILED');
      expect(body.balance).toBe(0);
    } else {
      expect(first).toMatchObject({ status: 201, body: { amount: 500, balance: 500 } });
      expect(body.balance).toBe(500);
    }
    expect(await fan.charge(500, headers)).toMatchObject({ status: 201, body: { balance: 500 } });
    expect((await fan.wallet()).body.balance).toBe(500);
  });

  test.each([
    ['without a key', false],
    ['under a key', true],
  ])('credits a wallet once, and writes down once who did it, %s', async (_how, keyed) => {
    const fan = await onSale.fan();
    // Operators share their keys.
    const headers: Record<string, string> = keyed ? { 'idempotency-key': `once for ${fan.userId}` } : {};
    const credit = () =>
      call(url, 'POST', `/v1/admin/users/${fan.userId}/credits`, {
        body: { amount: 500, reason: 'Paid at the box office' },
        headers: { authorization: `Bearer ${ADMIN_KEY}`, ...headers },
      });
    const seen = async () => {
      const { actions } = (await onSale.operator('GET', '/v1/admin/actions')).body;
      const credits = actions.filter(
        ({ after }: { after: { userId?: string } }) => after?.userId === fan.userId,
      );
      return [(await fan.wallet()).body.balance, credits.length];
    };
    const lost = lose(apis);
    const crediting = credit();
    await lost;
    const first = await crediting;
    if (first.status === 503) expectRefused(first, 'SERVER_BUSY');
    else expect(first).toMatchObject({ status: 201, body: { balance: 500 } });
    expect(await seen()).toEqual(first.status === 503 ? [0, 0] : [500, 1]);
    if (!keyed) return;
    expect(await credit()).toMatchObject({ status: 201, body: { balance: 500 } });
    expect(await seen()).toEqual([500, 1]);
  });
});

test('a charge without a key whose answer is lost says CHARGE_FAILED only when nothing was charged', async () => {
  const { userId } = await onSale.fan();
  const fan = new Fan(() => url, userId);
  // The column that the charging statement answers.
  const lost = apis.loseAnswer('balance\0');
  const charging = fan.charge(500);
  await lost;
  const answer = await charging;
  const { body } = await call(onSale.url, 'GET', '/v1/wallet', { headers: { 'x-user-id': userId } });
  expect([answer.status, body.balance]).toEqual(answer.status === 201 ? [201, 500] : [503, 0]);
});

test.each([
  ['without a key', {}, 'balance\0'],
  ['under a key', { 'idempotency-key': 'slowly' }, 'COMMIT\0'],
])(
  'a slow charge %s whose answer is lost is looked up all the same, when the database is there',
  async (_how, headers, said) => {
    const { userId } = await onSale.fan();
    const fan = new Fan(() => url, userId);
    await until(async () => (await fan.wallet()).status === 200);
    const holder = await Session.holding(onSale, sql`select 1 from account where id = ${userId} for update`);
    const charging = fan.charge(500, headers);
    await untilBlocked(onSale, 'api');
    await pause(2 * DIRECT_RETRY_MS);
    const lost = apis.loseAnswer(said);
    await holder.end();
    await lost;
    expect(await charging).toMatchObject({ status: 201, body: { amount: 500, balance: 500 } });
    expect((await fan.wallet()).body.balance).toBe(500);
  },
);

describe.each([
  ['without a key', () => ({}), 'balance\0'],
  ['under a key', () => ({ 'idempotency-key': 'once' }), 'COMMIT\0'],
] as const)(
  'a charge %s whose answer is lost, when the database is away after that',
  (_how, headers, said) => {
    /** The answer, or null when the connection ended without one. */
    const answerOf = (charging: Promise<Answer>): Promise<Answer | null> => charging.catch(() => null);
    const balanceOf = async (userId: string): Promise<number> =>
      (await call(onSale.url, 'GET', '/v1/wallet', { headers: { 'x-user-id': userId } })).body.balance;

    test.each([1, 2, 3])('is never said to have failed though the money is there (%i)', async () => {
      const { userId } = await onSale.fan();
      const fan = new Fan(() => url, userId);
      await until(async () => (await fan.wallet()).status === 200);
      const lost = apis.loseAnswer(said).then(() => apis.cut());
      const charging = answerOf(fan.charge(500, headers()));
      await lost;
      const answer = await charging;
      await apis.restore();
      // The commit was done before its answer was lost.
      expect(await balanceOf(userId)).toBe(500);
      if (answer !== null) expect(answer).toMatchObject({ status: 201, body: { balance: 500 } });
      if ('idempotency-key' in headers()) {
        const again = () => answerOf(fan.charge(500, headers()));
        const repeated = await until(async () => {
          const one = await again();
          return one?.status === 201 ? one : null;
        });
        expect(repeated.body.balance).toBe(500);
        expect(await balanceOf(userId)).toBe(500);
      }
    });
  },
);

test('a charge that breaks before the database hears of it, when the database is away after that, is done once at most', async () => {
  const { userId } = await onSale.fan();
  const fan = new Fan(() => url, userId);
  await until(async () => (await fan.wallet()).status === 200);
  const lost = apis.loseQuestion('7654321').then(() => apis.cut());
  const charging = fan.charge(7_654_321).catch(() => null);
  await lost;
  const answer = await charging;
  await apis.restore();
  const { body } = await call(onSale.url, 'GET', '/v1/wallet', { headers: { 'x-user-id': userId } });
  // Nobody here can know that nothing was done: nothing is said.
  expect([answer?.status, body.balance]).toEqual([undefined, 0]);
});
