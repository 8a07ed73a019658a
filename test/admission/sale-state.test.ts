import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import type { Ear, Fan } from '../infrastructure/fan.ts';
import { connect } from '../infrastructure/fan.ts';
import { inside } from '../infrastructure/inside.ts';
import { DATE } from '../infrastructure/on-sale.ts';
import { expectRefused } from '../infrastructure/refusals-of-the-contract.ts';
import { until } from '../infrastructure/until.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const onSale = useOnSale({ apis: 2, laws: 'at the end' });

const NEXT_DAY = '2099-12-25';
const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();
const read = async (concertId: string) => (await onSale.operator('GET', `/v1/concerts/${concertId}`)).body;
const saleOf = async (concertId: string) => (await read(concertId)).sale;
const change = (concertId: string, body: object) =>
  onSale.operator('PATCH', `/v1/admin/concerts/${concertId}`, body);
const small = (seats: number, plan: object = {}) =>
  onSale.concert({ dates: [{ date: DATE, seats, price: 1_000 }], ...plan });

/** An ear at each API process. */
const earsOf = (fan: Fan): Promise<Ear[]> =>
  Promise.all(onSale.apis.map(({ port }) => connect(`http://127.0.0.1:${port}`, { userId: fan.userId })));

const stateIs = (state: string) => (sale: { state: string }) => sale.state === state;

async function buy(fan: Fan, concertId: string, ...seats: number[]): Promise<void> {
  const held = await fan.reserve(concertId, DATE, seats);
  expect((await fan.pay(concertId, held.body.reservationId)).status).toBe(201);
}

test('a sale is announced, goes on, and is closed, and says when', async () => {
  const opensAt = inMs(3_600_000);
  const concertId = await onSale.concert({ saleOpensAt: opensAt });
  expect(await saleOf(concertId)).toEqual({ state: 'ANNOUNCED', opensAt, availability: 'MANY' });
  expect(await read(concertId)).toMatchObject({ saleOpen: false });

  const closesAt = inMs(7_200_000);
  await change(concertId, { saleOpensAt: null, saleClosesAt: closesAt });
  expect(await saleOf(concertId)).toEqual({ state: 'ON_SALE', closesAt, availability: 'MANY' });
  const listed = (await onSale.operator('GET', '/v1/concerts')).body.concerts;
  expect(listed[0]).toMatchObject({ concertId, saleOpen: true, sale: { state: 'ON_SALE', closesAt } });

  await change(concertId, { saleClosesAt: inMs(-1_000) });
  expect(await saleOf(concertId)).toMatchObject({ state: 'CLOSED' });
  await change(concertId, { saleClosesAt: null });
  await onSale.sql(
    sql`update concert_date set starts_at = clock_timestamp() where concert_id = ${concertId}`,
  );
  await until(async () => (await saleOf(concertId)).state === 'CLOSED');
  expectRefused(await (await onSale.fan()).join(concertId), 'SALE_NOT_OPEN');
});

test('a sale opens at its instant for those who look', async () => {
  const concertId = await onSale.concert();
  const fan = await inside(onSale, concertId);
  const ears = await earsOf(fan);
  const opensAt = inMs(1_500);
  await change(concertId, { saleOpensAt: opensAt });
  for (const ear of ears) await ear.hears('sale', stateIs('ANNOUNCED'), 1_000);
  for (const ear of ears) {
    const index = () => ear.of('sale').findLastIndex(stateIs('ON_SALE'));
    await until(() => index() > ear.of('sale').findIndex(stateIs('ANNOUNCED')));
    const told = ear.heard.findLast(({ event }) => event === 'sale');
    const late = performance.timeOrigin + (told?.at ?? 0) - Date.parse(opensAt);
    expect(late).toBeGreaterThan(-50);
    expect(late).toBeLessThan(1_000);
    ear.close();
  }
});

