import { expect, test } from '@jest/globals';
import { stageForPages } from '../stage.ts';
import { signIn } from './as-fan.ts';
import { chooseDate, hold, join, pay, seat, ticket } from './steps.ts';

const stage = stageForPages();

test('where storage is forbidden a seat is bought all the same, and the page says what a reload costs', async () => {
  const { onSale } = stage;
  const concertId = await onSale.concert();
  const fan = await onSale.fan({ balance: 100_000 });
  const view = await stage.open(`/#/concerts/${concertId}`, { storage: 'forbidden', size: 'phone' });
  const { page } = view;
  await page.getByText('This browser does not let us remember anything').waitFor();
  await view.isAccessible();
  await view.screenshot('nothing-kept');
  await join(page);
  await signIn(page, fan);
  await chooseDate(page);
  await seat(page, 7).click();
  // What only this page knows is known on all of its screens.
  await page.getByRole('link', { name: 'Wallet' }).click();
  await page.goBack();
  await page.getByRole('button', { name: 'Hold 1 seat' }).waitFor();
  await hold(page);
  await pay(page);
  await ticket(page).waitFor();
  await page.getByRole('button', { name: '한국어' }).click();
  await page.getByText('이 브라우저에는 아무것도 저장할 수 없습니다').waitFor();
  await page.getByRole('button', { name: '확인' }).click();
  expect(await page.getByText('이 브라우저에는').isVisible()).toBe(false);

  await page.goto(new URL('/#/reservations', page.url()).href);
  await page.reload();
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
  await signIn(page, fan);
  await page.locator('.reservation-card').getByText('seat 7').waitFor();
  expect(await onSale.invariants()).toEqual([]);
});

test('the operators sign in without it too', async () => {
  const { page } = await stage.open('/admin', { storage: 'forbidden' });
  await page.getByRole('heading').first().waitFor();
});

test('whose browser keeps things reads nothing of that', async () => {
  const { page } = await stage.open('/');
  await page.locator('h1').waitFor();
  expect(await page.locator('.notice').count()).toBe(0);
});
