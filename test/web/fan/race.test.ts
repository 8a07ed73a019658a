import { expect, test } from '@jest/globals';
import { DATE } from '../../infrastructure/on-sale.ts';
import { stageForPages } from '../stage.ts';
import { openAs } from './as-fan.ts';
import { hold, seat } from './steps.ts';

const stage = stageForPages();

test('two race for a seat: one has it, the other is offered the nearest, and takes it', async () => {
  const { onSale } = stage;
  const concertId = await onSale.concert();
  const fans = await onSale.fans(2, { balance: 100_000 });
  const views = await Promise.all(fans.map((fan) => openAs(stage, fan, `#/concerts/${concertId}`)));
  const pages = views.map(({ page }) => page);
  for (const page of pages) {
    await page.getByRole('button', { name: 'Get tickets' }).click();
    await page.locator('.inside-date').click();
    await seat(page, 25).click();
  }
  await Promise.all(pages.map((page) => hold(page).catch(() => {})));
  const ends = await Promise.all(
    pages.map(async (page) => {
      const held = page.getByRole('heading', { name: 'Pay for your seats' });
      const lost = page.getByText('Somebody was a moment quicker');
      await held.or(lost).waitFor();
      return (await held.isVisible()) ? 'held' : 'lost';
    }),
  );
  expect([...ends].sort()).toEqual(['held', 'lost']);

  const loser = pages[ends.indexOf('lost')];
  if (loser === undefined) throw new Error('nobody lost');
  await loser
    .getByRole('button', { name: /^seat (24|26|15|35) · ₩50,000$/ })
    .first()
    .click();
  await hold(loser);
  await loser.getByRole('heading', { name: 'Pay for your seats' }).waitFor();
  const { body } = (await fans[0]?.asUser('GET', `/v1/concerts/${concertId}`)) ?? {};
  expect(body.dates[0].date).toBe(DATE);
  expect(await onSale.invariants()).toEqual([]);
});
