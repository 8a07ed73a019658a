import { expect, test } from '@jest/globals';
import { stageForPages } from '../stage.ts';
import { openAs } from './as-fan.ts';
import { join } from './steps.ts';

const stage = stageForPages();

const dates = [{ date: '2099-12-24', price: 50_000 }];
const inSummer = '2099-07-01T15:30:00Z';

test('who reads it where the venue is, reads whose time it is, once', async () => {
  const concertId = await stage.onSale.concert({ dates, saleClosesAt: inSummer });
  const { page } = await stage.open(`/#/concerts/${concertId}`, { language: 'ko' });
  await page.getByText('오후 7:00 (대한민국 시간)').waitFor();
  await page.getByText('2099. 7. 2. 오전 12:30 (대한민국 시간)까지').waitFor();
  expect(await page.getByRole('main').innerText()).not.toContain('내 시간');
});

test('who reads it elsewhere reads their own time beside it, with the day where it is another', async () => {
  const { onSale } = stage;
  const concertId = await onSale.concert({ dates, saleClosesAt: inSummer });
  const view = await openAs(stage, await onSale.fan(), `#/concerts/${concertId}`, {
    timeZone: 'America/New_York',
    size: 'phone',
  });
  const { page } = view;
  await page.getByText('starts 19:00 (South Korea Time) · 05:00 your time').waitFor();
  await page.getByText('2 Jul 2099, 00:30 (South Korea Time) · 1 Jul, 11:30 your time').waitFor();
  await view.screenshot('times-elsewhere');
  await join(page);
  await page.locator('.inside-date').getByText('19:00 (South Korea Time) · 05:00 your time').waitFor();
  await page.goto(new URL('/#/wallet', page.url()).href);
  await page.getByText('Times are yours: New York Time.').waitFor();
});

test('the focus goes to the heading of each screen, and never back to the beginning', async () => {
  const { onSale } = stage;
  const concertId = await onSale.concert();
  const fan = await onSale.fan();
  const { page } = await stage.open('/#/wallet');
  const focused = () =>
    page.evaluate('document.activeElement.tagName + " " + document.activeElement.textContent');
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('dialog').getByRole('textbox').fill(fan.userId);
  await page.keyboard.press('Enter');
  await page.getByTestId('balance').waitFor();
  expect(await focused()).toBe('H1 Wallet');
  await page.getByRole('link', { name: 'Concerts', exact: true }).click();
  await page.locator('.concert-card').first().waitFor();
  expect(await focused()).toBe('H1 Concerts');
  await page.goto(new URL(`/#/concerts/${concertId}`, page.url()).href);
  await page.locator('.concert-overview').waitFor();
  await join(page);
  await page.locator('.inside-dates').waitFor();
  expect(await focused()).toBe('H1 A concert');
});
