import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { call } from '../infrastructure/call.ts';
import { ADMIN_KEY } from '../infrastructure/on-sale.ts';
import { expectRefused } from '../infrastructure/refusals-of-the-contract.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const BALANCE_MAX = 1_000_000_000;
const REASON = 'Paid at the box office';

const onSale = useOnSale({ workers: 0, schedulers: 0 });

const credit = (userId: string, body: unknown, headers: Record<string, string> = {}) =>
  call(onSale.url, 'POST', `/v1/admin/users/${userId}/credits`, {
    body,
    headers: { authorization: `Bearer ${ADMIN_KEY}`, ...headers },
  });

const actionsOf = async (userId: string) => {
  const { body } = await onSale.operator('GET', '/v1/admin/actions');
  return body.actions.filter(({ after }: { after: { userId?: string } }) => after?.userId === userId);
};

test('an operator puts money into a wallet, and the books, the entries and the log say so', async () => {
  const fan = await onSale.fan();
  await fan.charge(20_000);

  const credited = await credit(fan.userId.toUpperCase(), { amount: 30_000, reason: REASON });

  expect(credited).toMatchObject({ status: 201, body: { balance: 50_000 } });
  const { creditId } = credited.body;
  expect(credited.body).toEqual({ creditId: expect.stringMatching(/^[0-9a-f-]{36}$/), balance: 50_000 });
  expect((await fan.wallet()).body.balance).toBe(50_000);
  expect((await fan.asUser('GET', '/v1/wallet/entries')).body.entries[0]).toMatchObject({
    kind: 'credit',
    amount: 30_000,
    balanceAfter: 50_000,
  });
  expect(await actionsOf(fan.userId)).toEqual([
    expect.objectContaining({
      id: creditId,
      who: 'ADMIN_KEY',
      what: 'credit-wallet',
      userName: expect.any(String),
      before: null,
      after: { userId: fan.userId, amount: 30_000, reason: REASON, balance: 50_000 },
    }),
  ]);
  const { history } = (await onSale.operator('GET', `/v1/admin/lookup?q=${fan.userId}`)).body;
  expect(history.find(({ what }: { what: string }) => what === 'credited')).toMatchObject({
    detail: { creditId, amount: 30_000, balance: 50_000, who: 'ADMIN_KEY', reason: REASON },
  });
  const { body: books } = await onSale.operator('GET', '/v1/admin/ledger');
  expect(books).toMatchObject({ balanced: true, sum: 0 });
  const given = books.accounts.find(({ kind }: { kind: string }) => kind === 'credits');
  expect(given.balance).toBeLessThanOrEqual(-30_000);
});

test.each([0, -1, 1.5, '100', null, undefined, 10_000_001, 1e21])(
  '%p is no amount: refused at its field, and nothing is written',
  async (amount) => {
    const fan = await onSale.fan();
    const refused = await credit(fan.userId, { amount, reason: REASON });
    expect(refused).toMatchObject({ status: 400, body: { code: 'INVALID_AMOUNT' } });
    expect(refused.body.errors[0].pointer).toBe('/amount');
    expect((await fan.wallet()).body.balance).toBe(0);
    expect(await actionsOf(fan.userId)).toEqual([]);
  },
);

test.each([undefined, '', ' ', '\u200b', 'A\ud83d', 'x'.repeat(201), 7])(
  '%p is no reason: refused at its field',
  async (reason) => {
    const fan = await onSale.fan();
    expect(await credit(fan.userId, { amount: 1, reason })).toMatchObject({
      status: 400,
      body: { code: 'INVALID_REQUEST', errors: [{ pointer: '/reason' }] },
    });
    expect((await fan.wallet()).body.balance).toBe(0);
  },
);

test('a wallet that would hold too much takes nothing', async () => {
  const fan = await onSale.fan();
  for (let sum = 0; sum < BALANCE_MAX; sum += 10_000_000) {
    await credit(fan.userId, { amount: 10_000_000, reason: REASON });
  }
  expect((await fan.wallet()).body.balance).toBe(BALANCE_MAX);
  for (const headers of [{}, ...Array(2).fill({ 'idempotency-key': 'too much' })]) {
    const refused = await credit(fan.userId, { amount: 1, reason: REASON }, headers);
    expectRefused(refused, 'INVALID_AMOUNT', 'ko');
    expect(refused.body.errors).toEqual([
      { pointer: '/amount', detail: '지갑에는 최대 1,000,000,000원까지 넣을 수 있습니다' },
    ]);
  }
  expect((await fan.wallet()).body.balance).toBe(BALANCE_MAX);
});

test.each([randomUUID(), 'nobody', '00000000-0000-0000-0000-000000000000'])(
  'nobody is %s: nothing is written',
  async (userId) => {
    expectRefused(await credit(userId, { amount: 1, reason: REASON }), 'USER_NOT_FOUND', 'ko');
    expect(await actionsOf(userId)).toEqual([]);
  },
);

test('once under one key, however many come at once; another amount under it is refused', async () => {
  const fan = await onSale.fan();
  const keyed = (amount: number) =>
    credit(fan.userId, { amount, reason: REASON }, { 'idempotency-key': 'one credit' });
  const answers = await Promise.all(Array.from({ length: 5 }, () => keyed(700)));
  expect(new Set(answers.map(({ status, body }) => `${status} ${body.creditId} ${body.balance}`)).size).toBe(
    1,
  );
  expect(answers[0]).toMatchObject({ status: 201, body: { balance: 700 } });
  expectRefused(await keyed(701), 'IDEMPOTENCY_KEY_REUSED', 'ko');
  expect((await fan.wallet()).body.balance).toBe(700);
  expect(await actionsOf(fan.userId)).toHaveLength(1);
});

test('without keys each counts, and what cannot be logged is not done', async () => {
  const fan = await onSale.fan();
  const answers = await Promise.all(
    [1, 2, 3].map((amount) => credit(fan.userId, { amount, reason: REASON })),
  );
  expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
  expect((await fan.wallet()).body.balance).toBe(6);

  await onSale.sql(sql`
    create function refuse_credit() returns trigger language plpgsql as
      $$ begin raise exception 'not today'; end $$`);
  await onSale.sql(sql`
    create trigger refuse_credit before insert on operator_action for each row
      when (new.what = 'credit-wallet') execute function refuse_credit()`);
  try {
    expect((await credit(fan.userId, { amount: 4, reason: REASON })).status).toBe(500);
  } finally {
    await onSale.sql(sql`drop function refuse_credit cascade`);
  }
  expect((await fan.wallet()).body.balance).toBe(6);
});

test('fans cannot, for nobody', async () => {
  const fan = await onSale.fan();
  const asked = await fan.asUser('POST', `/v1/admin/users/${fan.userId}/credits`, {
    amount: 1,
    reason: REASON,
  });
  expect([401, 403]).toContain(asked.status);
  expect((await fan.wallet()).body.balance).toBe(0);
});
