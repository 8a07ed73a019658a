import { describe, expect, test } from '@jest/globals';
import type { WalletMode } from '../../../config/environment.ts';
import { DATE } from '../../infrastructure/on-sale.ts';
import { stageForPages } from '../stage.ts';
import { openAs } from './as-fan.ts';
import { charge, chooseDate, hold, join, seat } from './steps.ts';

const stage = stageForPages();

test('what was typed is what is charged, or nothing is', async () => {
  const fan = await stage.onSale.fan();
  const view = await openAs(stage, fan, '#/wallet', { size: 'phone' });
  const { page } = view;
  const amount = page.getByRole('textbox', { name: 'Amount in won' });
  for (const typed of ['12.5', '-5', '1e3', '10000001', '0']) {
    await amount.fill('');
    await amount.pressSequentially(typed);
    await page.locator('.charge-form button[type=submit]').click();
    await page.locator('.field-faulty [role=alert]').waitFor();
    expect(await amount.inputValue()).toBe(typed);
  }
  await view.isAccessible();
  await view.screenshot('charge-refused');
  expect((await fan.wallet()).body.balance).toBe(0);

  await amount.fill('１２，５００');
  expect(await amount.inputValue()).toBe('12,500');
  await page.getByRole('button', { name: 'Charge ₩12,500' }).click();
  await page.getByTestId('balance').getByText('₩12,500').waitFor();
  expect((await fan.wallet()).body.balance).toBe(12_500);
});

test('what is missing beyond the most that can be charged at a time is charged in parts', async () => {
  const { onSale } = stage;
  const concertId = await onSale.concert({ dates: [{ date: DATE, price: 12_000_000 }] });
  const fan = await onSale.fan();
  const { page } = await openAs(stage, fan, `#/concerts/${concertId}`);
  await join(page);
  await chooseDate(page);
  await seat(page, 7).click();
  await hold(page);
  await page.getByText('At most ₩10,000,000 can be charged at a time').waitFor();
  await page.getByRole('button', { name: 'The most at a time: ₩10,000,000' }).waitFor();
  await charge(page);
  await page.getByRole('button', { name: 'Charge ₩2,000,000' }).click();
  await page.locator('.payment-after').waitFor();
});

describe('where fans do not charge their own wallets', () => {
  /** Another API on the same books. */
  const originOf = async (walletMode: WalletMode) => {
    const { environment } = stage.onSale;
    const before = environment.walletMode;
    environment.walletMode = walletMode;
    const { port } = await stage.onSale.addApi();
    environment.walletMode = before;
    return `http://127.0.0.1:${port}`;
  };

  test('no page offers it, each says who does, and what the seller put in is spent', async () => {
    const { onSale } = stage;
    const concertId = await onSale.concert({ dates: [{ date: DATE, price: 50_000 }] });
    const fan = await onSale.fan();
    const origin = await originOf('credited');
    const view = await openAs(stage, fan, '#/wallet', { origin, size: 'phone' });
    const { page } = view;
    await page.getByText(/^The ticket seller puts money into your wallet/).waitFor();
    expect(await page.getByRole('textbox').count()).toBe(0);
    await view.isAccessible();
    await view.screenshot('wallet-credited');
    const put = (amount: number) =>
      onSale.operator('POST', `/v1/admin/users/${fan.userId}/credits`, {
        amount,
        reason: 'Paid at the box office',
      });
    await put(20_000);
    await page.getByText('Credited by the seller').waitFor({ timeout: 20_000 });
    await page.getByText('Balance ₩20,000').waitFor();
    await view.screenshot('wallet-credit-come');

    await page.goto(`${origin}/#/concerts/${concertId}`);
    await join(page);
    await chooseDate(page);
    await seat(page, 7).click();
    await hold(page);
    await page.getByText('₩30,000 is missing in your wallet.').waitFor();
    expect(await page.locator('.charge-form').count()).toBe(0);
    await view.screenshot('checkout-credited');
    await put(30_000);
    await page.getByRole('button', { name: 'Pay ₩50,000' }).click({ timeout: 20_000 });
    await page.getByRole('main').getByText('Paid. The seats are yours!').waitFor();
  });

  test('where there are no wallets none is offered', async () => {
    const fan = await stage.onSale.fan();
    const view = await openAs(stage, fan, '#/wallet', { origin: await originOf('off') });
    await view.page.getByText('There are no wallets here').waitFor();
    expect(await view.page.getByRole('link', { name: 'Wallet' }).count()).toBe(0);
    await view.isAccessible();
  });
});
