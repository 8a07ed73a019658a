import { expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { Fan } from '../../infrastructure/fan.ts';
import { DATE } from '../../infrastructure/on-sale.ts';
import { stageForPages } from '../stage.ts';
import { operatorAt, signIn } from './operator.ts';

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
  await page.getByRole('button', { name: 'Look up' }).click();
  await page.getByText('Enter a name or an id.').waitFor();
  await view.isAccessible();

  await page.getByLabel('Name or id', { exact: true }).fill(fan.userId);
  expect(await page.getByText('Enter a name or an id.').count()).toBe(0);
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

test('somebody is found by a part of their name, among others page by page, and concerts have their titles', async () => {
  const { onSale } = stage;
  const concertId = await onSale.concert({ title: 'Midsummer' });
  const users = Array.from({ length: 45 }, (_, at) => ({ name: `김민지 ${String(at).padStart(2, '0')}` }));
  const { body } = await onSale.operator('POST', '/v1/admin/users', { users });
  const view = await operatorAt(stage, '#/lookup', { language: 'ko', size: 'phone' });
  const { page } = view;
  const said: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  const look = async (word: string) => {
    await page.getByLabel('이름 또는 ID', { exact: true }).fill(word);
    await page.getByRole('button', { name: '조회', exact: true }).click();
  };
  await look('아무개');
  await page.getByText('‘아무개’(이)라는 이름의 사용자도, 이 ID도 없습니다.').waitFor();
  await view.screenshot('operator-nobody-called');
  await look('민지');
  const people = page.getByRole('region', { name: '이름에 ‘민지’이(가) 있는 사용자' });
  await people.getByText('처음 20명').waitFor();
  await view.isAccessible();
  await view.fits();
  await view.screenshot('operator-people-called');
  await people.getByRole('button', { name: '더 보기' }).click();
  await people.getByText('처음 40명').waitFor();
  await people.getByRole('button', { name: '더 보기' }).click();
  await people.getByText('45명', { exact: true }).waitFor();
  expect(await people.getByRole('listitem').count()).toBe(45);

  const [, , third = ''] = body.userIds as string[];
  await stage.onSale.operator('GET', `/v1/admin/lookup?q=${third}`);
  await people.getByRole('link', { name: '김민지 02' }).click();
  await page.getByRole('heading', { name: '사용자', exact: true }).waitFor();
  await page.getByRole('region', { name: '사용자', exact: true }).getByText('김민지 02').waitFor();

  const fan = new Fan(() => onSale.url, third);
  await fan.join(concertId);
  const held = await fan.reserve(concertId, DATE, 3);
  await look(held.body.reservationId);
  const reservation = page.getByRole('region', { name: '예약', exact: true });
  await reservation.getByRole('link', { name: '김민지 02' }).waitFor();
  await view.screenshot('operator-found-by-name');
  await reservation.getByRole('link', { name: 'Midsummer' }).click();
  await page.getByRole('heading', { name: 'Midsummer', level: 1 }).waitFor();
  expect(said).toEqual([]);
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
  await question.getByLabel('Reason for the fan').fill('The camera needs this row');
  await view.isAccessible();
  await view.screenshot('operator-release-question');
  await question.getByRole('button', { name: 'Release the hold' }).click();
  await seat.getByText('Available', { exact: true }).waitFor();
  expect(await happened(page)).toEqual(
    expect.arrayContaining(['Held', 'Released', 'Released by an operator']),
  );
  await ear.hears('hold-expired', ({ reservationId }) => reservationId === hold.reservationId);
  ear.close();
});

test("money is put into a fan's wallet, with a reason, once", async () => {
  const fan = await stage.onSale.fan();
  const view = await operatorAt(stage, `#/lookup?q=${fan.userId}`, { size: 'phone' });
  view.excuse(/INVALID_REQUEST/);
  const { page } = view;
  await page.getByRole('button', { name: 'Credit the wallet' }).click();
  const dialog = page.getByRole('dialog');
  const go = dialog.locator('.dialog-actions button').first();
  await go.click();
  await dialog.getByText('Type how much.').waitFor();
  await dialog.getByText('Say why.').waitFor();
  await dialog.getByLabel('Amount in won').fill('12.5');
  expect(await dialog.getByText('Say why.').count()).toBe(0);
  await go.click();
  await dialog.getByText('Type a sum in whole won').waitFor();
  // What the service alone knows to refuse is said at its field too.
  await dialog.getByLabel('Amount in won').fill('12,500');
  await dialog.getByLabel('Reason').fill('Turned \u202eround');
  await go.click();
  await dialog.locator('.field-faulty').getByText('is not an allowed value').waitFor();
  await dialog.getByLabel('Reason').fill('Paid at the box office');
  expect(await dialog.getByText(/not valid|not an allowed/).count()).toBe(0);
  await view.isAccessible();
  await view.fits();
  await view.screenshot('operator-credit');
  await dialog.getByRole('button', { name: 'Credit ₩12,500' }).dblclick();
  await page.locator('.timeline-what b').getByText('Wallet credited').waitFor();
  expect(await page.getByRole('dialog').count()).toBe(0);
  await view.screenshot('operator-credited');
  expect((await fan.wallet()).body.balance).toBe(12_500);
});

test('where there are no wallets none is credited', async () => {
  const { onSale } = stage;
  const fan = await onSale.fan();
  onSale.environment.walletMode = 'off';
  const origin = `http://127.0.0.1:${(await onSale.addApi()).port}`;
  onSale.environment.walletMode = 'open';
  const view = await stage.open(`${origin}/admin#/lookup?q=${fan.userId}`);
  await signIn(view);
  const { page } = view;
  await page.getByRole('heading', { name: 'User', exact: true }).waitFor();
  await page.getByRole('button', { name: 'Credit the wallet' }).waitFor({ state: 'detached' });
});
