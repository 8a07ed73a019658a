import { expect, test } from '@jest/globals';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { sql } from 'kysely';
import { getTasks } from 'node-cron';
import { REQUESTS_KEPT_HOURS } from '../../config/limits.ts';
import { REDIS_PREFIX } from '../../config/redis.ts';
import type { Fan } from '../infrastructure/fan.ts';
import { holdRunsOut, tokenRunsOut } from '../infrastructure/in-time.ts';
import { DATE } from '../infrastructure/on-sale.ts';
import { until } from '../infrastructure/until.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

// Two schedulers, which look at the same second.
const onSale = useOnSale({ schedulers: 2, workers: 2 });

const statsOf = async (concertId: string) =>
  (await onSale.operator('GET', `/v1/admin/concerts/${concertId}/stats`)).body;

/** Waits until both schedulers have looked again, so that what is done twice has been done twice. */
async function untilLooked(): Promise<void> {
  const looks = [...getTasks().values()].filter(({ name }) => name === 'look');
  expect(looks).toHaveLength(2);
  await Promise.all(looks.map((task) => new Promise((resolve) => task.once('execution:finished', resolve))));
}

test('a hold that two schedulers ring for ends once and is told once', async () => {
  const concertId = await onSale.concert();
  const [fan, other] = (await onSale.admitted(concertId, 2)) as [Fan, Fan];
  const held = await fan.reserve(concertId, DATE, 1);
  const [ear, otherEar] = [await fan.listen(), await other.listen()];
  await otherEar.hears('queue');
  await holdRunsOut(onSale, held.body.reservationId);
  await ear.hears('hold-expired');
  await untilLooked();
  expect(ear.of('hold-expired')).toHaveLength(1);
  expect(otherEar.of('seats')).toHaveLength(1);
  ear.close();
  otherEar.close();
});

test('a token that two schedulers ring for ends once and gives its place to one', async () => {
  const concertId = await onSale.concert({ waitingRoom: { capacity: 1 } });
  const fans = await onSale.fans(3);
  for (const fan of fans) await fan.join(concertId);
  const ear = await (fans[0] as Fan).listen();
  await tokenRunsOut(onSale, concertId, (fans[0] as Fan).userId);
  await ear.hears('token-expired');
  await untilLooked();
  expect(ear.of('token-expired')).toHaveLength(1);
  expect(await statsOf(concertId)).toMatchObject({
    active: 1,
    waiting: 1,
    expiredTotal: 1,
    admittedTotal: 2,
  });
  ear.close();
});

test('requests that two schedulers find left waiting are decided once', async () => {
  const concertId = await onSale.concert();
  const fans = await onSale.fans(10);
  const redis = new Redis(onSale.redis.url);
  const workers = [...onSale.workers];
  for (const worker of workers) await onSale.stop(worker);
  for (const fan of fans) await fan.join(concertId, { prefer: '' });
  await redis.flushall();
  await untilLooked();
  await untilLooked();
  // However often they ring, one ring is enough for those who have not been heard yet.
  const queue = new Queue(`admission.${concertId}`, { connection: redis, prefix: REDIS_PREFIX });
  await until(async () => (await queue.getJobCountByTypes('wait', 'active')) === 1);
  for (const _ of workers) await onSale.addWorkers();
  await until(async () => (await statsOf(concertId)).active === 10);
  expect(await statsOf(concertId)).toMatchObject({ admittedTotal: 10, waiting: 0 });
  await queue.close();
  redis.disconnect();
});

test('outcomes are kept for as long as was promised, and longer ones are pruned', async () => {
  const concertId = await onSale.concert();
  const decided = await onSale.admitted(concertId, 3);
  const numbers = await Promise.all(decided.map(async (fan) => (await fan.place(concertId)).body.number));
  // In the order in which they were decided, which is the order of a lane's outcomes.
  const fans = [1, 2, 3].map((number) => decided[numbers.indexOf(number)]);
  const age = (fan: Fan, hours: number) =>
    onSale.sql(sql`
      update request set accepted_at = accepted_at - make_interval(hours => ${hours}),
                         settled_at = settled_at - make_interval(hours => ${hours})
      where user_id = ${fan.userId}`);
  const [oldest, old, fresh] = fans as [Fan, Fan, Fan];
  await age(old, 25);
  await age(oldest, REQUESTS_KEPT_HOURS + 1);
  for (const worker of [...onSale.workers]) await onSale.stop(worker);
  const [waiting] = (await onSale.fans(1)) as [Fan];
  const accepted = await waiting.join(concertId, { prefer: '' });
  await onSale.sql(sql`
    update request set accepted_at = accepted_at - interval '30 days' where id = ${accepted.body.requestId}`);

  const prunes = [...getTasks().values()].filter(({ name }) => name === 'prune');
  expect(prunes).toHaveLength(2);
  await Promise.all(prunes.map((task) => task.execute()));
  const left = async (fan: Fan) =>
    (await onSale.sql(sql`select 1 from request where user_id = ${fan.userId}`)).length;
  expect(await Promise.all([fresh, old, oldest, waiting].map(left))).toEqual([1, 1, 0, 1]);

  await onSale.addWorkers();
  await onSale.addWorkers();
  await until(async () => {
    const { body } = await waiting.asUser('GET', `/v1/requests/${accepted.body.requestId}`);
    return body.status === 'succeeded';
  });
});
