import { expect, test } from '@jest/globals';
import { SignJWT } from 'jose';
import { stageForPages } from '../stage.ts';
import { join, rank } from './steps.ts';

const SECRET = 'a-secret-that-the-shop-and-the-service-share';

const stage = stageForPages({
  environment: {
    identity: { mode: 'jwt', keys: { secret: SECRET }, issuer: undefined, audience: undefined },
  },
});

const signed = (userId: string, seconds: number, claims = {}) =>
  new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(userId)
    .setExpirationTime(Math.floor(Date.now() / 1_000) + seconds)
    .sign(new TextEncoder().encode(SECRET));

test('who does not come from the shop is sent there', async () => {
  const concertId = await stage.onSale.concert();
  const view = await stage.open(`/#/concerts/${concertId}`);
  await join(view.page);
  await view.page.getByRole('dialog', { name: 'Please come in through the shop' }).waitFor();
  await view.isAccessible();
});

test('who comes from the shop is known, and their token leaves the address at once', async () => {
  const { onSale } = stage;
  const concertId = await onSale.concert();
  const { userId } = await onSale.fan();
  const identity = await signed(userId, 600);
  const { page } = await stage.open(`/#identity=${identity}&/concerts/${concertId}`);
  await join(page);
  await page.locator('.inside-dates').waitFor();
  expect(page.url()).toMatch(new RegExp(`/#/concerts/${concertId}$`));
  await page.reload();
  await page.locator('.inside-dates').waitFor();
});

test('whose sign-in runs out keeps their place, their tickets and their wallet', async () => {
  const { onSale } = stage;
  const concertId = await onSale.concert({ waitingRoom: { capacity: 1 } });
  const [first, fan] = await onSale.fans(2);
  if (first === undefined || fan === undefined) throw new Error('no fans');
  const one = await stage.open(`/#identity=${await signed(first.userId, 600)}&/concerts/${concertId}`);
  await join(one.page);
  await one.page.locator('.inside-dates').waitFor();

  const { page } = await stage.open(`/#identity=${await signed(fan.userId, 4)}&/concerts/${concertId}`);
  await join(page);
  await rank(page).waitFor();
  await new Promise((resolve) => setTimeout(resolve, 5_000));
  await page.reload();
  await rank(page).waitFor();
  await page.getByText('Live', { exact: true }).waitFor();
  await page.getByRole('link', { name: 'Wallet' }).click();
  await page.getByTestId('balance').waitFor();
});

test('whose sign-in has run out and who has no place is asked to come again', async () => {
  const { userId } = await stage.onSale.fan();
  const view = await stage.open(`/#identity=${await signed(userId, -10)}&/wallet`);
  await view.page.getByText('We don’t know who you are any more').waitFor();
  await view.isAccessible();
  await view.page.goto(`${new URL('/', view.page.url()).href}#identity=${await signed(userId, 600)}&/wallet`);
  await view.page.getByTestId('balance').waitFor();
});

test('a link that would make somebody another person asks first, and says who it is', async () => {
  const { onSale } = stage;
  const [fan, other] = await onSale.fans(2, { balance: 0 });
  if (fan === undefined || other === undefined) throw new Error('no fans');
  const asFan = await signed(fan.userId, 600, { name: '김하늘' });
  const asOther = await signed(other.userId, 600, { name: '박민서' });
  const view = await stage.open(`/#identity=${asFan}&/wallet`, { size: 'phone' });
  const { page } = view;
  await page.getByText('김하늘').first().waitFor();
  await page.getByTestId('balance').waitFor();

  const follow = (identity: string) => page.evaluate(`location.hash = 'identity=${identity}&/wallet'`);
  await follow(asOther);
  const dialog = page.getByRole('dialog', { name: 'Somebody else is signing in' });
  await dialog.getByText('박민서').waitFor();
  await dialog.getByText('김하늘').waitFor();
  expect(page.url()).not.toContain('identity');
  await view.isAccessible();
  await view.screenshot('another-identity');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await page.locator('header').getByText('김하늘').waitFor();
  await page.reload();
  await page.locator('header').getByText('김하늘').waitFor();

  // The same fan's sign-in is renewed without a question.
  await follow(await signed(fan.userId, 900));
  await page.getByTestId('balance').waitFor();
  expect(await dialog.isVisible()).toBe(false);
  await follow(asOther);
  await page.getByRole('button', { name: 'Sign in as the other' }).click();
  await page.locator('header').getByText('박민서').waitFor();
});
