import { expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { DATE } from '../../infrastructure/on-sale.ts';
import { stageForPages } from '../stage.ts';
import type { ViewOptions } from '../view.ts';
import { openAs } from './as-fan.ts';
import { hold, join, seat } from './steps.ts';

const stage = stageForPages();

const SIZES: NonNullable<ViewOptions['size']>[] = ['phone', 'landscape', 'zoomed', 'narrow', 'desktop'];

interface Here {
  document: {
    querySelectorAll(selector: string): Iterable<Seat>;
    elementFromPoint(x: number, y: number): Seat | null;
  };
  innerHeight: number;
}
interface Seat {
  innerText: string;
  scrollIntoView(how: object): void;
  getBoundingClientRect(): { x: number; y: number; width: number; height: number; bottom: number };
  closest(selector: string): Seat | null;
}

/** The seats that somebody who brings them into sight, by keyboard or by wiping, cannot tap there. */
const covered = (page: Page) =>
  page.evaluate(() => {
    const { document } = globalThis as unknown as Here;
    const under: string[] = [];
    for (const seat of document.querySelectorAll('.seat')) {
      seat.scrollIntoView({ block: 'nearest' });
      const { x, y, width, height } = seat.getBoundingClientRect();
      const there = document.elementFromPoint(x + width / 2, y + height / 2);
      if (there?.closest('.seat') !== seat) under.push(seat.innerText);
    }
    return under;
  });

const heightOf = async (page: Page, selector: string) =>
  (await page.locator(selector).boundingBox())?.height ?? 0;

test.each(SIZES)('no seat of a small hall is ever covered: %s', async (size) => {
  const { onSale } = stage;
  const concertId = await onSale.concert({ title: '봄밤', seatsPerUser: 2 });
  const language = size === 'narrow' ? 'ko' : 'en';
  const view = await openAs(stage, await onSale.fan(), `#/concerts/${concertId}`, { size, language });
  const { page } = view;
  const look = async (name: string) => {
    expect(await covered(page)).toEqual([]);
    await view.fits();
    await view.isAccessible();
    await view.screenshot(`basket-${name}-${size}`, page, 'window');
  };
  await join(page);
  await page.locator('.inside-date').click();
  await seat(page, 46).click();
  await look('one');
  await seat(page, 47).click();
  await seat(page, 48).click();
  // Said over the button, where whoever taps looks next.
  await page
    .locator('.basket-limit')
    .getByText(language === 'en' ? 'At most 2 seats' : '최대 2석')
    .waitFor();
  await look('limit');
  const line = page.locator('.basket-line');
  if (size !== 'desktop') {
    expect(await heightOf(page, '.basket')).toBeLessThan(100);
    await line.click();
  }
  expect(await page.locator('.basket-seats li').count()).toBe(2);
  await view.screenshot(`basket-open-${size}`, page, 'window');
  await page.locator('.basket-remove').first().click();
  if (size !== 'desktop') await line.click();
  await look('after');
  await hold(page);
  await page.locator('.payment').waitFor();
});

const seatMap = [{ section: 'R석', rows: 20, seatsPerRow: 25, price: 110_000 }];

test.each(['phone', 'landscape', 'zoomed'] as const)(
  'all of a large map is seen over the basket: %s',
  async (size) => {
    const { onSale } = stage;
    const concertId = await onSale.concert({ dates: [{ date: DATE, seatMap }] });
    const view = await openAs(stage, await onSale.fan(), `#/concerts/${concertId}`, { size });
    const { page } = view;
    await join(page);
    await page.locator('.inside-date').click();
    const canvas = page.locator('canvas');
    await canvas.waitFor();
    await canvas.evaluate((element) => element.scrollIntoView({ block: 'end' }));
    for (let nearer = 0; nearer < 4; nearer += 1) await page.getByRole('button', { name: 'Zoom in' }).click();
    await canvas.evaluate((element) => element.scrollIntoView({ block: 'end' }));
    const [map, basket, tip] = await Promise.all(
      ['canvas', '.basket', '.hall-canvas-tip'].map((selector) => page.locator(selector).boundingBox()),
    );
    if (!map || !basket || !tip) throw new Error('not all there');
    expect(map.y + map.height).toBeLessThanOrEqual(basket.y);
    // What is pointed at is said over the map, where it is in sight.
    expect(tip.y).toBeGreaterThanOrEqual(0);
    expect(tip.y + tip.height).toBeLessThanOrEqual(map.y);
    const tap = { x: map.x + map.width / 2, y: map.y + map.height * 0.6 };
    await page.mouse.click(tap.x, tap.y);
    await page
      .locator('.basket-line')
      .getByText(/R석, row/)
      .waitFor();
    await view.screenshot(`basket-large-${size}`, page, 'window');
  },
);

test('who takes a seat that is offered instead reads no more of the one that was lost', async () => {
  const { onSale } = stage;
  const concertId = await onSale.concert();
  const [fan, rival] = await onSale.fans(2);
  if (fan === undefined || rival === undefined) throw new Error('no fans');
  const view = await openAs(stage, fan, `#/concerts/${concertId}`, { size: 'phone' });
  const { page } = view;
  await join(page);
  await page.locator('.inside-date').click();
  await seat(page, 25).click();
  await rival.join(concertId);
  const problem = {
    type: '/docs#SEAT_ALREADY_RESERVED',
    title: 'Taken',
    status: 409,
    code: 'SEAT_ALREADY_RESERVED',
    detail: 'Taken',
  };
  // The rival is quicker by as long as the request is under way.
  await page.route('**/reservations', async (route) => {
    if (route.request().method() !== 'POST') return route.continue();
    expect((await rival.reserve(concertId, DATE, 25)).status).toBe(201);
    return route.fulfill({ status: 409, json: problem });
  });
  await hold(page);
  const lost = page.getByText('Somebody was a moment quicker');
  await lost.waitFor();
  await view.screenshot('seat-lost-phone', page, 'window');
  await view.isAccessible();
  await page.locator('.lost-seats-choices button').first().click();
  await lost.waitFor({ state: 'detached' });
  expect(await page.locator('.basket .notice').count()).toBe(0);
  await page.unroute('**/reservations');
  await hold(page);
  await page.locator('.payment').waitFor();
});
