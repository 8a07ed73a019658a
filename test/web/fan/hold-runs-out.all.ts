import { expect, test } from '@jest/globals';
import { stageForPages } from '../stage.ts';
import { openAs } from './as-fan.ts';
import { chooseDate, hold, join, pay, seat, ticket } from './steps.ts';

const stage = stageForPages();

test('a hold runs out before one’s eyes: second by second, to a clear end, and one chooses again', async () => {
  const { onSale } = stage;
  const concertId = await onSale.concert({ holdSeconds: 6 });
  const [fan, other] = await onSale.fans(2, { balance: 50_000 });
  if (fan === undefined || other === undefined) throw new Error('no fans');
  const view = await openAs(stage, fan, `#/concerts/${concertId}`);
  const { page } = view;
  await join(page);
  await chooseDate(page);
  await seat(page, 7).click();
  await hold(page);
  const clock = page.getByTestId('hold-clock');
  await clock.waitFor();
  const shown = new Set<string>();
  const ended = page.getByRole('heading', { name: 'The time to pay has run out' });
  while (!(await ended.isVisible())) {
    if (await clock.isVisible()) shown.add(await clock.innerText({ timeout: 1_000 }).catch(() => '0:00'));
  }
  for (const second of ['0:04', '0:03', '0:02', '0:01']) expect(shown).toContain(second);
  const text = await page.getByRole('main').innerText();
  expect(text).toContain('Back to everybody: seat 7. Nothing was charged.');
  await view.isAccessible();

  const { body } = await fan.asUser('GET', '/v1/reservations');
  expect(body.reservations[0].status).toBe('EXPIRED');
  await page.getByRole('link', { name: 'Choose again' }).click();
  await chooseDate(page);
  // Who let a seat run out leaves it to others for half a minute.
  await seat(page, 9).click();
  await hold(page);
  await pay(page);
  await ticket(page).waitFor();
  expect(await onSale.invariants()).toEqual([]);
});

test('a machine whose clock is an hour wrong counts down by the server’s', async () => {
  const { onSale } = stage;
  const concertId = await onSale.concert({ holdSeconds: 300 });
  const fan = await onSale.fan({ balance: 50_000 });
  const view = await openAs(stage, fan, '#/');
  const { page } = view;
  await page.addInitScript(() => {
    const ahead = 3_600_000;
    const now = Date.now.bind(Date);
    Date.now = () => now() + ahead;
  });
  await page.goto(new URL(`/#/concerts/${concertId}`, page.url()).href);
  await page.reload();
  await join(page);
  await chooseDate(page);
  await seat(page, 7).click();
  await hold(page);
  await page
    .getByTestId('hold-clock')
    .getByText(/^(5:00|4:5\d)$/)
    .waitFor();
});

test('seats that were given back are free again, and the page says that nothing is held', async () => {
  const { onSale } = stage;
  const concertId = await onSale.concert();
  const fan = await onSale.fan();
  const { page } = await openAs(stage, fan, `#/concerts/${concertId}`);
  await join(page);
  await chooseDate(page);
  await seat(page, 7).click();
  await hold(page);
  await page.getByRole('button', { name: 'Give back seat 7' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Give back' }).click();
  await page.getByRole('heading', { name: 'No seats are held for you' }).waitFor();
  expect((await fan.asUser('GET', '/v1/reservations')).body.reservations[0].status).toBe('RELEASED');
});
