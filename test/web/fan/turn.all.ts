import { expect, test } from '@jest/globals';
import type { Page, WebSocket } from 'playwright-core';
import { tokenRunsOut } from '../../infrastructure/in-time.ts';
import { until } from '../../infrastructure/until.ts';
import { stageForPages } from '../stage.ts';
import { openAs } from './as-fan.ts';
import { join, rank } from './steps.ts';

const stage = stageForPages();

/** From then on the socket tells whatever becomes of the place. */
const untilFollowed = (page: Page) =>
  new Promise<void>((resolve) => {
    const hear = (socket: WebSocket) =>
      socket.on('framereceived', ({ payload }) => {
        if (String(payload).includes('["queue"')) resolve();
      });
    page.on('websocket', hear);
    void page.reload();
  });

/** A fan who waits behind one who is inside. */
async function waiting(options: object = {}) {
  const { onSale } = stage;
  const concertId = await onSale.concert({
    title: `Spring Tour ${Math.random()}`,
    waitingRoom: { capacity: 1 },
  });
  const [first, fan] = await onSale.fans(2);
  if (first === undefined || fan === undefined) throw new Error('no fans');
  await first.join(concertId);
  const view = await openAs(stage, fan, `#/concerts/${concertId}`, options);
  const followed = untilFollowed(view.page);
  await join(view.page);
  await followed;
  await rank(view.page).getByText('1', { exact: true }).waitFor();
  return { onSale, concertId, first, fan, view, page: view.page };
}

test('a second tab follows the first: into the line, inside, and out of it', async () => {
  const { concertId, view, page, first } = await waiting();
  const second = await view.tab(`/#/concerts/${concertId}`);
  await rank(second).waitFor();
  await first.leave(concertId);
  await page.locator('.inside-dates').waitFor();
  await second.locator('.inside-dates').waitFor();
  await page.getByRole('button', { name: 'I’m done here' }).click();
  await page.getByRole('button', { name: 'Give it up' }).click();
  await page.getByText('You have left the line').waitFor();
  await second.getByText('You have left the line').waitFor();
  await join(second);
  await second.locator('.inside-dates').waitFor();
  await page.locator('.inside-dates').waitFor();
});

test('whoever looks at another tab is told that it is their turn, by its title and a notification', async () => {
  const { onSale, concertId, view, page, first } = await waiting({ permissions: ['notifications'] });
  expect(await page.title()).toMatch(/^No\. 1 in line/);
  await page.getByText('You will be told when it’s your turn').waitFor();
  await page.evaluate(() => {
    const at = globalThis as unknown as { Notification: unknown; told: string[] };
    at.told = [];
    at.Notification = class {
      constructor(title: string) {
        at.told.push(title);
      }
    };
    Object.defineProperty((globalThis as unknown as { document: object }).document, 'visibilityState', {
      value: 'hidden',
    });
  });
  await first.leave(concertId);
  await until(async () => (await page.title()).startsWith('● It’s your turn!'));
  const told = await page.evaluate(() => (globalThis as unknown as { told: string[] }).told);
  expect(told).toEqual([expect.stringMatching(/^Spring Tour .*it’s your turn$/)]);
  expect(await onSale.invariants()).toEqual([]);
  await view.isAccessible();
});

test('whoever looks at another page of ours is called to the seats', async () => {
  const { concertId, page, first, view } = await waiting();
  await page.getByRole('link', { name: 'Wallet' }).click();
  await first.leave(concertId);
  await page.getByRole('link', { name: 'Choose seats' }).waitFor();
  await view.isAccessible();
  await page.getByRole('link', { name: 'Choose seats' }).click();
  await page.locator('.inside-dates').waitFor();
});

test('leaving asks first, and Escape stays in line', async () => {
  const { page, concertId, fan } = await waiting();
  await page.getByRole('button', { name: 'Leave the line' }).click();
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Leave the line');
  await page.getByRole('button', { name: 'Leave the line' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Leave the line' }).click();
  await page.getByText('You have left the line').waitFor();
  expect((await fan.join(concertId)).status).toBe(201);
});

test('a pause and its end are told live', async () => {
  const { onSale, page, concertId } = await waiting();
  const pause = (paused: boolean) =>
    onSale.operator('PATCH', `/v1/admin/concerts/${concertId}`, { waitingRoom: { paused } });
  await pause(true);
  await page.getByText('Admission is paused for a moment').waitFor();
  await pause(false);
  await page.getByText('Admission is paused for a moment').waitFor({ state: 'detached' });
});

test('what the operator tells those who wait is shown and can be hidden', async () => {
  const { onSale, page, concertId, view } = await waiting();
  const text = { ko: '잠시만 기다려 주세요', en: 'The doors open a little later' };
  const told = await onSale.operator('POST', `/v1/admin/concerts/${concertId}/messages`, { text });
  expect(told.status).toBe(201);
  await page.getByRole('main').getByText(text.en).waitFor();
  await view.isAccessible();
  await page.getByRole('button', { name: '한국어' }).click();
  await page.getByRole('main').getByText(text.ko).waitFor();
  await page.getByRole('button', { name: '안내 숨기기' }).click();
  await page.getByRole('main').getByText(text.ko).waitFor({ state: 'detached' });
});

test('the door opens by itself when the sale does', async () => {
  const { onSale } = stage;
  const saleOpensAt = new Date(Date.now() + 6_000).toISOString();
  const concertId = await onSale.concert({ saleOpensAt });
  const { page } = await openAs(stage, await onSale.fan(), `#/concerts/${concertId}`);
  await page.getByText('The sale opens in').waitFor();
  await join(page);
  await page.locator('.inside-dates').waitFor();
});

test('a place that has run out says so, also after a reload, and one may join again', async () => {
  const { onSale, page, concertId, fan } = await waiting();
  await tokenRunsOut(onSale, concertId, fan.userId);
  await page.getByText('Your place in line was given up').waitFor();
  await page.reload();
  await page.getByText('Your place in line was given up').waitFor();
  await join(page);
  await rank(page).waitFor();
});
