import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { tokenRunsOut } from '../infrastructure/in-time.ts';
import { earInside, inside } from '../infrastructure/inside.ts';
import { DATE } from '../infrastructure/on-sale.ts';
import { until } from '../infrastructure/until.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const NOT_FOUND = { status: 404, body: { code: 'RESERVATION_NOT_FOUND' } };

const onSale = useOnSale();

async function holding(seats: number | number[] = 1, options: { balance?: number } = {}) {
  const concertId = await onSale.concert();
  const fan = await inside(onSale, concertId, options);
  const held = await fan.reserve(concertId, DATE, seats);
  if (held.status !== 201) throw new Error(`nothing held: ${JSON.stringify(held.body)}`);
  const { reservationId } = held.body as { reservationId: string };
  const status = async () =>
    (await fan.asUser('GET', `/v1/reservations/${reservationId}`)).body.status as string;
  return { concertId, fan, reservationId, status };
}

test('a hold that its owner gives back is released, and its seats go to the next', async () => {
  const { concertId, fan, reservationId, status } = await holding([1, 2]);
  const next = await inside(onSale, concertId);

  expect(await fan.release(concertId, reservationId)).toMatchObject({
    status: 200,
    body: { status: 'RELEASED' },
  });
  expect(await status()).toBe('RELEASED');
  expect((await next.reserve(concertId, DATE, [1, 2])).status).toBe(201);
});

test('everybody inside hears that released seats are free', async () => {
  const { concertId, fan, reservationId } = await holding([1, 2]);
  const other = await inside(onSale, concertId);
  const ear = await earInside(other);

  await fan.release(concertId, reservationId);

  expect(await ear.hears('seats')).toEqual({
    concertId,
    date: DATE,
    changes: [
      { number: 1, status: 'AVAILABLE' },
      { number: 2, status: 'AVAILABLE' },
    ],
  });
  ear.close();
});

test('a hold is given back once: the second time there is none', async () => {
  const { concertId, fan, reservationId } = await holding();
  await fan.release(concertId, reservationId);

  expect(await fan.release(concertId, reservationId)).toMatchObject(NOT_FOUND);
});

test('two who release the same hold at once: one of them does', async () => {
  const { concertId, fan, reservationId } = await holding();

  const answers = await Promise.all([1, 2, 3].map(() => fan.release(concertId, reservationId)));

  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 404, 404]);
});

test('nobody can release another’s hold, nor learn that it exists', async () => {
  const { concertId, reservationId, status } = await holding();
  const other = await inside(onSale, concertId);

  const refused = await other.release(concertId, reservationId);
  const unknown = await other.release(concertId, randomUUID());

  expect(refused).toMatchObject(NOT_FOUND);
  const { requestId: _one, ...problem } = refused.body;
  const { requestId: _other, ...same } = unknown.body;
  expect(problem).toEqual(same);
  expect(await status()).toBe('HELD');
});

test('a malformed reservation id is not found', async () => {
  const { concertId, fan } = await holding();

  expect(await fan.release(concertId, 'mine')).toMatchObject(NOT_FOUND);
  expect(await fan.asUser('GET', '/v1/reservations/mine')).toMatchObject(NOT_FOUND);
});

test('a hold is not released through another concert', async () => {
  const { fan, reservationId, status } = await holding();
  const elsewhere = await onSale.concert();
  await fan.join(elsewhere);

  expect(await fan.release(elsewhere, reservationId)).toMatchObject(NOT_FOUND);
  expect(await status()).toBe('HELD');
});

test('what is paid for is not released', async () => {
  const { concertId, fan, reservationId, status } = await holding(1, { balance: 50_000 });
  await fan.pay(concertId, reservationId);
  await fan.join(concertId);

  expect(await fan.release(concertId, reservationId)).toMatchObject({
    status: 409,
    body: { code: 'ALREADY_PAID', detail: '이미 결제된 예약입니다' },
  });
  expect(await status()).toBe('CONFIRMED');
});

test('leaving releases every hold of the visit', async () => {
  const { concertId, fan, status } = await holding([1, 2]);
  await fan.reserve(concertId, DATE, 3);
  const next = await inside(onSale, concertId);
  const ear = await earInside(next);

  expect((await fan.leave(concertId)).status).toBe(200);

  expect(await status()).toBe('RELEASED');
  expect((await next.reserve(concertId, DATE, [1, 2, 3])).status).toBe(201);
  const freed = await ear.hears('seats', ({ changes }) => changes[0].status === 'AVAILABLE');
  expect(freed.changes.map(({ number }: { number: number }) => number).toSorted()).toEqual([1, 2, 3]);
  ear.close();
});

test('a visit that runs out releases its holds', async () => {
  const { concertId, fan, status } = await holding([1, 2]);
  const next = await inside(onSale, concertId);
  const ear = await earInside(next);

  await tokenRunsOut(onSale, concertId, fan.userId);

  await ear.hears('seats', ({ changes }) => changes.length === 2 && changes[0].status === 'AVAILABLE');
  expect(await status()).toBe('RELEASED');
  expect((await next.reserve(concertId, DATE, [1, 2])).status).toBe(201);
  ear.close();
});

test('leaving does not touch what is paid for', async () => {
  const { concertId, fan, reservationId, status } = await holding(1, { balance: 50_000 });
  await fan.pay(concertId, reservationId);
  await fan.join(concertId);
  await fan.leave(concertId);

  expect(await status()).toBe('CONFIRMED');
  const next = await inside(onSale, concertId);
  expect((await next.reserve(concertId, DATE, 1)).body.code).toBe('SEAT_ALREADY_RESERVED');
});

test('a payment and a release of one hold at the same instant: it is paid or released, never both', async () => {
  const { concertId, fan, reservationId, status } = await holding(1, { balance: 50_000 });

  const [paid, released] = await Promise.all([
    fan.pay(concertId, reservationId),
    fan.release(concertId, reservationId),
  ]);

  const { balance } = (await fan.wallet()).body;
  if (paid.status === 201) {
    expect(['ALREADY_PAID', 'INVALID_TOKEN']).toContain(released.body.code);
    expect([balance, await status()]).toEqual([0, 'CONFIRMED']);
  } else {
    expect(paid.body.code).toBe('RESERVATION_NOT_FOUND');
    expect(released.status).toBe(200);
    expect([balance, await status()]).toEqual([50_000, 'RELEASED']);
  }
});

test('seats that were released are seen as free', async () => {
  const { concertId, fan, reservationId } = await holding([1, 2]);
  await until(async () => (await fan.seats(concertId, DATE)).body.available === 48, { ms: 2_000 });

  await fan.release(concertId, reservationId);

  await until(async () => (await fan.seats(concertId, DATE)).body.available === 50, { ms: 2_000 });
});
