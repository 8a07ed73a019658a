import { expect, test } from '@jest/globals';
import type { WebSocketRoute } from 'playwright-core';
import { TcpProxy } from '../../infrastructure/tcp-proxy.ts';
import { until } from '../../infrastructure/until.ts';
import { stageForPages } from '../stage.ts';
import { openAs } from './as-fan.ts';
import { chooseDate, hold, join, pay, rank, seat, ticket } from './steps.ts';

const stage = stageForPages();

const POLLING = /Live connection away/;

test('the socket is cut and restored: the rank goes on, by asking and then live again', async () => {
  const { onSale } = stage;
  const concertId = await onSale.concert({ waitingRoom: { capacity: 1 } });
  const line = await onSale.fans(4);
  for (const fan of line) await fan.join(concertId);
  const view = await openAs(stage, await onSale.fan(), '#/');
  view.excuse(/WebSocket/);
  const { page } = view;
  let away = false;
  const open: WebSocketRoute[] = [];
  await page.routeWebSocket(/socket\.io/, (socket) => {
    if (away) return void socket.close();
    open.push(socket);
    socket.connectToServer();
  });
  await page.goto(new URL(`/#/concerts/${concertId}`, page.url()).href);
  await page.reload();
  await join(page);
  await rank(page).getByText('4', { exact: true }).waitFor();
  await page.getByText('Live', { exact: true }).waitFor();

  away = true;
  for (const socket of open.splice(0)) await socket.close();
  await page.getByText(POLLING).waitFor();
  await view.isAccessible();
  await line[1]?.leave(concertId);
  await rank(page).getByText('3', { exact: true }).waitFor();

  away = false;
  await page.getByText(POLLING).waitFor({ state: 'detached', timeout: 20_000 });
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await line[2]?.leave(concertId);
  await rank(page).getByText('2', { exact: true }).waitFor();
  expect(asked.filter((url) => url.endsWith('/tokens/me'))).toEqual([]);
});

test('without any socket the whole walk goes on, and the page says so', async () => {
  const { onSale } = stage;
  const concertId = await onSale.concert({ waitingRoom: { capacity: 1 } });
  const [first, fan] = await onSale.fans(2, { balance: 50_000 });
  if (first === undefined || fan === undefined) throw new Error('no fans');
  await first.join(concertId);
  const view = await openAs(stage, fan, '#/');
  view.excuse(/WebSocket/);
  const { page } = view;
  await page.routeWebSocket(/socket\.io/, (socket) => void socket.close());
  await page.goto(new URL(`/#/concerts/${concertId}`, page.url()).href);
  await page.reload();
  await join(page);
  await rank(page).waitFor();
  await page.getByText(POLLING).waitFor();
  await first.leave(concertId);
  await chooseDate(page);
  await seat(page, 7).click();
  await hold(page);
  await pay(page);
  await ticket(page).waitFor();
  expect(await onSale.invariants()).toEqual([]);
});

test('everything is cut while a seat is being held: it is held once, and told when the line is back', async () => {
  const { onSale } = stage;
  const proxy = await TcpProxy.start(onSale.url);
  try {
    const concertId = await onSale.concert();
    const fan = await onSale.fan({ balance: 50_000 });
    const view = await openAs(stage, fan, `#/concerts/${concertId}`, {
      origin: proxy.url.replace(/\/$/, ''),
    });
    view.excuse(/ERR_|WebSocket/);
    const { page } = view;
    await join(page);
    await chooseDate(page);
    await seat(page, 7).click();
    await proxy.cut();
    await hold(page);
    await page.getByText('No answer yet').first().waitFor();
    await page.getByText('You seem to be offline').waitFor();
    await view.isAccessible();
    await proxy.restore();
    await page.getByRole('heading', { name: 'Pay for your seats' }).waitFor({ timeout: 20_000 });
    await until(async () => (await fan.asUser('GET', '/v1/reservations')).body.reservations.length === 1);
    expect(await onSale.invariants()).toEqual([]);
  } finally {
    await proxy.close();
  }
});

test('a page that is opened while the service is away says so, and goes on when it is back', async () => {
  const view = await stage.open('/', {});
  const { page } = view;
  view.excuse(/ERR_INTERNET_DISCONNECTED/);
  await page.locator('h1').waitFor();
  await view.context.setOffline(true);
  await page.evaluate('location.hash = "#/concerts/00000000-0000-4000-8000-000000000000"');
  await page.getByText('We can’t reach the service').waitFor();
  await view.context.setOffline(false);
  await page.getByText('There is no such concert').waitFor();
});
