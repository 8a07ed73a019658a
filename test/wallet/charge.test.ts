import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { call } from '../infrastructure/call.ts';
import { chargeSurely } from '../infrastructure/charge-surely.ts';
import type { Fan } from '../infrastructure/fan.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const CHARGE_MAX = 10_000_000;
const BALANCE_MAX = 1_000_000_000;
const INVALID_AMOUNT = { status: 400, body: { code: 'INVALID_AMOUNT', detail: '유효하지 않은 금액입니다' } };

/** Charges are answered at once, by the API alone: no worker and no scheduler runs here. */
const onSale = useOnSale({ workers: 0, schedulers: 0 });

interface Entry {
  id: string;
  kind: string;
  amount: number;
  balanceAfter: number;
  at: string;
}

/** Every entry of the wallet, newest first, over all pages. */
async function entriesOf(fan: Fan): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (let path: string | null = '/v1/wallet/entries'; path != null; ) {
    const { body } = await fan.asUser('GET', path);
    entries.push(...body.entries);
    path = body.next ?? null;
  }
  return entries;
}

const balanceOf = async (fan: Fan): Promise<number> => (await fan.wallet()).body.balance;

test('a charge answers what was charged and the balance right after it', async () => {
  const fan = await onSale.fan();
  await fan.charge(20_000);

  const charged = await fan.charge(30_000);

  expect(charged).toMatchObject({
    status: 201,
    body: {
      chargeId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      amount: 30_000,
      balance: 50_000,
      message: '충전 성공 - 현재 잔액: 50,000원',
    },
  });
});

test('a new wallet is empty, in won, and says so in the language asked for', async () => {
  const fan = await onSale.fan();

  expect(await fan.wallet()).toMatchObject({
    status: 200,
    body: { balance: 0, currency: 'KRW', message: '잔액 조회 성공 - 현재 잔액: 0원' },
  });
  expect((await entriesOf(fan)).length).toBe(0);
  const english = await fan.asUser('GET', '/v1/wallet', undefined, { 'accept-language': 'en' });
  expect(english.body.message).toBe('Current balance: 0 won');
});

test('one won and ten million won can be charged', async () => {
  const fan = await onSale.fan();

  expect(await fan.charge(1)).toMatchObject({ status: 201, body: { balance: 1 } });
  expect(await fan.charge(CHARGE_MAX)).toMatchObject({ status: 201, body: { balance: CHARGE_MAX + 1 } });
});

test.each([
  ['nothing', {}],
  ['null', { amount: null }],
  ['zero', { amount: 0 }],
  ['a negative amount', { amount: -1 }],
  ['half a won', { amount: 0.5 }],
  ['one won more than may be charged at a time', { amount: CHARGE_MAX + 1 }],
  ['more than a number can hold exactly', { amount: 2 ** 53 }],
  ['a number in words', { amount: '1000' }],
  ['true', { amount: true }],
  ['a list', { amount: [1_000] }],
  ['an object', { amount: { won: 1_000 } }],
])('%s is no valid amount', async (_what, body) => {
  const fan = await onSale.fan({ balance: 5 });

  const refused = await fan.asUser('POST', '/v1/wallet/charges', body);

  expect(refused).toMatchObject(INVALID_AMOUNT);
  const pointers = refused.body.errors.map(({ pointer }: { pointer: string }) => pointer);
  expect(new Set(pointers)).toEqual(new Set(['/amount']));
  expect(await balanceOf(fan)).toBe(5);
});

test('a number too large to be read is no valid amount', async () => {
  const fan = await onSale.fan();

  const refused = await call(onSale.url, 'POST', '/v1/wallet/charges', {
    raw: '{ "amount": 1e400 }',
    headers: { 'x-user-id': fan.userId, 'content-type': 'application/json' },
  });

  expect(refused).toMatchObject(INVALID_AMOUNT);
});

test('a charge with a field that nobody knows is refused, and charges nothing', async () => {
  const fan = await onSale.fan();

  expect(await fan.asUser('POST', '/v1/wallet/charges', { amount: 1_000, currency: 'USD' })).toMatchObject({
    status: 400,
    body: { code: 'INVALID_REQUEST', errors: [{ pointer: '/currency' }] },
  });
  expect(await balanceOf(fan)).toBe(0);
});

