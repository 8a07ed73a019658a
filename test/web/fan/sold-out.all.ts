import { expect, test } from '@jest/globals';
import { DATE } from '../../infrastructure/on-sale.ts';
import { stageForPages } from '../stage.ts';
import { openAs } from './as-fan.ts';
import { join } from './steps.ts';

const stage = stageForPages();
const SECOND = '2099-12-25';

test('what is sold out or nearly so is told on the list, on the concert and inside', async () => {
  const { onSale } = stage;
  const dates = [
    { date: DATE, seats: 1, price: 20_000 },
    { date: SECOND, seats: 10, price: 30_000 },
  ];
  const concertId = await onSale.concert({ title: 'Two Nights', dates });
  const only = await onSale.concert({ title: 'One Night', dates: dates.slice(0, 1) });
  for (const id of [concertId, only]) {
    const [buyer] = await onSale.admitted(id, 1, { balance: 20_000 });
    const held = await buyer?.reserve(id, DATE, 1);
    expect((await buyer?.pay(id, held?.body.reservationId))?.status).toBe(201);
  }
  const view = await openAs(stage, await onSale.fan(), '#/', { size: 'phone' });
  const { page } = view;
  await page.locator('.concert-card', { hasText: 'One Night' }).getByText('Sold out').waitFor();
  await view.screenshot('sold-out-list');
  await page.locator('.concert-card', { hasText: 'One Night' }).click();
  await page.getByRole('heading', { name: 'Sold out' }).waitFor();
  await view.isAccessible();
  await view.screenshot('sold-out-concert');
  await page.goto(new URL(`/#/concerts/${concertId}`, page.url()).href);
  await page.locator('.concert-overview-dates li').first().getByText('Sold out').waitFor();
  await page.locator('.concert-overview-dates li').nth(1).getByText('Seats free').waitFor();
  await join(page);
  await page.locator('.inside-date-gone').getByText('Sold out').waitFor();
  await view.isAccessible();
  await view.screenshot('sold-out-inside');
});
