import { expect, test } from '@jest/globals';
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
