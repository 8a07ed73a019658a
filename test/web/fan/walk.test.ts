import { expect, test } from '@jest/globals';
import { stageForPages } from '../stage.ts';
import { openAs } from './as-fan.ts';
import { charge, chooseDate, hold, join, pay, rank, seat, ticket } from './steps.ts';

const stage = stageForPages();

const SAID = {
  ko: { turn: /입장할 차례입니다/, held: '좌석 결제', paid: '결제가 완료되었습니다!', seat: '7번' },
  en: {
    turn: /It’s your turn/,
    held: 'Pay for your seats',
    paid: 'Paid. The seats are yours!',
    seat: 'seat 7',
  },
};

test.each([
  { language: 'ko', size: 'phone' },
  { language: 'en', size: 'desktop' },
] as const)('from waiting to paid, in $language on a $size', async ({ language, size }) => {
  const { onSale } = stage;
  const say = SAID[language];
  const title = `Spring Tour ${language}`;
  const concertId = await onSale.concert({ title, waitingRoom: { capacity: 1 } });
  const [first, fan] = await onSale.fans(2);
  if (first === undefined || fan === undefined) throw new Error('no fans');
  await first.join(concertId);

  const view = await openAs(stage, fan, '#/', { language, size });
  const { page } = view;
  await page.getByRole('link', { name: title }).click();
  await join(page);
  await rank(page).getByText('1', { exact: true }).waitFor();
  expect(await page.title()).toContain(title);

  await first.leave(concertId);
  await page.getByText(say.turn).first().waitFor();
  expect(await page.title()).toMatch(/^● /);
  await chooseDate(page);
  await seat(page, 7).click();
  await hold(page);
  await page.getByRole('heading', { name: say.held }).waitFor();
  await charge(page);
  await pay(page);
  await page.getByRole('main').getByText(say.paid).waitFor();
  expect(await ticket(page).innerText()).toContain(say.seat);
  await view.isAccessible();

  const { body } = await fan.asUser('GET', '/v1/reservations');
  expect(body.reservations).toMatchObject([{ status: 'CONFIRMED', seatNumbers: [7] }]);
  expect((await fan.wallet()).body.balance).toBe(0);
  expect(await onSale.invariants()).toEqual([]);
});
