import { expect, test } from '@jest/globals';
import type { WebSocketRoute } from 'playwright-core';
import { TcpProxy } from '../../infrastructure/tcp-proxy.ts';
import { stageForPages } from '../stage.ts';
import { figure, operatorAt, signIn } from './operator.ts';

const stage = stageForPages();

test('without its socket the page asks every few seconds and says so, until it is told live again', async () => {
  const { onSale } = stage;
  const concertId = await onSale.concert({ waitingRoom: { capacity: 1 } });
  const view = await stage.open('/admin');
  view.excuse(/WebSocket/);
  let cut = false;
  const sockets: WebSocketRoute[] = [];
  await view.page.routeWebSocket(/socket\.io/, (socket) => {
    const server = socket.connectToServer();
    const close = (said: string | Buffer) => {
      socket.send(said);
      void socket.close();
    };
    if (cut) server.onMessage(close);
    sockets.push(socket);
  });
  await view.page.goto(new URL(`/admin#/sales/${concertId}`, onSale.url).href);
  await view.page.reload();
  await signIn(view);
  await view.page.getByText('Live', { exact: true }).waitFor();

  cut = true;
  await Promise.all(sockets.map((socket) => socket.close()));
  await view.page.getByText('Not live, every 3 s').waitFor();
  await onSale.admitted(concertId, 4);
  await figure(view, 'Waiting', '3').waitFor();
  await view.isAccessible();
  await view.screenshot('operator-polling');

  cut = false;
  await view.page.getByText('Live', { exact: true }).waitFor();
  await onSale.admitted(concertId, 2);
  await figure(view, 'Waiting', '5').waitFor();
});

test('when nothing is heard the page keeps its figures, says of when they are, and comes back by itself', async () => {
  const { onSale } = stage;
  const concertId = await onSale.concert({ waitingRoom: { capacity: 1 } });
  await onSale.admitted(concertId, 3);
  const cable = await TcpProxy.start(onSale.url);
  const view = await stage.open(new URL('/admin', cable.url).href);
  try {
    view.excuse(/ERR_CONNECTION_REFUSED|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET|WebSocket/);
    await signIn(view);
    await view.page.goto(new URL(`/admin#/sales/${concertId}`, cable.url).href);
    await figure(view, 'Waiting', '2').waitFor();
    await view.page.getByText('Live', { exact: true }).waitFor();

    await cable.cut();
    await view.page.getByText(/^Offline · as of \d\d:\d\d:\d\d$/).waitFor();
    await figure(view, 'Waiting', '2').waitFor();
    await view.page.getByRole('button', { name: 'Pause admission' }).click();
    await view.page.getByText('The service cannot be reached.').first().waitFor();
    await view.isAccessible();
    await view.screenshot('operator-offline');

    await onSale.admitted(concertId, 2);
    await cable.restore();
    await view.page.getByText('Live', { exact: true }).waitFor({ timeout: 20_000 });
    await figure(view, 'Waiting', '4').waitFor();
    await view.page.getByText('People are being let in').waitFor();
  } finally {
    await view.page.goto('about:blank');
    await cable.close();
  }
});

test('whoever was signed out meanwhile signs in again and is back where they were', async () => {
  const { onSale } = stage;
  const concertId = await onSale.concert({ title: 'Midsummer' });
  const view = await operatorAt(stage, `#/sales/${concertId}`);
  const { page } = view;
  await page.getByRole('heading', { name: 'Midsummer' }).waitFor();
  await page.getByText('Live', { exact: true }).waitFor();

  const tab = await view.tab('/admin');
  await tab.getByRole('button', { name: 'Sign out' }).click();
  await tab.getByRole('heading', { name: 'Operator sign-in' }).waitFor();

  await page.getByText('Your session has ended.').waitFor();
  await view.isAccessible();
  await view.screenshot('operator-session-ended');
  await signIn(view);
  await page.getByRole('heading', { name: 'Midsummer' }).waitFor();
  expect(new URL(page.url()).hash).toBe(`#/sales/${concertId}`);
});