test('a wallet takes up to a thousand million won and not one more', async () => {
  const fan = await onSale.fan();
  await Promise.all(Array.from({ length: 99 }, () => chargeSurely(fan, CHARGE_MAX)));
  await fan.charge(CHARGE_MAX - 1);

  const refused = await fan.charge(2);
  expect(refused).toMatchObject(INVALID_AMOUNT);
  expect(refused.body.errors).toEqual([
    { pointer: '/amount', detail: expect.stringMatching('1,000,000,000') },
  ]);
  expect(await fan.charge(1)).toMatchObject({ status: 201, body: { balance: BALANCE_MAX } });
  expect(await fan.charge(1)).toMatchObject(INVALID_AMOUNT);
  expect(await balanceOf(fan)).toBe(BALANCE_MAX);
});

test('charges that race for the last room in a wallet do not pass its maximum', async () => {
  const fan = await onSale.fan();
  await Promise.all(Array.from({ length: 99 }, () => chargeSurely(fan, CHARGE_MAX)));
  await fan.charge(CHARGE_MAX - 5);

  const answers = await Promise.all(Array.from({ length: 20 }, () => chargeSurely(fan, 1)));

  expect(answers.filter(({ status }) => status === 201)).toHaveLength(5);
  expect(answers.filter(({ body }) => body.code === 'INVALID_AMOUNT')).toHaveLength(15);
  expect(await balanceOf(fan)).toBe(BALANCE_MAX);
});

test('a hundred charges at the same instant all count, and each answers the balance that it made', async () => {
  const fan = await onSale.fan();
  const amounts = Array.from({ length: 100 }, (_, index) => index + 1);

  const answers = await Promise.all(amounts.map((amount) => chargeSurely(fan, amount)));

  expect(answers.map(({ status }) => status)).toEqual(amounts.map(() => 201));
  expect(answers.map(({ body }) => body.amount)).toEqual(amounts);
  expect(await balanceOf(fan)).toBe(5_050);
  expect(new Set(answers.map(({ body }) => body.chargeId)).size).toBe(100);
  const balances = answers.map(({ body }) => body.balance as number);
  expect(new Set(balances).size).toBe(100);
  expect(Math.max(...balances)).toBe(5_050);
  // In the order in which they were made, each goes on from where the one before it stopped.
  let before = 0;
  for (const { body } of answers.toSorted((one, other) => one.body.balance - other.body.balance)) {
    expect(body.balance).toBe(before + body.amount);
    before = body.balance;
  }
});

test('the entries of a wallet are a chain, newest first, however many were made at once', async () => {
  const fan = await onSale.fan();
  await Promise.all(Array.from({ length: 120 }, (_, index) => chargeSurely(fan, index + 1)));

  const entries = await entriesOf(fan);

  expect(entries).toHaveLength(120);
  expect(new Set(entries.map(({ id }) => id)).size).toBe(120);
  expect(entries[0]?.balanceAfter).toBe(await balanceOf(fan));
  for (const [index, entry] of entries.entries()) {
    expect(entry.kind).toBe('charge');
    expect(entry.balanceAfter - entry.amount).toBe(entries[index + 1]?.balanceAfter ?? 0);
  }
});

test('a charge of a user who does not exist charges nobody', async () => {
  const [fan] = await onSale.fans(1);
  const nobody = { 'x-user-id': randomUUID() };

  const refused = { status: 404, body: { code: 'USER_NOT_FOUND', detail: '유효하지 않은 사용자입니다' } };
  expect(await fan?.asUser('POST', '/v1/wallet/charges', { amount: 1 }, nobody)).toMatchObject(refused);
  expect(await fan?.asUser('GET', '/v1/wallet', undefined, nobody)).toMatchObject(refused);
});

test('wallets are everybody’s own: a charge of one leaves the others as they were', async () => {
  const fans = await onSale.fans(3, { balance: 100 });

  await fans[1]?.charge(50);

  expect(await Promise.all(fans.map(balanceOf))).toEqual([100, 150, 100]);
});
