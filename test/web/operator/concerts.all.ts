import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { DATE } from '../../infrastructure/on-sale.ts';
import { stageForPages } from '../stage.ts';
import { operatorAt, recorded } from './operator.ts';

const stage = stageForPages();

test('a concert is created as the preview shows it, seat by seat', async () => {
  const { onSale } = stage;
  const view = await operatorAt(stage, '#/new');
  view.excuse(/INVALID_REQUEST/);
  const { page } = view;
  const preview = page.getByRole('region', { name: 'Preview' });

  await page.getByRole('button', { name: 'Create the concert' }).click();
  await page.getByText('Nothing was created yet: 2 fields need another look.').waitFor();
  const title = page.getByLabel('Title', { exact: true });
  expect(await title.getAttribute('aria-invalid')).toBe('true');
  expect(await title.evaluate((input) => input === input.ownerDocument.activeElement)).toBe(true);
  await view.isAccessible();
  await view.screenshot('operator-new-concert-refused');

  await title.fill('Midsummer');
  expect(await title.getAttribute('aria-invalid')).toBeNull();
  await page.getByText('Nothing was created yet: 1 field needs another look.').waitFor();
  await page.getByLabel('Venue', { exact: true }).fill('Olympic Hall');
  await page.getByLabel('Date', { exact: true }).fill('2099-12-24');
  expect(await page.getByText('Nothing was created yet').count()).toBe(0);
  await page.reload();
  await page.getByRole('heading', { name: 'New concert' }).waitFor();
  expect(await title.inputValue()).toBe('Midsummer');
  expect(await page.getByLabel('Date', { exact: true }).inputValue()).toBe('2099-12-24');
  await page.getByRole('textbox', { name: 'Section', exact: true }).first().fill('VIP');
  await page.getByRole('textbox', { name: 'Rows', exact: true }).first().fill('2');
  await page.getByRole('textbox', { name: 'Per row', exact: true }).first().fill('3');
  await page.getByRole('button', { name: 'Remove section S' }).click();
  await page.getByRole('button', { name: 'Add a section' }).click();
  const [rows, perRow, price] = ['Rows', 'Per row', 'Price (₩)'].map((name) =>
    page.getByRole('textbox', { name, exact: true }).nth(1),
  );
  await rows?.fill('4');
  await perRow?.fill('5');
  await price?.fill('70000');
  await preview.getByRole('row', { name: 'VIP 2 × 3 1–6 ₩150,000' }).waitFor();
  await preview.getByRole('row', { name: 'R 4 × 5 7–26 ₩70,000' }).waitFor();
  await preview.getByText('26 seats', { exact: true }).waitFor();
  await preview.getByText('worth ₩2,300,000 in all').waitFor();
  await page.getByRole('button', { name: 'Add a date with the same seats' }).click();
  await preview.getByText('52 seats on 2 dates').waitFor();
  await page.getByLabel('sees dates and seats, but cannot book').check();
  await view.isAccessible();
  await view.screenshot('operator-new-concert');

  await page.getByRole('button', { name: 'Create the concert' }).click();
  await page.getByRole('heading', { name: 'Midsummer', level: 1 }).waitFor();
  const concertId = new URL(page.url()).hash.split('/')[2] ?? '';
  await recorded(view, 'Created the concert').filter({ hasText: 'Minji' }).waitFor();

  await page.goto(new URL('/admin#/new', onSale.url).href);
  await page.reload();
  await page.getByRole('heading', { name: 'New concert' }).waitFor();
  expect(await title.inputValue()).toBe('');

  const fan = await onSale.fan();
  const { body } = await fan.dates(concertId);
  expect(body.dates).toMatchObject([
    { date: '2099-12-24', startsAt: '2099-12-24T10:00:00.000Z', seatsTotal: 26, priceFrom: 70_000 },
    { date: '2099-12-25', seatsTotal: 26 },
  ]);
  const { body: hall } = await fan.seats(concertId, '2099-12-24');
  const seats = hall.seats as { number: number; section: string; row: string; price: number }[];
  expect(seats.filter(({ section }) => section === 'VIP').map(({ number }) => number)).toEqual([
    1, 2, 3, 4, 5, 6,
  ]);
  expect(seats.at(-1)).toMatchObject({ number: 26, section: 'R', row: '4', price: 70_000 });
});

test('where the browser keeps nothing the form says so', async () => {
  const view = await operatorAt(stage, '#/new', { storage: 'forbidden', size: 'narrow', language: 'ko' });
  await view.page.getByText('새로 고치면 양식이 비워집니다').waitFor();
  await view.page.getByLabel('제목', { exact: true }).fill('한여름 밤');
  await view.page.getByRole('link', { name: '판매 현황' }).click();
  await view.page.getByRole('link', { name: '공연 등록' }).first().click();
  expect(await view.page.getByLabel('제목', { exact: true }).inputValue()).toBe('한여름 밤');
  await view.isAccessible();
  await view.fits();
  await view.screenshot('operator-new-concert-not-kept');
});

