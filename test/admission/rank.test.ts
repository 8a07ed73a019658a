import { afterEach, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { connect, type Ear, type Fan } from '../infrastructure/fan.ts';
import { until } from '../infrastructure/until.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const onSale = useOnSale({ apis: 2 });

const ears: Ear[] = [];
afterEach(() => {
  for (const ear of ears.splice(0)) ear.close();
});

async function listen(fan: Fan): Promise<Ear> {
  const ear = await fan.listen();
  ears.push(ear);
  return ear;
}

/** Listens by identity at the second API process, while calls go to the first. */
async function listenAsUser(fan: Fan): Promise<Ear> {
  const ear = await connect(`http://127.0.0.1:${onSale.apis[1]?.port}`, { userId: fan.userId });
  ears.push(ear);
  return ear;
}

/** A line of this many behind one who is inside and stays there. */
async function lineOf(count: number): Promise<{ concertId: string; inside: Fan; line: Fan[] }> {
  const concertId = await onSale.concert({ waitingRoom: { capacity: 1 } });
  const inside = await onSale.fan();
  await inside.join(concertId);
  const line = await onSale.fans(count);
  const joined = await Promise.all(line.map((fan) => fan.join(concertId)));
  const numberOf = new Map(line.map((fan, index) => [fan, joined[index]?.body.number]));
  return { concertId, inside, line: line.sort((a, b) => numberOf.get(a) - numberOf.get(b)) };
}

const lastRank = (ear: Ear): number => ear.of('queue').at(-1)?.rank;

test('everybody’s rank is exact after some in the middle of the line have left', async () => {
  const { concertId, line } = await lineOf(60);
  const leavers = line.filter((_, index) => index % 3 === 1);
  await Promise.all(leavers.map((fan) => fan.leave(concertId)));
  const left = line.filter((fan) => !leavers.includes(fan));
  const places = await Promise.all(left.map((fan) => fan.place(concertId)));
  expect(places.map(({ body }) => [body.rank, body.ahead])).toEqual(
    left.map((_, index) => [index + 1, index]),
  );
});

test('whoever listens is told each new rank when some in the middle of the line leave', async () => {
  const { concertId, line } = await lineOf(20);
  const heard = await Promise.all(line.map((fan) => listen(fan)));
  await until(() => heard.every((ear, index) => lastRank(ear) === index + 1));
  const leavers = [3, 4, 11, 17];
  await Promise.all(leavers.map((index) => line[index]?.leave(concertId)));
  const left = heard.filter((_, index) => !leavers.includes(index));
  await until(() => left.every((ear, index) => lastRank(ear) === index + 1));
  // Those in front of all who left have nothing new to hear.
  expect(heard.slice(0, 3).map((ear) => ear.of('queue').length)).toEqual([1, 1, 1]);
});

test('an event of the queue says where one stands, and polling says the same', async () => {
  const { concertId, line } = await lineOf(2);
  const fan = line[1] as Fan;
  const told = await (await listen(fan)).hears('queue');
  expect(told).toEqual({
    concertId,
    status: 'WAITING',
    number: 3,
    rank: 2,
    ahead: 1,
    estimatedWaitSeconds: expect.any(Number),
    estimatedWait: { low: 0, high: expect.any(Number), basis: 'planned' },
  });
  const { body } = await fan.place(concertId);
  expect({ concertId, ...body }).toMatchObject({ ...told, estimatedWaitSeconds: expect.any(Number) });
  expect(body.estimatedWaitSeconds).toBeGreaterThan(0);
});

test('however fast the line moves, nobody who waits is told a rank more than once a second', async () => {
  const { concertId, line } = await lineOf(60);
  const leavers = line.splice(0, 40);
  const watching = [await listen(line[0] as Fan)];
  // Others come in while it moves: the first thing that they are told counts as well.
  for (const [index, leaver] of leavers.entries()) {
    await leaver.leave(concertId);
    if (index % 5 === 0) watching.push(await listen(line[index / 5 + 1] as Fan));
    await until(() => performance.now() > (watching[0]?.heard[0]?.at ?? 0) + index * 60);
  }
  await until(() => watching.every((ear, index) => lastRank(ear) === index + 1));
  for (const ear of watching) {
    const times = ear.heard.filter(({ event }) => event === 'queue').map(({ at }) => at);
    const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0));
    // Less than the second by what a busy machine may delay the earlier of two messages.
    for (const gap of gaps) expect(gap).toBeGreaterThan(700);
  }
});

