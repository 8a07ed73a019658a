import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { patientRedis } from '../../config/redis.ts';
import { Doorbell } from '../../src/lane/doorbell.ts';
import { holdRunsOut } from '../infrastructure/in-time.ts';
import { inside } from '../infrastructure/inside.ts';
import { DATE } from '../infrastructure/on-sale.ts';
import { until } from '../infrastructure/until.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

/** Nobody keeps time here: holds run out, and no scheduler comes by to say so. */
const onSale = useOnSale({ schedulers: 0, brokenLaw: 'no hold is overdue' });

const storedStatus = async (reservationId: string) =>
  (await onSale.sql(sql<{ status: string }>`select status from reservation where id = ${reservationId}`))[0]
    ?.status;

test('a seat whose hold ran out goes to the next who asks, although nobody swept it', async () => {
  const concertId = await onSale.concert();
  const [owner, next] = [await inside(onSale, concertId), await inside(onSale, concertId)];
  const held = await owner.reserve(concertId, DATE, [1, 2]);
  await holdRunsOut(onSale, held.body.reservationId);

  expect((await next.reserve(concertId, DATE, 2)).status).toBe(201);
  expect((await next.reserve(concertId, DATE, 1)).status).toBe(201);
  expect(await storedStatus(held.body.reservationId)).toBe('EXPIRED');
});

test('a hold that ran out reads as expired before anybody wrote it down', async () => {
  const concertId = await onSale.concert();
  const owner = await inside(onSale, concertId);
  const held = await owner.reserve(concertId, DATE, 1);
  // A worker may look at its lane without being rung, and would write it down.
  for (const worker of [...onSale.workers]) await onSale.stop(worker);
  await holdRunsOut(onSale, held.body.reservationId);

  const { body: one } = await owner.asUser('GET', `/v1/reservations/${held.body.reservationId}`);
  const { body: all } = await owner.asUser('GET', '/v1/reservations');

  expect(one.status).toBe('EXPIRED');
  expect(all.reservations).toMatchObject([{ reservationId: held.body.reservationId, status: 'EXPIRED' }]);
  expect(await storedStatus(held.body.reservationId)).toBe('HELD');
  await onSale.addWorkers();
});

test('a hold that ran out cannot be paid, although nobody swept it', async () => {
  const concertId = await onSale.concert();
  const owner = await inside(onSale, concertId, { balance: 50_000 });
  const held = await owner.reserve(concertId, DATE, 1);
  await holdRunsOut(onSale, held.body.reservationId);

  expect(await owner.pay(concertId, held.body.reservationId)).toMatchObject({
    status: 410,
    body: { code: 'HOLD_EXPIRED', detail: '임시 예약이 만료되었습니다' },
  });
  expect((await owner.wallet()).body.balance).toBe(50_000);
});

test('a hold that ran out cannot be given back any more', async () => {
  const concertId = await onSale.concert();
  const owner = await inside(onSale, concertId);
  const held = await owner.reserve(concertId, DATE, 1);
  await holdRunsOut(onSale, held.body.reservationId);

  expect((await owner.release(concertId, held.body.reservationId)).body.code).toBe('RESERVATION_NOT_FOUND');
  expect(await storedStatus(held.body.reservationId)).toBe('EXPIRED');
});

test('a scheduler only rings: the hold ends when the lane of the concert decides it', async () => {
  const concertId = await onSale.concert({ holdSeconds: 1 });
  const owner = await inside(onSale, concertId);
  const held = await owner.reserve(concertId, DATE, 1);
  const [worker] = onSale.workers;
  if (worker === undefined) throw new Error('no worker runs');
  await onSale.stop(worker);
  const scheduler = await onSale.addScheduler();
  try {
    // It comes by again, and finds the hold as it was.
    await isRung(concertId);
    expect(await storedStatus(held.body.reservationId)).toBe('HELD');

    await onSale.addWorkers();
    await until(async () => (await storedStatus(held.body.reservationId)) === 'EXPIRED');
  } finally {
    if (onSale.workers.length === 0) await onSale.addWorkers();
    await onSale.stop(scheduler);
  }
});

/** Waits until the concert's booking lane has been rung because of the time. */
async function isRung(concertId: string): Promise<void> {
  const redis = patientRedis(onSale.redis.url);
  const doorbell = new Doorbell(redis);
  try {
    await until(async () => {
      const waiting = await doorbell.queue(`booking.${concertId}`).getWaiting();
      return waiting.some(({ name }) => name === 'time');
    });
  } finally {
    await doorbell.close();
    redis.disconnect();
  }
}
