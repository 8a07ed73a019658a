import { expect, test } from '@jest/globals';
import { DATE } from '../../infrastructure/on-sale.ts';
import { stageForPages } from '../stage.ts';
import { openAs } from './as-fan.ts';
import { chooseDate, hold, join, pay, seat, ticket } from './steps.ts';

const stage = stageForPages();

test('while seats are held every page says how long still, and leads to paying', async () => {
  const { onSale } = stage;
  const title = '한여름 밤의 오케스트라와 아주 긴 제목을 가진 공연';
  const concertId = await onSale.concert({ title, seatsPerUser: 2 });
  const fan = await onSale.fan({ balance: 100_000 });
  const view = await openAs(stage, fan, `#/concerts/${concertId}`, { size: 'phone' });
  const { page } = view;
  const bar = page.getByRole('region', { name: 'Seats held for you' });
  await join(page);
  await page.getByRole('link', { name: 'Concerts', exact: true }).click();
  await page.locator('.concert-card').getByText('It’s your turn').waitFor();
  await page.locator('.concert-card').click();
  await chooseDate(page);
  await seat(page, 7).click();
  await seat(page, 8).click();
  await hold(page);
  await page.locator('.payment').waitFor();
  // Here is all of it anyway.
  expect(await bar.count()).toBe(0);
  // Nobody is sent to choose what they may not have.
  expect(await page.getByRole('link', { name: 'Choose more seats' }).count()).toBe(0);
  await page.getByText('At most 2 seats for each person.').waitFor();

  for (const address of ['#/', '#/wallet', '#/reservations', `#/concerts/${concertId}`]) {
    await page.goto(new URL(`/${address}`, page.url()).href);
    await bar.getByText('2 seats are held for you').waitFor();
    await bar
      .getByRole('timer')
      .getByText(/^4:\d\d$/)
      .waitFor();
    await page.locator('.loading').waitFor({ state: 'detached' });
    await view.fits();
    await view.isAccessible();
    await view.screenshot(`hold-bar-${address.split('/')[1] || 'home'}`, page, 'window');
  }
  await page.goto(new URL('/#/', page.url()).href);
  await page.locator('.concert-card').getByText('2 seats are held for you').waitFor();
  await page.goto(new URL(`/#/concerts/${concertId}/seats/${DATE}`, page.url()).href);
  await page.locator('.seat-own').first().waitFor();
  await page.locator('.seat-legend').getByText('yours already').waitFor();
  await bar.getByRole('link', { name: 'Pay now' }).click();
  await pay(page);
  await ticket(page).waitFor();
  expect(await bar.count()).toBe(0);
  // What is behind was paid for: it says so, and does not look like something that was not found.
  await page.goBack();
  await page.getByRole('heading', { name: 'Enjoy the concert!' }).waitFor();
  await view.screenshot('back-after-paying', page, 'window');
  expect(await page.locator('.state-card.tone-good').count()).toBe(1);
  expect(await onSale.invariants()).toEqual([]);
});
