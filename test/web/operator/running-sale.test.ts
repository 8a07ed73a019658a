import { expect, test } from '@jest/globals';
import { stageForPages } from '../stage.ts';
import { figure, operatorAt, recorded, signIn } from './operator.ts';

const stage = stageForPages();

test('only the key opens the page, and whoever signs out has to show it again', async () => {
  const view = await stage.open('about:blank');
  const { page } = view;
  const said: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  await page.goto(new URL('/admin', stage.onSale.url).href);
  await page.getByRole('heading', { name: 'Operator sign-in' }).waitFor();
  expect(said).toEqual([]);
  await page.getByLabel('Your name').fill('Minji');
  await page.getByLabel('Admin key').fill('not the key');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('alert').filter({ hasText: 'This is not the admin key.' }).first().waitFor();
  expect(await page.context().cookies()).toEqual([]);

  await signIn(view);
  await page.locator('h1:focus').waitFor();
  const [cookie] = await page.context().cookies();
  expect(cookie).toMatchObject({ name: 'frontrow_operator', httpOnly: true, sameSite: 'Strict' });
  await page.reload();
  await page.getByRole('heading', { name: 'Sales', level: 1 }).waitFor();

  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Operator sign-in' }).waitFor();
  await page.context().addCookies(cookie === undefined ? [] : [cookie]);
  await page.reload();
  await page.getByRole('heading', { name: 'Operator sign-in' }).waitFor();
});

test('admission stands still and goes on while a crowd waits, before the eyes of the operator', async () => {
  const { onSale } = stage;
  const concertId = await onSale.concert({ title: 'Midsummer', waitingRoom: { capacity: 5 } });
  const crowd = await onSale.admitted(concertId, 30);
  const inside = async () => {
    const places = await Promise.all(crowd.map((fan) => fan.place(concertId)));
    return crowd.filter((_, index) => places[index]?.body.status === 'ACTIVE');
  };
  const view = await operatorAt(stage, `#/sales/${concertId}`);
  const { page } = view;
  await figure(view, 'Waiting', '25').waitFor();
  await figure(view, 'Inside', '5').waitFor();
  await page.getByText('Live', { exact: true }).waitFor();

  await page.getByRole('button', { name: 'Pause admission' }).click();
  await page.getByText('Nobody is being let in').waitFor();
  await page.getByText('The line stands still').waitFor();
  await recorded(view, 'Admission paused: no → yes').filter({ hasText: 'Minji' }).waitFor();
  const [leaving] = await inside();
  await leaving?.leave(concertId);
  await figure(view, 'Inside', '4').waitFor();
  await figure(view, 'Waiting', '25').waitFor();

  await page.getByRole('button', { name: 'Resume admission' }).click();
  await page.getByText('People are being let in').waitFor();
  await figure(view, 'Inside', '5').waitFor();
  await figure(view, 'Waiting', '24').waitFor();
  await recorded(view, 'Admission paused: yes → no').waitFor();
  expect(await inside()).toHaveLength(5);
  await view.isAccessible();
});

test('a new capacity lets people in at once, and another operator sees who changed it', async () => {
  const { onSale } = stage;
  const concertId = await onSale.concert({ title: 'Midsummer', waitingRoom: { capacity: 2 } });
  await onSale.admitted(concertId, 10);
  const view = await operatorAt(stage, `#/sales/${concertId}`);
  const other = await operatorAt(stage, `#/sales/${concertId}`, { size: 'phone', colours: 'dark' });
  await figure(other, 'Waiting', '8').waitFor();

  await view.page.getByLabel('Capacity', { exact: true }).fill('1.5');
  await view.page.getByText('Enter a whole number from 1.').waitFor();
  await view.page.getByLabel('Capacity', { exact: true }).fill('7');
  await view.page.getByLabel('Capacity', { exact: true }).press('Enter');
  await view.page.getByText('Capacity is 7.').first().waitFor();

  for (const seen of [view, other]) {
    await recorded(seen, 'Capacity: 2 → 7').filter({ hasText: 'Minji' }).waitFor();
    await figure(seen, 'Inside', '7').waitFor();
    await figure(seen, 'Waiting', '3').waitFor();
  }
  expect(await other.page.getByLabel('Capacity', { exact: true }).inputValue()).toBe('7');
});

test('a message reaches those who wait in their language, and is written down in both', async () => {
  const { onSale } = stage;
  const concertId = await onSale.concert({ waitingRoom: { capacity: 1 } });
  await onSale.admitted(concertId, 1);
  const waiting = await onSale.fan();
  await waiting.join(concertId);
  const ear = await waiting.listen({ locale: 'en' });
  await ear.hears('queue');
  const view = await operatorAt(stage, `#/sales/${concertId}`);
  const { page } = view;
  await page.getByText('Message to all who wait').click();
  await page.getByRole('button', { name: 'Send to 1 waiting' }).click();
  await page.getByText('Write it in both languages').first().waitFor();
  await page.getByLabel('In Korean').fill('곧 다시 시작합니다.');
  await page.getByLabel('In English').fill('We go on in a moment.');
  await page.getByRole('button', { name: 'Send to 1 waiting' }).click();
  await page.getByText('The message is sent.').first().waitFor();
  await ear.hears('notice', ({ text }) => text === 'We go on in a moment.');
  await recorded(view, '곧 다시 시작합니다.').filter({ hasText: 'We go on in a moment.' }).waitFor();
  ear.close();
});
