import { expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { DATE } from '../../infrastructure/on-sale.ts';
import { until } from '../../infrastructure/until.ts';
import { stageForPages } from '../stage.ts';
import type { View } from '../view.ts';
import { openAs } from './as-fan.ts';
import { charge, chooseDate, hold, join, pay, seat, ticket } from './steps.ts';

const stage = stageForPages();

/** The service does what is asked of it, but the next answers to such a call are lost on their way. */
async function loseAnswers(view: View, path: string, count = 1): Promise<() => number> {
  view.excuse(/ERR_FAILED/);
  let lost = 0;
  await view.page.route(path, async (route) => {
    if (route.request().method() === 'GET' || lost === count) return route.continue();
    lost += 1;
    await route.fetch();
    await route.abort();
  });
  return () => lost;
}

async function inside(page: Page): Promise<void> {
  await join(page);
  await page.locator('.inside-dates').waitFor();
}

test('however many answers are lost, everything is done once', async () => {
  const { onSale } = stage;
  const concertId = await onSale.concert();
  const fan = await onSale.fan({ balance: 10_000 });
  const view = await openAs(stage, fan, `#/concerts/${concertId}`);
  const { page } = view;
  const lost = [
    await loseAnswers(view, '**/tokens'),
    await loseAnswers(view, '**/reservations', 2),
    await loseAnswers(view, '**/charges', 2),
    await loseAnswers(view, '**/payments', 2),
  ];
  await inside(page);
  await chooseDate(page);
  await seat(page, 7).click();
  await hold(page);
  await charge(page);
  await pay(page);
  await ticket(page).waitFor();
  // The socket may have told of the payment before it was asked for again.
  expect(lost.map((count) => count())).toEqual([1, 2, 2, expect.any(Number)]);

  const { body } = await fan.asUser('GET', '/v1/wallet/entries');
  expect(body.entries.map(({ amount }: { amount: number }) => amount)).toEqual([-50_000, 40_000, 10_000]);
  expect((await fan.asUser('GET', '/v1/reservations')).body.reservations).toHaveLength(1);
  expect(await onSale.invariants()).toEqual([]);
});

test('a charge whose page was left before the answer came is finished when the page is back, once', async () => {
  const { onSale } = stage;
  const fan = await onSale.fan();
  const view = await openAs(stage, fan, '#/wallet');
  const { page } = view;
  let sent = 0;
  await page.route('**/charges', async (route) => {
    sent += 1;
    if (sent > 1) return route.continue();
    // It is done, and the answer never comes.
    await route.fetch();
  });
  await page.getByRole('button', { name: '+ ₩50,000' }).click();
  await charge(page);
  await until(() => sent === 1);
  await until(async () => (await fan.wallet()).body.balance === 50_000);
  await page.reload();
  await page.getByText('₩50,000 charged. Balance: ₩50,000.').first().waitFor();
  expect((await fan.asUser('GET', '/v1/wallet/entries')).body.entries).toHaveLength(1);
});

test('what was begun long ago is finished only when its fan says so', async () => {
  const { onSale } = stage;
  const fan = await onSale.fan();
  const view = await openAs(stage, fan, '#/wallet');
  const { page } = view;
  view.excuse(/ERR_FAILED/);
  await page.route('**/charges', (route) => route.abort());
  await page.getByRole('button', { name: '+ ₩50,000' }).click();
  await charge(page);
  await page.locator('.notice.tone-warn').waitFor();
  await page.evaluate((name) => {
    const storage = (globalThis as unknown as { localStorage: Record<string, string> }).localStorage;
    const writes = JSON.parse(storage[name] ?? '{}');
    for (const write of Object.values(writes) as { begunAt: number }[]) write.begunAt -= 3_600_000;
    storage[name] = JSON.stringify(writes);
  }, `frontrow-writes:${fan.userId}`);
  await page.unroute('**/charges');
  await page.reload();
  await page.getByText('Something was left unfinished').waitFor();
  await view.isAccessible();
  expect((await fan.wallet()).body.balance).toBe(0);
  await page.getByRole('button', { name: 'Finish it' }).click();
  await page.getByTestId('balance').getByText('₩50,000').waitFor();
  expect((await fan.asUser('GET', '/v1/wallet/entries')).body.entries).toHaveLength(1);
});

test('a service that is too busy for a moment is asked again, and the fan may stop it', async () => {
  const { onSale } = stage;
  const concertId = await onSale.concert();
  const fan = await onSale.fan();
  const view = await openAs(stage, fan, `#/concerts/${concertId}`);
  view.excuse(/503/);
  const { page } = view;
  const busy = { type: '/docs#SERVER_BUSY', title: 'Busy', status: 503, code: 'SERVER_BUSY', detail: 'Busy' };
  await page.route('**/tokens', (route) => route.fulfill({ status: 503, json: busy }));
  await join(page);
  await page.getByRole('button', { name: 'Stop trying' }).click();
  await page.getByRole('button', { name: 'Get tickets' }).waitFor();
  await join(page);
  await page.getByText('Very busy right now').first().waitFor();
  await page.unroute('**/tokens');
  await page.locator('.inside-dates').waitFor();
});

test('a payment that fails says that nothing was charged, and the next try pays', async () => {
  const { onSale } = stage;
  const concertId = await onSale.concert();
  const fan = await onSale.fan({ balance: 50_000 });
  const view = await openAs(stage, fan, `#/concerts/${concertId}`);
  const { page } = view;
  await inside(page);
  await chooseDate(page);
  await seat(page, 7).click();
  await hold(page);
  view.excuse(/PAYMENT_FAILED/);
  const failed = {
    type: '/docs#PAYMENT_FAILED',
    title: 'x',
    status: 500,
    code: 'PAYMENT_FAILED',
    detail: 'x',
  };
  // Like the service's own: a failure that names its request is that request's outcome.
  const headers = { location: '/v1/requests/00000000-0000-4000-8000-000000000000' };
  await page.route('**/payments', (route) => route.fulfill({ status: 500, headers, json: failed }));
  await pay(page);
  await page.getByText('The payment did not go through').waitFor();
  await view.isAccessible();
  await page.unroute('**/payments');
  await pay(page);
  await ticket(page).waitFor();
  expect((await fan.wallet()).body.balance).toBe(0);
});

test('a hold that goes over the limit of another tab is refused in words', async () => {
  const { onSale } = stage;
  const concertId = await onSale.concert({ seatsPerUser: 2 });
  const fan = await onSale.fan();
  const view = await openAs(stage, fan, `#/concerts/${concertId}`);
  const { page } = view;
  await inside(page);
  await chooseDate(page);
  await seat(page, 7).click();
  await seat(page, 8).click();
  await seat(page, 9).click();
  await page.locator('.basket-limit:not(:empty)').waitFor();
  expect(await page.locator('.basket-seats li').count()).toBe(2);
  const token = await page.evaluate(
    (name) => (globalThis as unknown as { localStorage: Record<string, string> }).localStorage[name],
    `frontrow-places:${fan.userId}`,
  );
  fan.token = JSON.parse(token ?? '{}')[concertId].token;
  expect((await fan.reserve(concertId, DATE, [20, 21])).status).toBe(201);
  await hold(page);
  await page.getByText('That would be more seats than one person may have.').waitFor();
});