test('sold out is told at once to those who wait and those inside, and turned back when something is free', async () => {
  const concertId = await small(2, { waitingRoom: { capacity: 2 } });
  const buyer = await inside(onSale, concertId, { balance: 2_000 });
  const other = await inside(onSale, concertId);
  const waiter = await onSale.fan();
  await waiter.join(concertId);
  const ears = [...(await earsOf(other)), ...(await earsOf(waiter))];
  for (const ear of ears) await ear.hears('sale', stateIs('ON_SALE'));

  // What is held may be free again: the last one is free for nobody, and the sale is not sold out.
  const held = await buyer.reserve(concertId, DATE, [1, 2]);
  for (const ear of ears) await ear.hears('sale', ({ availability }) => availability === 'NONE', 2_000);
  expect(await saleOf(concertId)).toMatchObject({ state: 'ON_SALE', availability: 'NONE' });
  const beside = await onSale.fan();
  expect((await beside.join(concertId)).status).toBe(201);
  await beside.leave(concertId);

  expect((await buyer.pay(concertId, held.body.reservationId)).status).toBe(201);
  // The lane knows before anybody was told.
  expectRefused(await beside.join(concertId), 'SOLD_OUT');
  expectRefused(await beside.join(concertId, { 'accept-language': 'en' }), 'SOLD_OUT', 'en');
  for (const ear of ears) await ear.hears('sale', stateIs('SOLD_OUT'), 2_000);
  await until(async () => (await saleOf(concertId)).state === 'SOLD_OUT', { ms: 1_000 });

  const added = await onSale.operator('POST', `/v1/admin/concerts/${concertId}/dates`, {
    date: NEXT_DAY,
    price: 1_000,
  });
  expect(added.status).toBe(201);
  for (const ear of ears) {
    await until(() => ear.of('sale').at(-1)?.state === 'ON_SALE', { ms: 2_000 });
    expect(ear.of('sale').at(-1)).toMatchObject({ concertId, availability: 'MANY' });
    ear.close();
  }
  expect((await beside.join(concertId)).status).toBe(201);
});

test('a change that no message told is told all the same', async () => {
  const concertId = await small(1);
  const buyer = await inside(onSale, concertId, { balance: 1_000 });
  const watcher = await inside(onSale, concertId);
  const ears = await earsOf(watcher);
  for (const ear of ears) await ear.hears('sale', stateIs('ON_SALE'));

  const buying = buy(buyer, concertId, 1);
  await onSale.redisConnection.flushall();
  await buying;

  for (const ear of ears) {
    await ear.hears('sale', stateIs('SOLD_OUT'), 8_000);
    ear.close();
  }
});

test('who waits when a sale closes is sent away, and who is inside may finish', async () => {
  const concertId = await onSale.concert({ waitingRoom: { capacity: 1 } });
  const buyer = await inside(onSale, concertId, { balance: 50_000 });
  const waiters = await onSale.fans(3);
  for (const waiter of waiters) await waiter.join(concertId);
  const ears = await Promise.all(waiters.map((waiter) => waiter.listen()));
  const ear = await buyer.listen();

  const closesAt = inMs(1_200);
  await change(concertId, { saleClosesAt: closesAt });

  for (const waiting of ears) {
    await waiting.hears('token-expired', ({ concertId: ended }) => ended === concertId, 5_000);
    const told = waiting.heard.find(({ event }) => event === 'token-expired');
    expect(performance.timeOrigin + (told?.at ?? 0) - Date.parse(closesAt)).toBeLessThan(1_500);
    waiting.close();
  }
  await ear.hears('sale', stateIs('CLOSED'), 3_000);
  for (const waiter of waiters) expect((await waiter.place(concertId)).status).toBe(401);
  expectRefused(await (await onSale.fan()).join(concertId), 'SALE_NOT_OPEN');
  await buy(buyer, concertId, 1);
  const [room] = await onSale.sql(
    sql`select waiting, expired_total::int as expired from waiting_room where concert_id = ${concertId}`,
  );
  expect(room).toEqual({ waiting: 0, expired: 3 });
  ear.close();
});

test('a concert may still let in who waits when it closes, until its last date begins', async () => {
  const concertId = await onSale.concert({ waitingRoom: { capacity: 1, afterClose: 'finish' } });
  const first = await inside(onSale, concertId);
  const [second, third] = await onSale.fans(2);
  await second?.join(concertId);
  await third?.join(concertId);
  expect((await read(concertId)).waitingRoom.afterClose).toBe('finish');

  await change(concertId, { saleClosesAt: inMs(-1_000) });
  expectRefused(await (await onSale.fan()).join(concertId), 'SALE_NOT_OPEN');
  await first.leave(concertId);
  await until(async () => (await second?.place(concertId))?.body.status === 'ACTIVE', { ms: 3_000 });

  await onSale.sql(
    sql`update concert_date set starts_at = clock_timestamp() where concert_id = ${concertId}`,
  );
  await until(async () => (await third?.place(concertId))?.status === 401, { ms: 5_000 });
});

test('few is a tenth, rounded up', async () => {
  const concertId = await small(11);
  const fan = await inside(onSale, concertId);
  const availability = async () => (await saleOf(concertId)).availability;
  await fan.reserve(concertId, DATE, [1, 2, 3, 4]);
  const second = await inside(onSale, concertId);
  await second.reserve(concertId, DATE, [5, 6, 7, 8]);
  await until(async () => (await availability()) === 'MANY');
  const third = await inside(onSale, concertId);
  const held = await third.reserve(concertId, DATE, [9]);
  await until(async () => (await availability()) === 'FEW');
  await third.release(concertId, held.body.reservationId);
  await until(async () => (await availability()) === 'MANY');
});
