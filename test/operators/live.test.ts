import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { io } from 'socket.io-client';
import { startApi } from '../../src/api/api-process.ts';
import { OPERATOR_EVENTS } from '../../src/live/operator-events.ts';
import { connect, Ear } from '../infrastructure/fan.ts';
import { inside } from '../infrastructure/inside.ts';
import { ADMIN_KEY, DATE } from '../infrastructure/on-sale.ts';
import { problem } from '../infrastructure/refusals-of-the-contract.ts';
import { until } from '../infrastructure/until.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';
import { Browser } from './browser.ts';

const onSale = useOnSale({ laws: 'at the end' });

/** What a browser sends of its own accord when a page asks for a socket. */
interface FromBrowser {
  cookie: string;
  origin?: string;
}

function listenWith(
  auth: Record<string, unknown>,
  headers: Partial<FromBrowser> = {},
  url = onSale.url,
): Promise<Ear> {
  const socket = io(`${url}/operator`, {
    transports: ['websocket'],
    auth,
    extraHeaders: headers as Record<string, string>,
    forceNew: true,
    reconnection: false,
  });
  const ear = new Ear(socket);
  return new Promise((resolve, reject) => {
    socket.once('connect', () => resolve(ear));
    socket.once('connect_error', (error) => {
      socket.disconnect();
      reject((error as Error & { data?: unknown }).data ?? error);
    });
  });
}

const refusal = (asked: Promise<Ear>) =>
  asked.then(
    (ear) => {
      ear.close();
      return null;
    },
    (refused: unknown) => refused,
  );

test('an operator hears every second how the sale goes that is looked at', async () => {
  const concertId = await onSale.concert({ waitingRoom: { capacity: 1 } });
  const ear = await listenWith({ key: ADMIN_KEY });
  ear.socket.emit('watch', { concertId });
  await ear.hears('sale', ({ stats }) => stats.active === 0);
  expect(OPERATOR_EVENTS.sale.payload.parse(ear.of('sale')[0])).toEqual(ear.of('sale')[0]);

  const fan = await inside(onSale, concertId, { balance: 50_000 });
  await ear.hears('sale', ({ stats, point }) => stats.active === 1 && point.joins === 1, 3_000);
  await fan.pay(concertId, (await fan.reserve(concertId, DATE, 1)).body.reservationId);
  await ear.hears('sale', ({ stats }) => stats.sold === 1 && stats.revenue === 50_000, 3_000);

  expect(ear.of('sale').every((sale) => sale.concertId === concertId)).toBe(true);
  ear.close();
});

test('whoever looks at another sale, or at none, hears of that', async () => {
  const [one, other] = [await onSale.concert(), await onSale.concert()];
  const ear = await listenWith({ key: ADMIN_KEY });
  ear.socket.emit('watch', { concertId: one });
  await ear.hears('sale');

  ear.socket.emit('watch', { concertId: other.toUpperCase() });
  await ear.hears('sale', ({ concertId }) => concertId === other);
  const told = ear.of('sale').length;
  await until(() => ear.of('sale').length > told);
  expect(ear.of('sale').at(-1).concertId).toBe(other);

  ear.socket.emit('watch', { concertId: null });
  for (const odd of [undefined, null, 5, {}, { concertId: 'tonight' }, { concertId: [one] }, [one]]) {
    ear.socket.emit('watch', odd);
  }
  const looker = await listenWith({ key: ADMIN_KEY });
  looker.socket.emit('watch', { concertId: one });
  const sales = ear.of('sale').length;
  await until(() => looker.of('sale').length >= 3);
  expect(ear.of('sale').length - sales).toBeLessThanOrEqual(1);
  ear.close();
  looker.close();
});

test('however many look at a sale, each is told the same, once a second', async () => {
  const concertId = await onSale.concert();
  const ears = await Promise.all(Array.from({ length: 5 }, () => listenWith({ key: ADMIN_KEY })));
  for (const ear of ears) ear.socket.emit('watch', { concertId });
  await Promise.all(ears.map((ear) => ear.hears('sale')));
  const told = (ear: Ear) => ear.heard.filter(({ event }) => event === 'sale');

  const begun = performance.now();
  const before = ears.map((ear) => told(ear).length);
  const [first, ...others] = ears;
  if (first === undefined) throw new Error('nobody listens');
  await until(() => told(first).length >= (before[0] ?? 0) + 3);

  expect(performance.now() - begun).toBeGreaterThan(1_900);
  await Promise.all(
    others.map((ear) => until(() => told(ear).length >= (before[ears.indexOf(ear)] ?? 0) + 3)),
  );
  const latest = ears.map((ear) =>
    told(ear)
      .slice(-3)
      .map(({ payload }) => payload),
  );
  for (const heard of latest) expect(heard).toEqual(latest[0]);
  for (const ear of ears) ear.close();
});

