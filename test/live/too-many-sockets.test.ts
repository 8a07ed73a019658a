import { afterEach, beforeAll, expect, test } from '@jest/globals';
import { Live } from '../../client/live.ts';
import { startApi } from '../../src/api/api-process.ts';
import { call } from '../infrastructure/call.ts';
import { connect, type Ear } from '../infrastructure/fan.ts';
import { ADMIN_KEY } from '../infrastructure/on-sale.ts';
import { problem } from '../infrastructure/refusals-of-the-contract.ts';
import { until } from '../infrastructure/until.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const onSale = useOnSale({ workers: 0, schedulers: 0, laws: 'at the end' });
/** One that allows few to a user, one that allows few to an address, one in which few may come in a second. */
const urls = { user: '', address: '', handshakes: '' };
beforeAll(async () => {
  const limits = {
    user: { socketsPerUser: 3 },
    address: { socketsPerAddress: 3 },
    handshakes: { handshakesPerAddress: 3 },
  };
  for (const [which, limit] of Object.entries(limits)) {
    const api = await startApi({ ...onSale.environment, ...limit });
    onSale.apis.push(api);
    urls[which as keyof typeof urls] = `http://127.0.0.1:${api.port}`;
  }
});

const ears: Ear[] = [];
afterEach(() => {
  for (const ear of ears.splice(0)) ear.close();
});
async function listen(url: string, auth: Record<string, unknown>): Promise<Ear> {
  const ear = await connect(url, auth);
  ears.push(ear);
  return ear;
}
const refusal = (url: string, auth: Record<string, unknown>) =>
  connect(url, auth).then(
    (ear) => {
      ear.close();
      throw new Error('it was let in');
    },
    (why: unknown) => why,
  );
const open = () => ears.filter(({ socket }) => socket.connected).length;

test('of too many sockets of one user the newest win, and the oldest is told why', async () => {
  const [fan, other] = await onSale.fans(2);
  const bystander = await listen(urls.user, { userId: other?.userId });
  for (let count = 0; count < 12; count += 1) await listen(urls.user, { userId: fan?.userId, locale: 'en' });
  await until(() => open() === 4);
  expect(ears.map(({ socket }) => socket.connected)).toEqual([
    true,
    ...Array(9).fill(false),
    true,
    true,
    true,
  ]);
  const message = 'You have opened this in too many places: the newest ones go on';
  for (const ear of ears.slice(1, 10)) expect(ear.of('closing')).toEqual([{ code: 'RATE_LIMITED', message }]);
  expect(bystander.of('closing')).toEqual([]);
  expect(ears.at(-1)?.of('closing')).toEqual([]);
});

test('a client that was pushed out does not push back', async () => {
  const fan = await onSale.fan();
  let [times, sentAway] = [0, false];
  const live = new Live({
    origin: urls.user,
    listener: () => ({ credential: { userId: fan.userId } }),
    connected: () => {
      times += 1;
    },
    disconnected: (away) => {
      sentAway = away;
    },
  });
  live.open();
  try {
    await until(() => times === 1);
    for (let count = 0; count < 3; count += 1) await listen(urls.user, { userId: fan.userId });
    await until(() => sentAway);
    expect(open()).toBe(3);
    expect(live.connected).toBe(false);
    live.hurry();
    await until(() => times === 2);
    await until(() => open() === 2);
  } finally {
    live.close();
  }
});

test('an address may have so many, whoever they are, and one more is refused with the problem', async () => {
  const fans = await onSale.fans(4);
  for (const { userId } of fans.slice(0, 3)) await listen(urls.address, { userId });
  expect(await refusal(urls.address, { userId: fans[3]?.userId })).toMatchObject(problem('RATE_LIMITED'));
  expect(await refusal(urls.address, { userId: fans[3]?.userId, locale: 'en' })).toMatchObject(
    problem('RATE_LIMITED', 'en'),
  );
  expect(open()).toBe(3);
  ears.pop()?.close();
  await until(() => listen(urls.address, { userId: fans[3]?.userId }).catch(() => null));
});

test('a connection that says nothing counts as well, and at twice as many none is opened', async () => {
  const lines: WebSocket[] = [];
  let refused = 0;
  for (let count = 0; count < 9; count += 1) {
    const line = new WebSocket(`${urls.address.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`);
    lines.push(line);
    await new Promise<void>((resolve) => {
      line.onmessage = () => resolve();
      line.onerror = () => {
        refused += 1;
        resolve();
      };
    });
  }
  expect(refused).toBe(3);
  for (const line of lines) line.close();
  const { userId } = await onSale.fan();
  await until(() => listen(urls.address, { userId }).catch(() => null));
});

test('so many handshakes of one address are looked at in a second, and the next ones not at all', async () => {
  const { userId } = await onSale.fan();
  const told = await Promise.all(
    Array.from({ length: 12 }, () => refusal(urls.handshakes, { token: 'whatever' }).catch(() => null)),
  );
  const tooMany = told.filter((one) => (one as { code?: string } | null)?.code === 'RATE_LIMITED');
  expect(tooMany.length).toBeGreaterThan(3);
  for (const one of tooMany) expect(one).toMatchObject(problem('RATE_LIMITED'));
  await until(() => listen(urls.handshakes, { userId }).catch(() => null));
  const { status } = await call(urls.handshakes, 'GET', '/v1/admin/ledger', {
    headers: { authorization: `Bearer ${ADMIN_KEY}` },
  });
  expect(status).toBe(200);
});