test('whoever is admitted is told at once, though a rank was told a moment ago', async () => {
  const { concertId, inside, line } = await lineOf(2);
  const [first, second] = [await listen(line[0] as Fan), await listen(line[1] as Fan)];
  await second.hears('queue', ({ rank }) => rank === 2);
  await inside.leave(concertId);
  const active = await first.hears('queue', ({ status }) => status === 'ACTIVE');
  expect(active).toMatchObject({ rank: 0, ahead: 0, estimatedWaitSeconds: 0 });
  await second.hears('queue', ({ rank }) => rank === 1);
  await line[0]?.leave(concertId);
  await second.hears('queue', ({ status }) => status === 'ACTIVE');
  const [, one, active2] = second.heard.filter(({ event }) => event === 'queue');
  expect((active2?.at ?? 0) - (one?.at ?? 0)).toBeLessThan(900);
});

test('two tabs of one token hear the same', async () => {
  const { concertId, inside, line } = await lineOf(2);
  const fan = line[1] as Fan;
  const tabs = [await listen(fan), await listen(fan)];
  for (const tab of tabs) await tab.hears('queue', ({ rank }) => rank === 2);
  await line[0]?.leave(concertId);
  for (const tab of tabs) await tab.hears('queue', ({ rank }) => rank === 1);
  await inside.leave(concertId);
  for (const tab of tabs) await tab.hears('queue', ({ status }) => status === 'ACTIVE');
});

test('a tab that is closed takes nothing from the other', async () => {
  const { concertId, line } = await lineOf(2);
  const fan = line[1] as Fan;
  const [closed, open] = [await listen(fan), await listen(fan)];
  await closed.hears('queue');
  await open.hears('queue');
  closed.close();
  await line[0]?.leave(concertId);
  await open.hears('queue', ({ rank }) => rank === 1);
});

test('who listens as a user hears of every concert, also of one joined afterwards', async () => {
  const [one, two] = [await lineOf(1), await lineOf(1)];
  const fan = await onSale.fan();
  await fan.join(one.concertId);
  const ear = await listenAsUser(fan);
  await ear.hears('queue', ({ concertId, rank }) => concertId === one.concertId && rank === 2);
  await fan.join(two.concertId);
  await ear.hears('request', ({ kind, result }) => kind === 'issue-token' && result.rank === 2);
  await ear.hears('queue', ({ concertId, rank }) => concertId === two.concertId && rank === 2);
  for (const { concertId, inside, line } of [one, two]) {
    await inside.leave(concertId);
    await ear.hears('queue', (place) => place.concertId === concertId && place.rank === 1);
    await line[0]?.leave(concertId);
    await ear.hears('queue', (place) => place.concertId === concertId && place.status === 'ACTIVE');
  }
  await onSale.sql(sql`update queue_token set expires_at = clock_timestamp() where user_id = ${fan.userId}`);
  for (const { concertId } of [one, two]) {
    await ear.hears('token-expired', (ended) => ended.concertId === concertId);
  }
});

test('who listens with a token hears of its concert alone', async () => {
  const [one, two] = [await lineOf(1), await lineOf(1)];
  const fan = await onSale.fan();
  await fan.join(two.concertId);
  await fan.join(one.concertId);
  const ear = await listen(fan);
  await ear.hears('queue');
  await two.line[0]?.leave(two.concertId);
  await until(
    async () => (await fan.asUser('GET', `/v1/concerts/${two.concertId}`)).body.waitingRoom.waiting === 1,
  );
  await one.line[0]?.leave(one.concertId);
  await ear.hears('queue', ({ rank }) => rank === 1);
  expect(new Set(ear.of('queue').map(({ concertId }) => concertId))).toEqual(new Set([one.concertId]));
});

test('the estimate follows the visits that have ended lately', async () => {
  const { concertId, line } = await lineOf(4);
  expect((await (line[0] as Fan).place(concertId)).body.estimatedWait).toMatchObject({
    high: 600,
    basis: 'planned',
  });
  // A hundred visits of a minute each.
  await onSale.sql(sql`
    update waiting_room set visits_ended = 100, visits_seconds = 6000 where concert_id = ${concertId}`);
  const estimates = async () =>
    Promise.all(line.map(async (fan) => (await fan.place(concertId)).body.estimatedWaitSeconds));
  await until(async () => (await estimates())[1] < 150);
  for (const [index, seconds] of (await estimates()).entries()) {
    expect(Math.abs(seconds - (index + 1) * 60)).toBeLessThan(5 * (index + 1));
  }
});

test('the estimate is never faster than the rate at which the operator lets people in', async () => {
  const concertId = await onSale.concert({ waitingRoom: { capacity: 1_000, admitPerMinute: 2 } });
  const fans = await onSale.fans(8);
  for (const fan of fans) await fan.join(concertId);
  const { body } = await (fans[7] as Fan).place(concertId);
  expect(body.rank).toBe(6);
  expect(body.estimatedWaitSeconds).toBeGreaterThanOrEqual(120);
  expect(body.estimatedWaitSeconds).toBeLessThanOrEqual(180);
});
