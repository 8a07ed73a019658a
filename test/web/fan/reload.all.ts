import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { stageForPages } from '../stage.ts';
import { openAs } from './as-fan.ts';
import { charge, chooseDate, hold, join, pay, rank, seat, ticket } from './steps.ts';

const stage = stageForPages();

test('a reload in every step goes on where one was', async () => {
  const { onSale } = stage;
  const concertId = await onSale.concert({ waitingRoom: { capacity: 1 } });
  const [first, fan] = await onSale.fans(2);
  if (first === undefined || fan === undefined) throw new Error('no fans');
  await first.join(concertId);
  const { page } = await openAs(stage, fan, `#/concerts/${concertId}`);
  await page.reload();
  await join(page);
  await rank(page).waitFor();
  await page.reload();
  await rank(page).getByText('1', { exact: true }).waitFor();
  await first.leave(concertId);
  await chooseDate(page);
  await seat(page, 7).waitFor();
  await page.reload();
  await seat(page, 7).click();
  await page.reload();
  await page.locator('.basket-seats').getByText('seat 7').waitFor();
  await hold(page);
  await page.getByRole('heading', { name: 'Pay for your seats' }).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'Pay for your seats' }).waitFor();
  await charge(page);
  await page.locator('.payment-after').waitFor();
  await page.reload();
  await pay(page);
  await ticket(page).waitFor();
  await page.reload();
  await ticket(page).waitFor();
  expect(await ticket(page).innerText()).toContain('seat 7');

  expect((await fan.wallet()).body.balance).toBe(0);
  expect(await onSale.invariants()).toEqual([]);
});

test('whoever closes the page and comes back has their place', async () => {
  const { onSale } = stage;
  const concertId = await onSale.concert({ waitingRoom: { capacity: 1 } });
  await onSale.admitted(concertId, 1);
  const view = await openAs(stage, await onSale.fan(), `#/concerts/${concertId}`);
  await join(view.page);
  await rank(view.page).waitFor();
  await view.page.close();
  const again = await view.tab(`/#/concerts/${concertId}`);
  await rank(again).getByText('1', { exact: true }).waitFor();
  const all = await view.tab('/');
  await all.locator('.concert-card-own').first().waitFor();
});

test('whoever comes back in another browser is given their place there', async () => {
  const { onSale } = stage;
  const concertId = await onSale.concert({ waitingRoom: { capacity: 1 } });
  await onSale.admitted(concertId, 1);
  const fan = await onSale.fan();
  await fan.join(concertId);
  // It was taken long before this browser was opened.
  await onSale.sql(
    sql`update request set settled_at = settled_at - interval '1 hour' where user_id = ${fan.userId}`,
  );
  const { page } = await openAs(stage, fan, `#/concerts/${concertId}`);
  await rank(page).getByText('1', { exact: true }).waitFor();
  expect((await fan.place(concertId)).body.number).toBe(2);
});
