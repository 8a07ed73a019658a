import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { inside } from '../../infrastructure/inside.ts';
import { DATE } from '../../infrastructure/on-sale.ts';
import { stageForPages } from '../stage.ts';
import { operatorAt, recorded } from './operator.ts';

const stage = stageForPages();

const LATER = '2099-12-25';
const TWO_DATES = [
  { date: DATE, price: 50_000 },
  { date: LATER, price: 70_000 },
];
const seenByFans = async (concertId: string) =>
  (await stage.onSale.operator('GET', `/v1/concerts/${concertId}`)).status === 200;
const change = (concertId: string, body: object, rest = '') =>
  stage.onSale.operator('PATCH', `/v1/admin/concerts/${concertId}${rest}`, body);

test('what is over is refused until it is mended, and a draft is written, looked at and published', async () => {
  const view = await operatorAt(stage, '#/new');
  view.excuse(/INVALID_REQUEST/);
  const { page } = view;
  await page.getByLabel('Title', { exact: true }).fill('Midsummer');
  await page.getByLabel('Date', { exact: true }).fill('2020-05-01');
  await page.getByRole('button', { name: 'Create the concert' }).click();
  await page.getByText('is over already').waitFor();
  await page.getByText('Nothing was created yet: 1 field needs another look.').waitFor();
  await page.getByLabel('Date', { exact: true }).fill(DATE);
  await page.getByText('is over already').waitFor({ state: 'detached' });
  expect(await page.getByText('Nothing was created yet').count()).toBe(0);

  await page.getByLabel('only operators see it').check();
  await page.getByRole('region', { name: 'Preview' }).getByText('A draft: on sale once').waitFor();
  await page.reload();
  expect(await page.getByLabel('only operators see it').isChecked()).toBe(true);
  await view.isAccessible();
  await view.screenshot('operator-new-draft');
  await page.getByRole('button', { name: 'Save as a draft' }).click();

  await page.getByRole('heading', { name: 'Midsummer', level: 1 }).waitFor();
  const concertId = new URL(page.url()).hash.split('/')[2] ?? '';
  await page.getByText('This is a draft').waitFor();
  expect(await seenByFans(concertId)).toBe(false);
  await view.isAccessible();
  await view.screenshot('operator-draft');
  await page.getByRole('button', { name: 'Publish' }).click();
  const question = page.getByRole('dialog', { name: 'Publish “Midsummer”?' });
  await question.getByText('Its sale opens at once.').waitFor();
  await view.screenshot('operator-publish');
  await question.getByRole('button', { name: 'Publish' }).click();
  await page.locator('header').getByText('On sale', { exact: true }).waitFor();
  await page.getByText('This is a draft').waitFor({ state: 'detached' });
  expect(await seenByFans(concertId)).toBe(true);
  await recorded(view, 'Draft: yes → no').waitFor();
});

test('a draft of which every date is over says so when it is to be published', async () => {
  const concertId = await stage.onSale.concert({ draft: true, dates: [{ date: '2020-05-01', price: 1 }] });
  const view = await operatorAt(stage, `#/sales/${concertId}`, { size: 'phone', language: 'ko' });
  view.excuse(/INVALID_REQUEST/);
  const { page } = view;
  await page.getByRole('button', { name: '공개', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: '공개', exact: true }).click();
  await page.getByText('모든 날짜가 이미 지났습니다').waitFor();
  await view.isAccessible();
  await view.fits();
  await view.screenshot('operator-publish-refused');
});

test('a concert is put away only after a question, and found again by whoever asks for it', async () => {
  const { onSale } = stage;
  const concertId = await onSale.concert({ title: 'Last summer' });
  await onSale.concert({ title: 'Next summer', draft: true });
  const fan = await inside(onSale, concertId);
  await fan.reserve(concertId, DATE, 1);
  const view = await operatorAt(stage, `#/sales/${concertId}/change`, { size: 'phone' });
  view.excuse(/INVALID_REQUEST/);
  const { page } = view;
  await page.getByText('it can be neither moved nor removed').waitFor();
  const archive = page.getByRole('button', { name: 'Archive', exact: true });
  await archive.click();
  const question = page.getByRole('dialog', { name: 'Archive “Last summer”?' });
  await question.getByRole('button', { name: 'Archive' }).click();
  await question.getByText('It is still on sale').waitFor();
  await view.isAccessible();
  await view.screenshot('operator-archive-refused');
  await onSale.sql(sql`update concert_date set starts_at = now() where concert_id = ${concertId}`);
  await question.getByRole('button', { name: 'Archive' }).click();
  await page.getByText('This concert is in the archive').waitFor();
  await view.fits();
  await view.screenshot('operator-archived');

  await page.getByRole('link', { name: 'Sales' }).first().click();
  const line = (title: string) => page.getByRole('listitem').filter({ hasText: title });
  await line('Next summer').getByText('Draft', { exact: true }).waitFor();
  expect(await line('Last summer').count()).toBe(0);
  await view.isAccessible();
  await view.fits();
  await view.screenshot('operator-list-current');
  await page.getByLabel('Archive', { exact: true }).check();
  await line('Last summer').getByText('Archived', { exact: true }).waitFor();
  expect(await line('Next summer').count()).toBe(0);
  await page.getByLabel('Drafts', { exact: true }).check();
  await line('Last summer').waitFor({ state: 'detached' });
  await line('Next summer').waitFor();
  for (const size of ['desktop', 'narrow'] as const) {
    const other = await operatorAt(stage, '#/', { size, language: 'ko' });
    await other.page.getByLabel('보관함', { exact: true }).check();
    await other.page.getByText('보관됨', { exact: true }).waitFor();
    await other.fits();
    await other.screenshot(`operator-list-archived-${size}`);
  }
  await page.getByLabel('All', { exact: true }).check();
  await line('Last summer').getByRole('link').click();
  await page.getByRole('button', { name: 'Take it back' }).click();
  await page.getByText('This concert is in the archive').waitFor({ state: 'detached' });
});