test('what is changed of a concert is seen by fans, and what others changed meanwhile stays', async () => {
  const { onSale } = stage;
  const concertId = await onSale.concert({ title: 'Midsumer', waitingRoom: { capacity: 10 } });
  const view = await operatorAt(stage, `#/sales/${concertId}/change`);
  const { page } = view;
  await page.getByLabel('Title', { exact: true }).fill('Midsummer');
  await page.getByLabel('Closes', { exact: true }).fill('2099-12-01T18:30');
  await page.getByLabel('Holds per visit').fill('5');
  await page.getByLabel('A hold may be extended by (seconds)').fill('30');
  await page.getByLabel('Time to show up (seconds)').fill('0');
  await page.getByLabel('is still let in').check();
  await onSale.operator('PATCH', `/v1/admin/concerts/${concertId}`, { waitingRoom: { capacity: 77 } });
  await page.reload();
  await page.getByRole('heading', { name: 'Change the concert' }).waitFor();
  expect(await page.getByLabel('Title', { exact: true }).inputValue()).toBe('Midsummer');
  expect(await page.getByLabel('Capacity', { exact: true }).inputValue()).toBe('77');
  await view.isAccessible();
  await view.screenshot('operator-change-concert');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved.').first().waitFor();
  const concert = await (await onSale.fan()).call('GET', `/v1/concerts/${concertId}`);
  expect(concert.body).toMatchObject({
    title: 'Midsummer',
    saleClosesAt: '2099-12-01T09:30:00.000Z',
    holdsPerVisit: 5,
    holdExtensionSeconds: 30,
    waitingRoom: { capacity: 77, showUpSeconds: 0, afterClose: 'finish' },
  });
  await page.reload();
  await page.getByRole('heading', { name: 'Change the concert' }).waitFor();
  expect(await page.getByRole('button', { name: 'Undo' }).count()).toBe(0);
});

test('the list and the sale say when few seats are left, and when none are', async () => {
  const { onSale } = stage;
  const concertId = await onSale.concert({
    title: 'Nearly gone',
    dates: [{ date: DATE, seats: 10, price: 1_000 }],
  });
  // What is sold of a date stands beside it.
  await onSale.sql(sql`update concert_date set seats_sold = 9 where concert_id = ${concertId}`);
  const view = await operatorAt(stage, '#/', { size: 'phone', language: 'ko' });
  const { page } = view;
  const line = page.getByRole('listitem').filter({ hasText: 'Nearly gone' });
  await line.getByText('잔여석 적음').waitFor();
  await onSale.sql(sql`update concert_date set seats_sold = 10 where concert_id = ${concertId}`);
  await line.getByText('매진').waitFor();
  await view.isAccessible();
  await view.screenshot('operator-sold-out-list');
  await line.getByRole('link', { name: 'Nearly gone' }).click();
  await page.getByRole('heading', { name: 'Nearly gone', level: 1 }).waitFor();
  await page.locator('header').getByText('매진').waitFor();
  await view.screenshot('operator-sold-out');
  await onSale.sql(sql`update concert_date set seats_sold = 0 where concert_id = ${concertId}`);
});

test('a sale is closed only after a question, and can be opened again', async () => {
  const { onSale } = stage;
  const concertId = await onSale.concert({ title: 'Midsummer' });
  const view = await operatorAt(stage, `#/sales/${concertId}`, { size: 'phone' });
  const { page } = view;
  const close = page.getByRole('button', { name: 'Close the sale' });
  await close.click();
  const question = page.getByRole('dialog', { name: 'Close the sale of “Midsummer”?' });
  await question.waitFor();
  await view.isAccessible();
  await view.screenshot('operator-close-sale');
  await page.keyboard.press('Escape');
  await question.waitFor({ state: 'detached' });
  expect(await close.evaluate((button) => button === button.ownerDocument.activeElement)).toBe(true);
  const [early, late] = await onSale.fans(2);
  expect((await early?.join(concertId))?.status).toBe(201);

  await close.click();
  await question.getByRole('button', { name: 'Close the sale' }).click();
  await page.getByText('The sale is closed: nobody can join the line.').waitFor();
  expect((await late?.join(concertId))?.body.code).toBe('SALE_NOT_OPEN');
  await page.getByRole('button', { name: 'Open the sale again' }).click();
  await close.waitFor();
  expect((await late?.join(concertId))?.status).toBe(201);
});

test('a hall that nobody has touched is mended, and a second evening is added', async () => {
  const { onSale } = stage;
  const concertId = await onSale.concert({ title: 'Midsummer' });
  const view = await operatorAt(stage, `#/sales/${concertId}/change`, { size: 'phone' });
  view.excuse(/INVALID_REQUEST/);
  const { page } = view;
  const dates = page.getByRole('region', { name: 'Dates and seats' });
  await dates.getByText('50 seats, ₩50,000').waitFor();

  await dates.getByRole('button', { name: 'Change 24 Dec 2099' }).click();
  await dates.getByLabel('In sections').check();
  await dates.getByRole('button', { name: 'Remove section S' }).click();
  await dates.getByRole('textbox', { name: 'Rows', exact: true }).fill('-3');
  await dates.getByRole('button', { name: 'Save the date' }).click();
  await dates.getByText('must be at least 1').first().waitFor();
  await view.isAccessible();
  await dates.getByRole('textbox', { name: 'Rows', exact: true }).fill('3');
  await dates.getByRole('row', { name: 'R 3 × 20 1–60 ₩150,000' }).waitFor();
  await view.fits();
  await view.screenshot('operator-change-date');
  await dates.getByRole('button', { name: 'Save the date' }).click();
  await dates.getByText('60 seats, ₩150,000').waitFor();

  await dates.getByRole('button', { name: 'Add a date' }).click();
  expect(await dates.getByLabel('Date', { exact: true }).inputValue()).toBe('2099-12-25');
  await dates.getByRole('button', { name: 'Save the date' }).click();
  await dates.getByText('60 seats, ₩150,000').nth(1).waitFor();

  const [fan] = await onSale.admitted(concertId, 1);
  await fan?.reserve(concertId, '2099-12-25', 60);
  await page.reload();
  await dates.getByRole('button', { name: 'Change 25 Dec 2099' }).click();
  await dates.getByText('its seats stay as they are').waitFor();
  await dates.getByLabel('Begins').fill('20:30');
  await dates.getByRole('button', { name: 'Save the date' }).click();
  await dates.getByText('25 Dec 2099, 20:30').waitFor();
});
