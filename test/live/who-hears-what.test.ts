import { afterEach, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { connect, type Ear, type Fan } from '../infrastructure/fan.ts';
import { holdRunsOut, tokenRunsOut } from '../infrastructure/in-time.ts';
import { earInside, inside } from '../infrastructure/inside.ts';
import { DATE } from '../infrastructure/on-sale.ts';
import { Session, untilBlocked } from '../infrastructure/session.ts';
import { until } from '../infrastructure/until.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const onSale = useOnSale();

const ears: Ear[] = [];
afterEach(() => {
  for (const ear of ears.splice(0)) ear.close();
});

async function listening(fan: Fan, admitted = true): Promise<Ear> {
  const ear = await (admitted ? earInside(fan) : fan.listen());
  ears.push(ear);
  await ear.hears('queue');
  return ear;
}

/**
 * Everything that an ear has heard of what happened so far: announcements come one after the other, so whoever
 * hears of a request that is decided now has heard of all that came before it.
 */
async function allHeard(ear: Ear, fan: Fan): Promise<{ event: string; payload: Record<string, unknown> }[]> {
  const marker = await onSale.concert();
  const { requestId } = (await fan.asUser('POST', `/v1/concerts/${marker}/tokens`, {}, { prefer: '' })).body;
  await ear.hears('request', (told) => told.requestId === requestId);
  return ear.heard
    .filter(({ payload }) => payload.requestId !== requestId && payload.concertId !== marker)
    .map(({ event, payload }) => ({ event, payload }));
}

/** Changes that come soon after another are told together: whether this seat is among them. */
const seat =
  (wanted: number) =>
  ({ changes }: { changes: { number: number }[] }) =>
    changes.some(({ number }) => number === wanted);

const eventsOf = (heard: { event: string }[]) => heard.map(({ event }) => event);

async function waitingBehind(concertId: string): Promise<Fan> {
  const fan = await onSale.fan();
  const joined = await fan.join(concertId);
  if (joined.body.status !== 'WAITING') throw new Error('nobody is in front');
  return fan;
}

test('nobody hears of another user’s requests, holds, tokens or places', async () => {
  const concertId = await onSale.concert({ waitingRoom: { capacity: 2 } });
  const bystander = await inside(onSale, concertId);
  const ear = await listening(bystander);
  const busy = await inside(onSale, concertId, { balance: 50_000 });
  const waiting = await waitingBehind(concertId);
  const { reservationId } = (await busy.reserve(concertId, DATE, 1)).body;
  await busy.reserve(concertId, DATE, 99);
  const own = await listening(busy);
  await holdRunsOut(onSale, reservationId);
  await own.hears('hold-expired');
  await tokenRunsOut(onSale, concertId, busy.userId);
  await own.hears('token-expired');
  await waiting.leave(concertId);
  const heard = await allHeard(ear, bystander);
  expect(new Set(eventsOf(heard))).toEqual(new Set(['queue', 'sale', 'seats']));
  expect(heard.filter(({ event }) => event === 'queue')).toHaveLength(1);
  expect(JSON.stringify(heard)).not.toContain(busy.userId);
  expect(JSON.stringify(heard)).not.toContain(reservationId);
});

test('every socket of the user hears, however it signed in', async () => {
  const concertId = await onSale.concert();
  const fan = await inside(onSale, concertId);
  const tabs = [await listening(fan), await connect(onSale.url, { userId: fan.userId })];
  ears.push(...tabs);
  const { requestId } = (await fan.reserve(concertId, DATE, 1, { prefer: '' })).body;
  for (const tab of tabs) {
    await tab.hears('request', (told) => told.requestId === requestId);
    await tab.hears('seats');
  }
});

describe('seats of a concert that protects its browsing', () => {
  test('are told to those inside and not to those who wait', async () => {
    const concertId = await onSale.concert({ waitingRoom: { capacity: 1 } });
    const first = await inside(onSale, concertId);
    const waiting = await waitingBehind(concertId);
    const [ear, atTheDoor] = [await listening(first), await listening(waiting, false)];
    await first.reserve(concertId, DATE, 1);
    await ear.hears('seats');
    expect(eventsOf(await allHeard(atTheDoor, waiting)).sort()).toEqual(['line', 'queue', 'sale']);
    // It is their socket's from the moment at which it is their turn.
    await first.leave(concertId);
    await atTheDoor.hears('queue', ({ status }) => status === 'ACTIVE');
    await waiting.reserve(concertId, DATE, 2);
    await atTheDoor.hears('seats', seat(2));
  });

  test('are told to nobody of another concert', async () => {
    const [here, there] = [await onSale.concert(), await onSale.concert()];
    const [fan, other] = [await inside(onSale, here), await inside(onSale, there)];
    const ear = await listening(fan);
    await other.reserve(there, DATE, 1);
    expect(eventsOf(await allHeard(ear, fan)).sort()).toEqual(['queue', 'sale']);
  });
});

test('seats of a concert that protects only its booking are told to those who wait as well', async () => {
  const concertId = await onSale.concert({ waitingRoom: { capacity: 1, protects: 'booking' } });
  const first = await inside(onSale, concertId);
  const ear = await listening(await waitingBehind(concertId), false);
  await first.reserve(concertId, DATE, 17);
  expect(await ear.hears('seats')).toEqual({
    concertId,
    date: DATE,
    changes: [{ number: 17, status: 'HELD' }],
  });
});

test('when the door begins or ceases to protect the browsing, sockets that wait already hear of seats or cease to', async () => {
  const concertId = await onSale.concert({ holdsPerVisit: 50, waitingRoom: { capacity: 1 } });
  const first = await inside(onSale, concertId);
  const waiting = await waitingBehind(concertId);
  const [ear, atTheDoor] = [await listening(first), await listening(waiting, false)];
  /** Takes a seat that was not taken yet and answers whether it was told to whoever waits. */
  let taken = 0;
  const isTold = async () => {
    taken += 1;
    const { reservationId } = (await first.reserve(concertId, DATE, taken)).body;
    await ear.hears('seats', seat(taken));
    await first.release(concertId, reservationId);
    return JSON.stringify(atTheDoor.of('seats')).includes(`"number":${taken},`);
  };
  const protects = (what: string) =>
    onSale.operator('PATCH', `/v1/admin/concerts/${concertId}`, { waitingRoom: { protects: what } });
  expect(await isTold()).toBe(false);
  await protects('booking');
  await until(isTold, { every: 250 });
  await protects('browse');
  await until(async () => !(await isTold()), { every: 250 });
  // Who is inside may look at the seats all the while.
  expect(ear.of('queue')).toHaveLength(1);
});

describe('once the token has ended, its socket hears of no more seats', () => {
  const ends: Record<string, (fan: Fan, concertId: string) => Promise<unknown>> = {
    'by leaving': (fan, concertId) => fan.leave(concertId),
    'by paying': async (fan, concertId) =>
      fan.pay(concertId, (await fan.reserve(concertId, DATE, 50)).body.reservationId),
    'by time': async (fan, concertId) => {
      await tokenRunsOut(onSale, concertId, fan.userId);
      await ears[0]?.hears('token-expired');
    },
  };
  for (const protects of ['browse', 'booking']) {
    test.each(Object.keys(ends))(`%s, where ${protects} is protected`, async (how) => {
      const concertId = await onSale.concert({ waitingRoom: { capacity: 10, protects } });
      const [fan, other] = [
        await inside(onSale, concertId, { balance: 50_000 }),
        await inside(onSale, concertId),
      ];
      const ear = await listening(fan);
      const others = await listening(other);
      await ends[how]?.(fan, concertId);
      await other.reserve(concertId, DATE, 7);
      await others.hears('seats', seat(7));
      const heard = (await allHeard(ear, fan)).filter(({ event }) => event === 'seats');
      expect(JSON.stringify(heard)).not.toContain('"number":7');
    });
  }

  test('also when it ended while the socket was still being welcomed', async () => {
    const concertId = await onSale.concert();
    const fan = await inside(onSale, concertId, { balance: 50_000 });
    const other = await inside(onSale, concertId);
    const { reservationId } = (await fan.reserve(concertId, DATE, 50)).body;
    // While this stands, nobody learns what the door of the concert looks like: the welcome stands still.
    const held = await Session.holding(onSale, sql`lock table waiting_room in access exclusive mode`);
    const ear = await connect(onSale.url, { userId: fan.userId });
    ears.push(ear);
    await untilBlocked(onSale, 'api');
    expect(await fan.pay(concertId, reservationId)).toMatchObject({ status: 201 });
    await held.end();
    const others = await listening(other);
    await other.reserve(concertId, DATE, 7);
    await others.hears('seats', seat(7));
    expect(JSON.stringify(await allHeard(ear, fan))).not.toContain('"number":7');
  });
});
