import { expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { DATE } from '../../infrastructure/on-sale.ts';
import { stageForPages } from '../stage.ts';
import { operatorAt } from './operator.ts';

const stage = stageForPages();

/** What happened, by the headings of the entries. */
const happened = async (page: Page): Promise<string[]> =>
  page.getByRole('region', { name: 'History' }).locator('.timeline-what b').allTextContents();

test("a fan's whole way is found by any of its ids", async () => {
  const { onSale } = stage;
  const concertId = await onSale.concert({ title: 'Midsummer' });
  const fan = await onSale.fan({ balance: 100_000 });
  await fan.join(concertId);
  const held = await fan.reserve(concertId, DATE, 7);
  const { reservationId } = held.body;
  await fan.pay(concertId, reservationId);

  const view = await operatorAt(stage, '#/lookup');
  const { page } = view;
  await page.getByLabel('Id', { exact: true }).fill('number seven');
  await page.getByRole('button', { name: 'Look up' }).click();
  await page.getByText('An id looks like').waitFor();
  await view.isAccessible();

  await page.getByLabel('Id', { exact: true }).fill(fan.userId);
  await page.getByRole('button', { name: 'Look up' }).click();
  await page.getByRole('heading', { name: 'User', exact: true }).waitFor();
  const way = await happened(page);
  for (const step of ['Wallet charged', 'Joined the line', 'Let in', 'Held', 'Paid', 'Completed']) {
    expect(way).toContain(step);
  }
  expect(way.indexOf('Joined the line')).toBeLessThan(way.indexOf('Paid'));
  await view.isAccessible();
  await view.fits();
  await view.screenshot('operator-found-user');

  await page.getByRole('link', { name: reservationId }).first().click();
  await page.getByRole('heading', { name: 'Reservation', exact: true }).waitFor();
  expect(await happened(page)).toEqual(
    expect.arrayContaining(['Request accepted', 'Held', 'Confirmed', 'Paid']),
  );
  await page.goBack();
  await page.getByRole('heading', { name: 'User', exact: true }).waitFor();
});

test('a hold is released from its seat, and its fan is told', async () => {
  const { onSale } = stage;
  const concertId = await onSale.concert({ title: 'Midsummer' });
  const fan = await onSale.fan();
  await fan.join(concertId);
  const { body: hold } = await fan.reserve(concertId, DATE, 12);
  const ear = await fan.listen();
  const view = await operatorAt(stage, '#/lookup', { size: 'phone' });
  const { page } = view;
  await page.getByLabel('By seat').check();
  await page.getByRole('option', { name: 'Midsummer' }).first().waitFor({ state: 'attached' });
  await page.getByLabel('Concert', { exact: true }).selectOption(concertId);
  await page.getByLabel('Date', { exact: true }).selectOption(DATE);
  await page.getByLabel('Seat number').fill('12');
  await page.getByRole('button', { name: 'Look up' }).click();
  await page.getByRole('heading', { name: 'Seat', exact: true }).waitFor();
  const seat = page.getByRole('region', { name: 'Seat', exact: true });
  await seat.getByText('On hold', { exact: true }).waitFor();
  await view.fits();
  await view.screenshot('operator-found-seat');

  await page.getByRole('button', { name: 'Release the hold' }).click();
  const question = page.getByRole('dialog', { name: 'Release this hold?' });
  await view.isAccessible();
  await question.getByRole('button', { name: 'Release the hold' }).click();
  await seat.getByText('Available', { exact: true }).waitFor();
  expect(await happened(page)).toEqual(
    expect.arrayContaining(['Held', 'Released', 'Released by an operator']),
  );
  await ear.hears('hold-expired', ({ reservationId }) => reservationId === hold.reservationId);
  ear.close();
});
