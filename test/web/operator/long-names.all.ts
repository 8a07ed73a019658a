import { expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { Fan } from '../../infrastructure/fan.ts';
import { DATE } from '../../infrastructure/on-sale.ts';
import { until } from '../../infrastructure/until.ts';
import { stageForPages } from '../stage.ts';
import type { ViewOptions } from '../view.ts';
import { operatorAt } from './operator.ts';

const stage = stageForPages();

/** What nobody can break a line in. */
const LONG = 'W'.repeat(200);
const LONG_KOREAN = '가'.repeat(200);

/**
 * What reaches over the card or the window that it is in, as its text begins. What may be pushed to and fro by itself,
 * and what is only heard, is in nobody's way. Runs in the page.
 */
const BURST = `
  const scrolls = (element) =>
    element !== null && (/auto|scroll|hidden|clip/.test(getComputedStyle(element).overflowX) || scrolls(element.parentElement));
  [...document.querySelectorAll('body *')].flatMap((element) => {
    const { right, width } = element.getBoundingClientRect();
    const parent = element.parentElement;
    if (width === 0 || scrolls(parent) || element.closest('.only-heard') || getComputedStyle(element).clipPath !== 'none') return [];
    const within = element.matches('dialog') ? null : parent.closest('.card, .notice, dialog, main, header');
    const around = within?.getBoundingClientRect().right ?? innerWidth;
    return right > Math.min(innerWidth, around) + 1
      ? [element.tagName + '.' + element.className + ': ' + element.textContent.slice(0, 30)]
      : [];
  })`;

const burst = (page: Page): Promise<string[]> =>
  page.evaluate(`(() => { ${BURST.replace('  [...', '  return [...')} })()`);

const looks: [string, string, ViewOptions][] = [
  ['narrow-light-en', LONG, { size: 'narrow', colours: 'light', language: 'en' }],
  ['narrow-dark-ko', LONG_KOREAN, { size: 'narrow', colours: 'dark', language: 'ko' }],
  ['phone-light-ko', LONG_KOREAN, { size: 'phone', colours: 'light', language: 'ko' }],
  ['desktop-dark-en', LONG, { size: 'desktop', colours: 'dark', language: 'en' }],
];

test.each(looks)(
  'nothing bursts that has a name of 200 letters: %s',
  async (look, long, options) => {
    const { onSale } = stage;
    const concertId = await onSale.concert({
      title: long,
      venue: long,
      saleClosesAt: '2099-12-01T09:00:00Z',
      dates: [{ date: DATE, seatMap: [{ section: long, rows: 2, seatsPerRow: 5, price: 100_000_000 }] }],
    });
    const userId: string = (await onSale.operator('POST', '/v1/admin/users', { name: long })).body.userId;
    const fan = new Fan(() => onSale.url, userId);
    await fan.join(concertId);
    const { body: hold } = await fan.reserve(concertId, DATE, 3);
    const message = { text: { ko: long.repeat(2), en: long.repeat(2) } };
    await onSale.operator('POST', `/v1/admin/concerts/${concertId}/messages`, message);
    await onSale.operator('PATCH', `/v1/admin/concerts/${concertId}`, { title: `${long.slice(1)}!` });

    const view = await operatorAt(stage, '', { ...options, name: long });
    const { page } = view;
    const places = {
      sales: '#/',
      sale: `#/sales/${concertId}`,
      change: `#/sales/${concertId}/change`,
      new: '#/new',
      people: `#/lookup?q=${encodeURIComponent(long.slice(0, 150))}`,
      user: `#/lookup?q=${userId}`,
      hold: `#/lookup?q=${hold.reservationId}`,
      seat: `#/lookup?concertId=${concertId}&date=${DATE}&seat=3`,
      nobody: `#/lookup?q=${encodeURIComponent(`${long.slice(1)}?`)}`,
      health: '#/health',
    };
    const bursts: string[] = [];
    for (const [name, place] of Object.entries(places)) {
      await page.goto(new URL(`/admin${place}`, onSale.url).href);
      await page.locator('h1').waitFor();
      await page.waitForLoadState('networkidle');
      await until(async () => (await page.locator('.loading').count()) === 0);
      if (name === 'new') {
        const fields = page.locator('.concert-form input[autocomplete=off]:not([inputmode]):not([type])');
        for (const field of await fields.all()) await field.fill(long);
      }
      if (name === 'sale') await page.locator('.message-form summary').press('Enter');
      if (name === 'change') for (const more of await page.locator('summary').all()) await more.click();
      await view.fits();
      bursts.push(...(await burst(page)).map((part) => `${name}: ${part}`));
      await view.screenshot(`operator-long-${name}-${look}`);
    }
    await page.goto(new URL(`/admin#/sales/${concertId}`, onSale.url).href);
    await page.locator('.sale-side .danger').click();
    await page.getByRole('dialog').waitFor();
    bursts.push(...(await burst(page)).map((part) => `question: ${part}`));
    await view.screenshot(`operator-long-question-${look}`);
    await page.goto(new URL(`/admin${places.user}`, onSale.url).href);
    await page.locator('[aria-labelledby=found-card] button').click();
    await page.getByRole('dialog').getByRole('textbox').last().fill(long.slice(0, 200));
    bursts.push(...(await burst(page)).map((part) => `credit: ${part}`));
    await view.screenshot(`operator-long-credit-${look}`);
    expect(bursts).toEqual([]);
    await view.fits();
  },
  180_000,
);