test('of a duplicate the dates are moved and removed, each after a question', async () => {
  const { onSale } = stage;
  const concertId = await onSale.concert({ title: 'Midsummer', dates: TWO_DATES });
  const view = await operatorAt(stage, `#/sales/${concertId}/change`);
  view.excuse(/INVALID_REQUEST/);
  const { page } = view;
  await page.getByRole('button', { name: 'Duplicate' }).click();
  await page.getByText('This is a draft').waitFor();
  const copy = new URL(page.url()).hash.split('/')[2] ?? '';
  expect(copy).not.toBe(concertId);

  const dates = page.getByRole('region', { name: 'Dates and seats' });
  await dates.getByRole('button', { name: 'Change 24 Dec 2099' }).click();
  await dates.getByLabel('Date', { exact: true }).fill(LATER);
  await dates.getByRole('button', { name: 'Save the date' }).click();
  const move = page.getByRole('dialog', { name: 'Move 24 Dec 2099 to 25 Dec 2099?' });
  await move.getByRole('button', { name: 'Move' }).click();
  await dates.getByText('is already taken').waitFor();
  await dates.getByLabel('Date', { exact: true }).fill('2099-12-31');
  await dates.getByText('is already taken').waitFor({ state: 'detached' });
  await view.isAccessible();
  await dates.getByRole('button', { name: 'Save the date' }).click();
  const again = page.getByRole('dialog', { name: 'Move 24 Dec 2099 to 31 Dec 2099?' });
  await view.screenshot('operator-move-date');
  await again.getByRole('button', { name: 'Move' }).click();
  await dates.getByText('31 Dec 2099, 19:00').waitFor();

  await dates.getByRole('button', { name: 'Remove 25 Dec 2099' }).click();
  const remove = page.getByRole('dialog', { name: 'Remove 25 Dec 2099?' });
  await view.isAccessible();
  await remove.getByRole('button', { name: 'Remove' }).click();
  await dates.getByText('25 Dec 2099, 19:00').waitFor({ state: 'detached' });
  await dates.getByRole('button', { name: 'Remove 31 Dec 2099' }).click();
  const only = page.getByRole('dialog', { name: 'Remove 31 Dec 2099?' });
  await only.getByRole('button', { name: 'Remove' }).click();
  await only.getByText('It is the only date').waitFor();
  await page.keyboard.press('Escape');
  await view.screenshot('operator-duplicate');
  const { body } = await onSale.operator('GET', `/v1/admin/concerts/${copy}/dates`);
  expect(body.dates).toMatchObject([{ date: '2099-12-31', startsAt: '2099-12-31T10:00:00.000Z', seats: 50 }]);
});

test('of two who change a date, the later overwrites nothing, and reads what became of theirs', async () => {
  const { onSale } = stage;
  const concertId = await onSale.concert({ title: 'Midsummer', dates: TWO_DATES });
  const view = await operatorAt(stage, `#/sales/${concertId}/change`, { size: 'phone', language: 'ko' });
  const { page } = view;
  const dates = page.getByRole('region', { name: '날짜와 좌석' });
  await dates.getByRole('button', { name: /수정$/ }).first().click();
  await dates.getByLabel('시작').fill('20:30');
  await dates.getByLabel('가격(원)').fill('60000');
  await page.reload();
  await dates.getByLabel('시작').waitFor();
  expect(await dates.getByLabel('시작').inputValue()).toBe('20:30');
  // What somebody does to another day, or to the concert, is no matter; what they do to this one is.
  await change(concertId, { title: 'Midwinter' });
  await change(concertId, { startsAt: `${LATER}T11:00:00Z` }, `/dates/${LATER}`);
  await change(concertId, { startsAt: `${DATE}T12:00:00Z` }, `/dates/${DATE}`);
  await dates.getByRole('button', { name: '날짜 저장' }).click();
  const told = page.getByRole('alert').filter({ hasText: '다른 운영자가 먼저 변경했습니다' });
  await told.getByText('입력한 값과 다릅니다: 시작.').waitFor();
  expect(await dates.getByLabel('시작').inputValue()).toBe('20:30');
  await view.isAccessible();
  await view.fits();
  await view.screenshot('operator-date-overtaken');
  await dates.getByRole('button', { name: '날짜 저장' }).click();
  await dates.getByText('20:30').waitFor();
  await page.reload();
  await dates.getByText('20:30').waitFor();
  expect(await dates.getByLabel('시작').count()).toBe(0);
  const { body } = await onSale.operator('GET', `/v1/admin/concerts/${concertId}/dates`);
  expect(body.dates).toMatchObject([
    { startsAt: `${DATE}T11:30:00.000Z`, price: 60_000 },
    { startsAt: `${LATER}T11:00:00.000Z` },
  ]);
});
