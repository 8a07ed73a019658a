import { beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import type { ApiEnvironment } from '../../config/environment.ts';
import { LANE_DEPTH } from '../../config/limits.ts';
import { type Answer, call } from '../infrastructure/call.ts';
import { inside } from '../infrastructure/inside.ts';
import { ADMIN_KEY, DATE } from '../infrastructure/on-sale.ts';
import { expectRefused } from '../infrastructure/refusals-of-the-contract.ts';
import { Session } from '../infrastructure/session.ts';
import { until } from '../infrastructure/until.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const onSale = useOnSale({ laws: 'at the end' });
/** Where an API of other settings listens. */
const urls: Record<string, string> = {};
beforeAll(async () => {
  const add = async (name: string, settings: Partial<ApiEnvironment>) => {
    const before = { ...onSale.environment };
    Object.assign(onSale.environment, settings);
    urls[name] = `http://127.0.0.1:${(await onSale.addApi()).port}`;
    Object.assign(onSale.environment, before);
  };
  await add('per user', { rateLimitPerUser: 3 });
  // Each asks once for its own readiness before the tests begin.
  await add('per address', { rateLimitPerAddress: 3 });
  await add('behind one proxy', { rateLimitPerAddress: 3, trustProxyHops: 1 });
  await add('behind two proxies', { rateLimitPerAddress: 3, trustProxyHops: 2 });
});

/** So many of the same call in the same second; how many were let through. */
async function rush(url: string, count: number, headers: Record<string, string>, path = '/v1/wallet') {
  const answers = await Promise.all(Array.from({ length: count }, () => call(url, 'GET', path, { headers })));
  return { answers, through: answers.filter(({ status }) => status !== 429).length };
}

const refusedOf = (answers: Answer[]) => answers.filter(({ status }) => status === 429);

describe('a limit for each user', () => {
  test('lets so many through in a second and refuses the rest, in both languages, until it is over', async () => {
    const { userId } = await onSale.fan();
    const url = urls['per user'] ?? '';
    const korean = await rush(url, 30, { 'x-user-id': userId });
    expect(korean.through).toBeGreaterThanOrEqual(3);
    expect(korean.through).toBeLessThan(30);
    const english = await rush(url, 30, { 'x-user-id': userId, 'accept-language': 'en' });
    for (const refused of refusedOf(korean.answers)) expectRefused(refused, 'RATE_LIMITED');
    for (const refused of refusedOf(english.answers)) expectRefused(refused, 'RATE_LIMITED', 'en');
    const [refused] = refusedOf(korean.answers);
    expect(refused?.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
    await until(
      async () => (await call(url, 'GET', '/v1/wallet', { headers: { 'x-user-id': userId } })).status === 200,
    );
  });

  test('is each user’s own, whatever the others do', async () => {
    const [crowd, alone] = await onSale.fans(2);
    const url = urls['per user'] ?? '';
    const [rushed, quiet] = await Promise.all([
      rush(url, 30, { 'x-user-id': crowd?.userId ?? '' }),
      rush(url, 2, { 'x-user-id': alone?.userId ?? '' }),
    ]);
    expect(refusedOf(rushed.answers).length).toBeGreaterThan(0);
    expect(quiet.through).toBe(2);
  });

  test('counts a user once, whichever credential comes along', async () => {
    const fan = await inside(onSale, await onSale.concert());
    const url = urls['per user'] ?? '';
    const [byId, byToken] = await Promise.all([
      rush(url, 15, { 'x-user-id': fan.userId }),
      rush(url, 15, { authorization: `Bearer ${fan.token}` }),
    ]);
    expect(byId.through + byToken.through).toBeLessThan(15);
  });

  test('leaves alone who is nobody’s user', async () => {
    const url = urls['per user'] ?? '';
    expect((await rush(url, 20, {}, '/v1/concerts')).through).toBe(20);
    expect((await rush(url, 20, { authorization: `Bearer ${ADMIN_KEY}` }, '/v1/admin/ledger')).through).toBe(
      20,
    );
  });

  test('writes nothing down of what it refuses', async () => {
    const fan = await onSale.fan();
    const headers = { 'x-user-id': fan.userId };
    const answers = await Promise.all(
      Array.from({ length: 30 }, () =>
        call(urls['per user'] ?? '', 'POST', '/v1/wallet/charges', { body: { amount: 1 }, headers }),
      ),
    );
    const charged = answers.filter(({ status }) => status === 201).length;
    expect(refusedOf(answers)).toHaveLength(30 - charged);
    expect((await fan.wallet()).body.balance).toBe(charged);
  });
});

describe('a limit for each address', () => {
  const from = (address: string) => ({ 'x-forwarded-for': address });

  test('counts whoever comes from it, and believes nobody about where they come from', async () => {
    const url = urls['per address'] ?? '';
    const fans = await onSale.fans(30);
    const answers = await Promise.all(
      fans.map(({ userId }, index) =>
        call(url, 'GET', '/v1/wallet', { headers: { 'x-user-id': userId, ...from(`10.0.0.${index}`) } }),
      ),
    );
    expect(refusedOf(answers).length).toBeGreaterThan(15);
    for (const refused of refusedOf(answers)) {
      expectRefused(refused, 'RATE_LIMITED');
      expect(refused.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
    }
  });

  test('behind a proxy counts the address that the proxy saw', async () => {
    const url = urls['behind one proxy'] ?? '';
    const [crowd, ...others] = await Promise.all([
      rush(url, 30, from('192.0.2.1'), '/v1/concerts'),
      ...Array.from({ length: 10 }, (_, index) => rush(url, 2, from(`198.51.100.${index}`), '/v1/concerts')),
    ]);
    expect(refusedOf(crowd.answers).length).toBeGreaterThan(15);
    for (const other of others) expect(other.through).toBe(2);
  });

  test('is not escaped by addresses that the client wrote itself, in front of what the proxies saw', async () => {
    const made = Array.from({ length: 30 }, (_, index) => `203.0.113.${index}`);
    const one = await Promise.all(
      made.map((address) =>
        call(urls['behind one proxy'] ?? '', 'GET', '/v1/concerts', {
          headers: from(`${address}, 192.0.2.7`),
        }),
      ),
    );
    expect(refusedOf(one).length).toBeGreaterThan(15);
    const two = await Promise.all(
      made.map((address) =>
        call(urls['behind two proxies'] ?? '', 'GET', '/v1/concerts', {
          headers: from(`${address}, 192.0.2.8, 10.0.0.1`),
        }),
      ),
    );
    expect(refusedOf(two).length).toBeGreaterThan(15);
  });
});

test('a limit of nought is none', async () => {
  const { userId } = await onSale.fan();
  expect((await rush(onSale.url, 150, { 'x-user-id': userId })).through).toBe(150);
});

test('a lane that is full refuses, other lanes go on, and when it has room again so does it', async () => {
  const [full, free] = [await onSale.concert(), await onSale.concert()];
  const [fan, other] = [await inside(onSale, full), await inside(onSale, free)];
  const held = await Session.holdingLane(onSale, `booking.${full}`);
  // Releases of reservations that there are not: quickly decided, and they change nothing.
  await onSale.sql(sql`
    with lane as (
      update lane set last_sequence = last_sequence + ${LANE_DEPTH.booking} where name = ${`booking.${full}`}
      returning last_sequence - ${LANE_DEPTH.booking} as base
    )
    insert into request (id, lane, sequence, kind, user_id, payload, fingerprint, correlation_id)
    select gen_random_uuid(), ${`booking.${full}`}, base + place, 'release', ${fan.userId},
      jsonb_build_object('tokenId', gen_random_uuid(), 'reservationId', gen_random_uuid()), '', ''
    from lane, generate_series(1, ${LANE_DEPTH.booking}) as place`);
  try {
    for (const language of ['ko', 'en'] as const) {
      const refused = await fan.reserve(full, DATE, 1, {
        'accept-language': language,
        'idempotency-key': 'mine',
      });
      expectRefused(refused, 'SERVER_BUSY', language);
      expect(refused.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
    }
    expect((await other.reserve(free, DATE, 1)).status).toBe(201);
    expect((await (await onSale.fan()).join(full)).status).toBe(201);
  } finally {
    await held.end();
  }
  const reserved = await until(
    async () => {
      const answer = await fan.reserve(full, DATE, 1, { 'idempotency-key': 'mine' });
      return answer.status === 503 ? null : answer;
    },
    { ms: 25_000, every: 200 },
  );
  expect(reserved).toMatchObject({ status: 201, body: { status: 'HELD', seatNumbers: [1] } });
});
