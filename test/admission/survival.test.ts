import { expect, test } from '@jest/globals';
import { REDIS_PREFIX } from '../../config/redis.ts';
import type { Fan } from '../infrastructure/fan.ts';
import { until } from '../infrastructure/until.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const onSale = useOnSale({ workers: 2 });

const copyOf = (concertId: string) => `${REDIS_PREFIX}:line:{${concertId}}`;
const versionOf = (concertId: string) => `${REDIS_PREFIX}:line-version:{${concertId}}`;

/** A line behind one who is inside, in the order of numbers; every third has left it again. */
async function lineWithGaps(): Promise<{ concertId: string; inside: Fan; line: Fan[] }> {
  const concertId = await onSale.concert({ waitingRoom: { capacity: 1 } });
  const [inside, ...fans] = (await onSale.fans(25)) as [Fan, ...Fan[]];
  for (const fan of [inside, ...fans]) await fan.join(concertId);
  const leavers = fans.filter((_, index) => index % 3 === 0);
  await Promise.all(leavers.map((fan) => fan.leave(concertId)));
  return { concertId, inside, line: fans.filter((fan) => !leavers.includes(fan)) };
}

const ranksOf = async (concertId: string, line: Fan[]): Promise<number[]> =>
  (await Promise.all(line.map((fan) => fan.place(concertId)))).map(({ body }) => body.rank);

const inOrder = (line: Fan[]): number[] => line.map((_, index) => index + 1);

async function restartEverything(): Promise<void> {
  for (const role of [...onSale.schedulers, ...onSale.workers, ...onSale.apis]) await onSale.stop(role);
  await onSale.addApi();
  await onSale.addWorkers();
  await onSale.addWorkers();
  await onSale.addScheduler();
}

test('ranks are exact at once after Redis was emptied, and their copy is made anew', async () => {
  const { concertId, line } = await lineWithGaps();
  expect(await onSale.redisConnection.zcard(copyOf(concertId))).toBe(line.length);
  await onSale.redisConnection.flushall();
  expect(await ranksOf(concertId, line)).toEqual(inOrder(line));
  await until(async () => (await onSale.redisConnection.zcard(copyOf(concertId))) === line.length);
  expect(await ranksOf(concertId, line)).toEqual(inOrder(line));
});

test('the line goes on in its order after Redis was emptied, and those who listen hear it', async () => {
  const { concertId, inside, line } = await lineWithGaps();
  const [next, second] = [await (line[0] as Fan).listen(), await (line[1] as Fan).listen()];
  await second.hears('queue', ({ rank }) => rank === 2);
  await onSale.redisConnection.flushall();
  await inside.leave(concertId);
  await next.hears('queue', ({ status }) => status === 'ACTIVE');
  await second.hears('queue', ({ rank }) => rank === 1);
  expect(await ranksOf(concertId, line)).toEqual(inOrder(line).map((rank) => rank - 1));
  next.close();
  second.close();
});

test('a copy that missed what was committed is noticed and made anew', async () => {
  const { concertId, line } = await lineWithGaps();
  // As if the worker had died between the commit and the copy: one who has left still stands there.
  await onSale.redisConnection.decr(versionOf(concertId));
  await onSale.redisConnection.zadd(copyOf(concertId), 2, '2');
  await until(async () => String(await ranksOf(concertId, line)) === String(inOrder(line)));
  expect(await onSale.redisConnection.zcard(copyOf(concertId))).toBe(line.length);
});

test('tokens and their order survive the restart of every process', async () => {
  const { concertId, inside, line } = await lineWithGaps();
  const before = await Promise.all(line.map(async (fan) => (await fan.place(concertId)).body));
  await restartEverything();
  const after = await Promise.all(line.map(async (fan) => (await fan.place(concertId)).body));
  expect(after.map(({ number, rank }) => ({ number, rank }))).toEqual(
    before.map(({ number, rank }) => ({ number, rank })),
  );
  // Each was there, and is kept no shorter for it.
  for (const [index, { expiresAt }] of after.entries())
    expect(expiresAt >= before[index].expiresAt).toBe(true);
  await inside.leave(concertId);
  expect((await line[0]?.place(concertId))?.body).toMatchObject({ status: 'ACTIVE', rank: 0 });
  expect(await ranksOf(concertId, line.slice(1))).toEqual(inOrder(line.slice(1)));
});

test('tokens and their order survive when every process restarts and Redis is emptied meanwhile', async () => {
  const { concertId, inside, line } = await lineWithGaps();
  for (const role of [...onSale.schedulers, ...onSale.workers, ...onSale.apis]) await onSale.stop(role);
  await onSale.redisConnection.flushall();
  await restartEverything();
  expect(await ranksOf(concertId, line)).toEqual(inOrder(line));
  await inside.leave(concertId);
  for (const [index, fan] of line.slice(0, 3).entries()) {
    expect((await fan.place(concertId)).body).toMatchObject({ status: 'ACTIVE' });
    await fan.leave(concertId);
    expect(await ranksOf(concertId, line.slice(index + 2))).toEqual(inOrder(line.slice(index + 2)));
  }
});