test('how the service is comes at once, in the language of each, and again when something changes', async () => {
  const [korean, english] = [
    await listenWith({ key: ADMIN_KEY }),
    await listenWith({ key: ADMIN_KEY, locale: 'en-US' }),
  ];
  await Promise.all([korean, english].map((ear) => ear.hears('health', ({ ok }) => ok)));
  expect(OPERATOR_EVENTS.health.payload.parse(english.of('health')[0])).toEqual(english.of('health')[0]);

  const [worker] = onSale.workers;
  if (worker === undefined) throw new Error('no worker runs');
  await onSale.stop(worker);
  const gone = ({ faults }: { faults: { what: string }[] }) => faults[0]?.what === 'no-worker';
  const [inKorean, inEnglish] = await Promise.all([
    korean.hears('health', gone, 3_000),
    english.hears('health', gone, 3_000),
  ]);
  expect(inKorean.faults[0].sentence).toMatch(/^실행 중인 워커가 없습니다/);
  expect(inEnglish.faults[0].sentence).toMatch(/^No worker is running/);

  await onSale.addWorkers();
  await english.hears('health', ({ workers, ok }) => workers === 1 && ok, 3_000);
  korean.close();
  english.close();
});

test('what any operator does is told to all, once, and nothing that was done before', async () => {
  const concertId = await onSale.concert();
  const [one, other] = [await listenWith({ key: ADMIN_KEY }), await listenWith({ key: ADMIN_KEY })];
  await Promise.all([one, other].map((ear) => ear.hears('health')));
  const elsewhere = await startApi(onSale.environment);
  try {
    const browser = new Browser(() => `http://127.0.0.1:${elsewhere.port}`);
    await browser.signIn('Ji-woo');
    await browser.call('PATCH', `/v1/admin/concerts/${concertId}`, { waitingRoom: { paused: true } });
  } finally {
    await elsewhere.close();
  }

  const isPause = ({ what }: { what: string }) => what === 'change-concert';
  for (const ear of [one, other]) {
    const told = await ear.hears('action', isPause, 3_000);
    expect(OPERATOR_EVENTS.action.payload.parse(told)).toEqual(told);
    expect(told).toMatchObject({
      who: 'Ji-woo',
      concertId,
      before: { paused: false },
      after: { paused: true },
    });
  }
  one.socket.emit('watch', { concertId });
  await until(() => one.of('sale').length >= 3);
  expect(one.of('action').map(({ what }) => what)).toEqual(['sign-in', 'change-concert']);
  one.close();
  other.close();
});

test('a browser that is signed in needs no key, and hears no more when it has signed out', async () => {
  const browser = await Browser.signedIn(onSale);
  const ear = await listenWith({}, { cookie: browser.cookie, origin: onSale.url });
  await ear.hears('health');

  await browser.call('DELETE', '/v1/admin/session');

  await until(() => ear.socket.disconnected, { ms: 2_000 });
  expect(await refusal(listenWith({}, { cookie: browser.cookie, origin: onSale.url }))).toMatchObject(
    problem('INVALID_TOKEN'),
  );
});

test('a session that was ended in another process, or ran out, is seen to have ended within seconds', async () => {
  const browser = await Browser.signedIn(onSale, 'Runs out');
  const ear = await listenWith({}, { cookie: browser.cookie, origin: onSale.url });
  await ear.hears('health');

  await onSale.sql(sql`delete from operator_session where name = 'Runs out'`);

  await until(() => ear.socket.disconnected, { ms: 8_000 });
});

test('a page of another site gets no socket by the cookie of a browser', async () => {
  const { cookie } = await Browser.signedIn(onSale);

  for (const origin of ['https://evil.example', 'null', `${onSale.url}.evil.example`, 'http://127.0.0.1']) {
    expect(await refusal(listenWith({}, { cookie, origin }))).toMatchObject(problem('FORBIDDEN'));
  }
  expect(await refusal(listenWith({}, { cookie }))).toBeNull();
});

test('nobody but an operator is told anything', async () => {
  const concertId = await onSale.concert();
  const fan = await inside(onSale, concertId);

  expect(await refusal(listenWith({}))).toMatchObject(problem('UNAUTHENTICATED'));
  expect(await refusal(listenWith({ token: fan.token }))).toMatchObject(problem('UNAUTHENTICATED'));
  expect(await refusal(listenWith({ userId: fan.userId }))).toMatchObject(problem('UNAUTHENTICATED'));
  expect(await refusal(listenWith({ key: fan.token }))).toMatchObject(problem('FORBIDDEN'));
  expect(await refusal(listenWith({ key: `${ADMIN_KEY}x` }))).toMatchObject(problem('INVALID_TOKEN'));
  expect(await refusal(listenWith({ key: 5 }))).toMatchObject(problem('INVALID_REQUEST'));
  expect(await refusal(listenWith({}, { cookie: 'frontrow_operator=x' }))).toMatchObject(
    problem('INVALID_TOKEN'),
  );
  const { cookie } = await Browser.signedIn(onSale);
  const asFan = io(onSale.url, {
    transports: ['websocket'],
    extraHeaders: { cookie },
    forceNew: true,
    reconnection: false,
  });
  const refused = await new Promise((resolve) => asFan.once('connect_error', resolve));
  expect((refused as { data?: unknown }).data).toMatchObject(problem('UNAUTHENTICATED'));
  asFan.disconnect();
  const ear = await connect(onSale.url, { token: fan.token });
  ear.socket.emit('watch', { concertId });
  await ear.hears('queue');
  // Fans are told where a sale stands, and none of its figures.
  const told = ear.of('sale').flatMap((sale) => Object.keys(sale));
  expect(told.filter((name) => !['concertId', 'state', 'availability'].includes(name))).toEqual([]);
  ear.close();
});
