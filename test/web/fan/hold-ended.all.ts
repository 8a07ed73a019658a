import { expect, test } from '@jest/globals';
import { DATE } from '../../infrastructure/on-sale.ts';
import { stageForPages } from '../stage.ts';
import { openAs } from './as-fan.ts';
import { chooseDate, hold, join, seat } from './steps.ts';

const stage = stageForPages();

/** Somebody who holds seats 7 and 8, at the checkout. */
async function holding(size: 'phone' | 'desktop') {
  const { onSale } = stage;
  const concertId = await onSale.concert();
  const fan = await onSale.fan({ balance: 100_000 });
  const view = await openAs(stage, fan, `#/concerts/${concertId}`, { size });
  const { page } = view;
  await join(page);
  await chooseDate(page);
  await seat(page, 7).click();
  await seat(page, 8).click();
  await hold(page);
  await page.locator('.payment').waitFor();
  const { body } = await fan.asUser('GET', '/v1/reservations');
  return { onSale, concertId, fan, view, page, reservationId: body.reservations[0].reservationId as string };
}

test('a hold that an operator ends is told wherever its fan is, with what happened and why', async () => {
  const { onSale, view, page, reservationId, concertId } = await holding('phone');
  await page.getByRole('link', { name: 'Wallet' }).click();
  const reason = 'The rows in front of the desk are closed';
  const path = `/v1/admin/reservations/${reservationId}/release`;
  expect((await onSale.operator('POST', path, { reason }, { prefer: 'wait=10' })).status).toBe(200);
  await page.getByText('The organiser has ended your hold').first().waitFor();
  await page.getByText(`The organiser says: ${reason}`).waitFor();
  await view.isAccessible();
  await view.screenshot('hold-ended-banner', page, 'window');
  await page.getByRole('link', { name: 'My tickets' }).first().click();
  await page.locator('.reservation-card').getByText('It was not you').waitFor();
  await page.locator('.reservation-card').getByText(reason).waitFor();
  await view.screenshot('hold-ended-tickets');
  await page.goto(new URL(`/#/concerts/${concertId}/checkout`, page.url()).href);
  await page.getByRole('heading', { name: 'The organiser has ended your hold' }).waitFor();
  expect(await page.getByRole('main').innerText()).toContain('seat 7, seat 8');
  await view.screenshot('hold-ended-checkout', page, 'window');
  await view.isAccessible();
});

test('one seat is given back, asked first, and the other stays', async () => {
  const { onSale, fan, view, page } = await holding('phone');
  const dialog = page.getByRole('dialog');
  await view.screenshot('held-seats', page, 'window');
  await page.getByRole('button', { name: 'Give back seat 7', exact: true }).click();
  await dialog.getByText('Give this seat back?').waitFor();
  await view.isAccessible();
  await view.screenshot('give-back', page, 'window');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Give back seat 7', exact: true }).click();
  await dialog.getByRole('button', { name: 'Give back' }).click();
  await page.locator('.held-seats').getByText('seat 7').waitFor({ state: 'detached' });
  await page.locator('.payment').getByText('Pay ₩50,000').waitFor();
  const { body } = await fan.asUser('GET', '/v1/reservations');
  expect(body.reservations).toMatchObject([{ status: 'HELD', date: DATE, seatNumbers: [8] }]);
  await page.getByRole('button', { name: 'Give back seat 8' }).click();
  await dialog.getByRole('button', { name: 'Give back' }).click();
  await page.getByRole('heading', { name: 'No seats are held for you' }).waitFor();
  expect(await onSale.invariants()).toEqual([]);
});

test('in its last minute a hold is made longer, once', async () => {
  const { onSale } = stage;
  const concertId = await onSale.concert({ holdSeconds: 62, holdExtensionSeconds: 60 });
  const view = await openAs(stage, await onSale.fan(), `#/concerts/${concertId}`, { size: 'phone' });
  const { page } = view;
  await join(page);
  await chooseDate(page);
  await seat(page, 7).click();
  await hold(page);
  const longer = page.getByRole('button', { name: 'Hold them longer' });
  await longer.waitFor();
  await view.isAccessible();
  await view.screenshot('hold-longer', page, 'window');
  await longer.click();
  await page
    .getByTestId('hold-clock')
    .getByText(/^(1:[345]\d|2:0\d)$/)
    .waitFor();
  await longer.waitFor({ state: 'detached' });
});
