import { beforeAll, expect, test } from '@jest/globals';
import type { WalletMode } from '../../config/environment.ts';
import { call } from '../infrastructure/call.ts';
import type { Fan } from '../infrastructure/fan.ts';
import { inside } from '../infrastructure/inside.ts';
import { ADMIN_KEY, DATE } from '../infrastructure/on-sale.ts';
import { expectRefused } from '../infrastructure/refusals-of-the-contract.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

/** One API each way, beside the open one, on the same books. */
const onSale = useOnSale({ schedulers: 0 });
const urls = {} as Record<'credited' | 'off', string>;

beforeAll(async () => {
  for (const walletMode of ['credited', 'off'] satisfies WalletMode[]) {
    const before = { ...onSale.environment };
    Object.assign(onSale.environment, { walletMode });
    urls[walletMode] = `http://127.0.0.1:${(await onSale.addApi()).port}`;
    Object.assign(onSale.environment, before);
  }
});

test.each(['credited', 'off'] as const)(
  '%s: no fan charges a wallet, with or without a key',
  async (mode) => {
    const fan = await onSale.fan();
    await fan.charge(20_000);
    const charge = (headers: Record<string, string> = {}) =>
      call(urls[mode], 'POST', '/v1/wallet/charges', {
        body: { amount: 50_000 },
        headers: { 'x-user-id': fan.userId, ...headers },
      });

    expectRefused(await charge(), 'WALLET_CLOSED', 'ko');
    expectRefused(await charge({ 'accept-language': 'en' }), 'WALLET_CLOSED', 'en');
    expectRefused(await charge({ 'idempotency-key': 'once-and-only' }), 'WALLET_CLOSED', 'ko');
    expect((await fan.wallet()).body.balance).toBe(20_000);
  },
);

test('what was charged under a key while wallets were open is told again, and done once', async () => {
  const fan = await onSale.fan();
  const charge = (url: string) =>
    call(url, 'POST', '/v1/wallet/charges', {
      body: { amount: 50_000 },
      headers: { 'x-user-id': fan.userId, 'idempotency-key': 'before it was closed' },
    });
  const first = await charge(onSale.url);
  expect(first).toMatchObject({ status: 201, body: { balance: 50_000 } });
  for (const url of Object.values(urls))
    expect(await charge(url)).toMatchObject({ status: 201, body: first.body });
  expect((await fan.wallet()).body.balance).toBe(50_000);
});

test('operators credit a wallet that fans cannot charge, and none where there is none', async () => {
  const fan = await onSale.fan();
  const credit = (mode: 'credited' | 'off') =>
    call(urls[mode], 'POST', `/v1/admin/users/${fan.userId}/credits`, {
      body: { amount: 700, reason: 'Paid at the box office' },
      headers: { authorization: `Bearer ${ADMIN_KEY}` },
    });
  expect(await credit('credited')).toMatchObject({ status: 201, body: { balance: 700 } });
  expectRefused(await credit('off'), 'WALLET_CLOSED', 'ko');
  expect((await fan.wallet()).body.balance).toBe(700);
});

test('what a credited wallet holds is shown; where there is no wallet, nothing is', async () => {
  const fan = await onSale.fan();
  const wallet = (mode: 'credited' | 'off') =>
    call(urls[mode], 'GET', '/v1/wallet', { headers: { 'x-user-id': fan.userId } });

  expect(await wallet('credited')).toMatchObject({ status: 200, body: { balance: 0 } });
  expectRefused(await wallet('off'), 'WALLET_CLOSED', 'ko');
  const entries = (mode: 'credited' | 'off') =>
    call(urls[mode], 'GET', '/v1/wallet/entries', { headers: { 'x-user-id': fan.userId } });
  expect(await entries('credited')).toMatchObject({ status: 200, body: { entries: [] } });
  expectRefused(await entries('off'), 'WALLET_CLOSED', 'ko');
});

test('where there is no wallet none is paid from; what was paid while there was one stays so', async () => {
  const concertId = await onSale.concert({ seatsPerUser: 2 });
  const payAt = (url: string, fan: Fan, reservationId: string, key: string) =>
    call(url, 'POST', `/v1/concerts/${concertId}/payments`, {
      body: { reservationId },
      headers: { authorization: `Bearer ${fan.token}`, prefer: 'wait=20', 'idempotency-key': key },
    });

  const fan = await inside(onSale, concertId, { balance: 50_000 });
  const { reservationId } = (await fan.reserve(concertId, DATE, 1)).body;
  expectRefused(await payAt(urls.off, fan, reservationId, 'nothing to pay from'), 'METHOD_NOT_OFFERED', 'ko');
  expect(await fan.wallet()).toMatchObject({ body: { balance: 50_000 } });

  const paid = await payAt(urls.credited, fan, reservationId, 'from a wallet');
  expect(paid).toMatchObject({ status: 201, body: { status: 'PAID', balance: 0 } });
  const { body } = await payAt(urls.off, fan, reservationId, 'from a wallet');
  expect(body).toMatchObject({ status: 'PAID', paymentId: paid.body.paymentId });
});

test('pages are told which it is', async () => {
  const told = async (url: string) => (await call(url, 'GET', '/v1/site')).body.wallet;
  expect([await told(onSale.url), await told(urls.credited), await told(urls.off)]).toEqual([
    'open',
    'credited',
    'off',
  ]);
});
