import { expect, test } from '@jest/globals';
import { DATE } from '../../infrastructure/on-sale.ts';
import { stageForPages } from '../stage.ts';
import type { View } from '../view.ts';
import { openAs } from './as-fan.ts';
import { join } from './steps.ts';

const stage = stageForPages();

const long = (letter: string) => letter.repeat(200);
const SECOND = '2099-12-25';

/** Nothing is wider than the window, and no price or button is pushed out of its card. */
async function look(view: View, name: string): Promise<void> {
  const { page } = view;
  await page.locator('main h1').first().waitFor();
  await page.locator('.loading').waitFor({ state: 'detached' });
  await view.fits();
  const outside = await page.evaluate(`
    [...document.querySelectorAll('main :is(p, span, strong, a, button, h1, h2, h3, dd, dt, li, select, input)')]
      .filter((element) => element.checkVisibility() && !element.closest('.only-heard, .date-tabs, .lost-seats-choices'))
      .filter((element) => {
        const { left, right } = element.getBoundingClientRect();
        return right > innerWidth + 1 || left < -1;
      })
      .map((element) => element.className + ' ' + element.textContent.slice(0, 30))
  `);
  expect([name, outside]).toEqual([name, []]);
  await view.screenshot(`long-${name}`);
}

test.each(['narrow', 'desktop'] as const)(
  'names of 200 letters burst nothing: %s',
  async (size) => {
    const { onSale } = stage;
    const concertId = await onSale.concert({
      title: long('가'),
      venue: long('W'),
      waitingRoom: { capacity: 1 },
      dates: [
        { date: DATE, seatMap: [{ section: long('M'), rows: 2, seatsPerRow: 10, price: 1_000_000 }] },
        {
          date: SECOND,
          seatMap: ['나', 'O'].map((letter) => ({
            section: long(letter),
            rows: 10,
            seatsPerRow: 20,
            price: 1_000_000,
          })),
        },
      ],
    });
    const [first, fan] = await onSale.fans(2, { balance: 1_000_000 });
    if (first === undefined || fan === undefined) throw new Error('no fans');
    await first.join(concertId);
    const view = await openAs(stage, fan, '#/', { size, name: long('k') });
    const { page } = view;
    const go = (address: string) => page.goto(new URL(`/${address}`, page.url()).href);
    await page.locator('.concert-card').first().waitFor();
    await look(view, `home-${size}`);
    await go(`#/concerts/${concertId}`);
    await look(view, `concert-${size}`);
    await join(page);
    await page.getByTestId('rank').waitFor();
    await look(view, `waiting-${size}`);
    await first.leave(concertId);
    await page.locator('.inside-dates').waitFor();
    await look(view, `inside-${size}`);
    await go(`#/concerts/${concertId}/seats/${SECOND}`);
    await page.locator('canvas').waitFor();
    await look(view, `large-${size}`);
    await page.locator('.seats-page-switch').click();
    await look(view, `list-${size}`);
    await go(`#/concerts/${concertId}/seats/${DATE}`);
    await page.locator('.seat').first().click();
    await look(view, `seats-${size}`);
    await page.locator('.basket-hold').click();
    await page.locator('.payment-after').waitFor();
    await look(view, `checkout-${size}`);
    await go('#/wallet');
    await look(view, `wallet-${size}`);
    await go('#/reservations');
    await page.locator('.reservation-card').first().waitFor();
    await look(view, `held-${size}`);
    await go(`#/concerts/${concertId}/checkout`);
    await page.locator('.payment > button.primary[aria-disabled="false"]').click();
    await page.locator('.ticket').waitFor();
    await look(view, `ticket-${size}`);
  },
  120_000,
);
