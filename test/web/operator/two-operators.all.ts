import { expect, test } from '@jest/globals';
import { Browser } from '../../operators/browser.ts';
import { stageForPages } from '../stage.ts';
import { figure, operatorAt } from './operator.ts';

const stage = stageForPages();

/** A change by somebody else, who is called Jisoo. */
async function changed(concertId: string, change: object): Promise<void> {
  const other = await Browser.signedIn(stage.onSale, 'Jisoo');
  const { status } = await other.call('PATCH', `/v1/admin/concerts/${concertId}`, change);
  expect(status).toBe(200);
}

test('what another operator sets is shown at once, and nothing else is said any more', async () => {
  const concertId = await stage.onSale.concert({ title: 'Midsummer', waitingRoom: { capacity: 20 } });
  const view = await operatorAt(stage, `#/sales/${concertId}`);
  const { page } = view;
  const capacity = page.getByLabel('Capacity', { exact: true });
  await page.getByText('Live', { exact: true }).waitFor();
  await capacity.fill('30');
  await capacity.press('Enter');
  const said = page.getByText('Capacity is 30.').locator('visible=true');
  await said.first().waitFor();

  await changed(concertId, { waitingRoom: { capacity: 25 } });
  await page.getByText('Now 25.').waitFor();
  await figure(view, 'Inside', '0').getByText('of 25 places').waitFor();
  expect(await page.locator('form').getByText('Capacity is 30.').count()).toBe(0);
  expect(await capacity.inputValue()).toBe('25');

  await capacity.fill('40');
  await changed(concertId, { waitingRoom: { capacity: 26 } });
  await page.getByText('Somebody has set 26 meanwhile.').waitFor();
  expect(await capacity.inputValue()).toBe('40');
  await view.isAccessible();
  await view.screenshot('operator-overtaken');
});

test('whoever is late overwrites nothing, reads who was quicker, and decides', async () => {
  const concertId = await stage.onSale.concert({ title: 'Midsummer', waitingRoom: { capacity: 30 } });
  const view = await operatorAt(stage, `#/sales/${concertId}`);
  const { page } = view;
  await page.getByText('Now 30.').waitFor();
  // Between this click and what it does somebody else is quicker.
  let late = false;
  await page.route(`**/v1/admin/concerts/${concertId}`, async (route) => {
    if (route.request().method() === 'PATCH' && !late) {
      late = true;
      await changed(concertId, { waitingRoom: { capacity: 25 } });
    }
    await route.continue();
  });
  const capacity = page.getByLabel('Capacity', { exact: true });
  await capacity.fill('40');
  await page.getByRole('button', { name: /Apply.*Capacity/ }).click();
  const told = page.getByRole('alert').filter({ hasText: 'Changed just now (Jisoo): Capacity: 30 → 25' });
  await told.getByText('Nothing of yours was applied.').waitFor();
  await page.getByText('Now 25.').waitFor();
  expect(await capacity.inputValue()).toBe('40');
  await view.isAccessible();
  await view.fits();
  await view.screenshot('operator-too-late');

  await page.getByRole('button', { name: /Apply.*Capacity/ }).click();
  await page.getByText('Capacity is 40.').first().waitFor();
  await told.waitFor({ state: 'detached' });
  await page.getByText('Now 40.').waitFor();
});

test('a form follows what others change, and where both have changed the same it asks whose shall stand', async () => {
  const concertId = await stage.onSale.concert({
    title: 'Midsumer',
    waitingRoom: { capacity: 30, admitPerMinute: 60 },
  });
  const view = await operatorAt(stage, `#/sales/${concertId}/change`, { size: 'phone', language: 'ko' });
  const { page } = view;
  await page.getByText('실시간', { exact: true }).waitFor();
  const [title, capacity, rate] = ['제목', '정원', '분당 입장 인원'].map((name) =>
    page.getByLabel(name, { exact: true }),
  );
  await page.getByRole('button', { name: '저장', exact: true }).click();
  await page.locator('form').getByText('바뀐 내용이 없어 저장할 것이 없습니다.').waitFor();
  await title?.fill('Midsummer');
  await capacity?.fill('40');
  await changed(concertId, { waitingRoom: { capacity: 25, admitPerMinute: 90 } });
  const told = page.getByRole('alert').filter({ hasText: '방금 변경됨 (Jisoo): 정원: 30 → 25' });
  await told.getByText('입력한 값과 다릅니다: 정원.').waitFor();
  expect(await rate?.inputValue()).toBe('90');
  expect(await capacity?.inputValue()).toBe('40');
  expect(await title?.inputValue()).toBe('Midsummer');
  await view.isAccessible();
  await view.fits();
  await view.screenshot('operator-disputed');

  await told.getByRole('button', { name: '변경된 값으로' }).click();
  await told.waitFor({ state: 'detached' });
  expect(await capacity?.inputValue()).toBe('25');
  await page.getByRole('button', { name: '저장', exact: true }).click();
  await page.locator('form').getByText('저장했습니다.').waitFor();
  const { body } = await stage.onSale.operator('GET', `/v1/admin/concerts/${concertId}`);
  expect(body).toMatchObject({ title: 'Midsummer', waitingRoom: { capacity: 25, admitPerMinute: 90 } });
});
