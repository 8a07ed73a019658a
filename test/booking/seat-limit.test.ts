import { expect, test } from '@jest/globals';
import { holdRunsOut } from '../infrastructure/in-time.ts';
import { inside } from '../infrastructure/inside.ts';
import { DATE } from '../infrastructure/on-sale.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const SECOND_DATE = '2099-12-25';
const PRICE = 1_000;
const OVER_THE_LIMIT = { status: 409, body: { code: 'SEAT_LIMIT_EXCEEDED' } };

const onSale = useOnSale();

const twoDates = (seatsPerUser: number) =>
  onSale.concert({
    seatsPerUser,
    dates: [
      { date: DATE, price: PRICE },
      { date: SECOND_DATE, price: PRICE },
    ],
  });

test('one person holds up to four seats of a concert unless it says otherwise', async () => {
  const concertId = await onSale.concert();
  const fan = await inside(onSale, concertId);

  expect((await fan.reserve(concertId, DATE, [1, 2, 3, 4])).status).toBe(201);
  expect(await fan.reserve(concertId, DATE, 5)).toMatchObject({
    status: 409,
    body: { code: 'SEAT_LIMIT_EXCEEDED', detail: '1인당 예약 가능한 좌석 수를 초과했습니다' },
  });
});

test('a wish over the limit holds nothing, not even the part that would have been allowed', async () => {
  const concertId = await onSale.concert({ seatsPerUser: 2 });
  const [fan, other] = [await inside(onSale, concertId), await inside(onSale, concertId)];

  expect(await fan.reserve(concertId, DATE, [1, 2, 3])).toMatchObject(OVER_THE_LIMIT);
  expect((await other.reserve(concertId, DATE, [1, 2])).status).toBe(201);
  expect((await fan.reserve(concertId, DATE, [3, 4])).status).toBe(201);
});

test('the limit counts over all reservations and all dates of the concert', async () => {
  const concertId = await twoDates(3);
  const fan = await inside(onSale, concertId);

  expect((await fan.reserve(concertId, DATE, [1, 2])).status).toBe(201);
  expect(await fan.reserve(concertId, SECOND_DATE, [1, 2])).toMatchObject(OVER_THE_LIMIT);
  expect((await fan.reserve(concertId, SECOND_DATE, 1)).status).toBe(201);
  expect(await fan.reserve(concertId, DATE, 3)).toMatchObject(OVER_THE_LIMIT);
});

test('the limit is one of each concert: seats in another do not count', async () => {
  const [one, other] = [await twoDates(1), await twoDates(1)];
  const fan = await inside(onSale, one);
  expect((await fan.reserve(one, DATE, 1)).status).toBe(201);

  await fan.join(other);
  expect((await fan.reserve(other, DATE, 1)).status).toBe(201);
});

test('seats that were paid for count also after their owner has come in again', async () => {
  const concertId = await twoDates(3);
  const fan = await inside(onSale, concertId, { balance: 10 * PRICE });
  const held = await fan.reserve(concertId, DATE, [1, 2]);
  await fan.pay(concertId, held.body.reservationId);

  await fan.join(concertId);

  expect(await fan.reserve(concertId, SECOND_DATE, [1, 2])).toMatchObject(OVER_THE_LIMIT);
  expect((await fan.reserve(concertId, SECOND_DATE, 1)).status).toBe(201);
});

test('seats that were given back or ran out do not count any more', async () => {
  const concertId = await onSale.concert({ seatsPerUser: 2 });
  const fan = await inside(onSale, concertId);

  const released = await fan.reserve(concertId, DATE, [1, 2]);
  await fan.release(concertId, released.body.reservationId);
  const expired = await fan.reserve(concertId, DATE, [3, 4]);
  expect(expired.status).toBe(201);
  await holdRunsOut(onSale, expired.body.reservationId);

  expect((await fan.reserve(concertId, DATE, [5, 6])).status).toBe(201);
});

test('a hold of an earlier visit, given up by leaving, does not count in the next', async () => {
  const concertId = await onSale.concert({ seatsPerUser: 1 });
  const fan = await inside(onSale, concertId);
  await fan.reserve(concertId, DATE, 1);

  await fan.leave(concertId);
  await fan.join(concertId);

  expect((await fan.reserve(concertId, DATE, 2)).status).toBe(201);
});

test('the limit is decided before availability: over it, nobody learns whether the seat is free', async () => {
  const concertId = await onSale.concert({ seatsPerUser: 1 });
  const [fan, other] = [await inside(onSale, concertId), await inside(onSale, concertId)];
  await fan.reserve(concertId, DATE, 1);
  await other.reserve(concertId, DATE, 2);

  expect(await fan.reserve(concertId, DATE, 2)).toMatchObject(OVER_THE_LIMIT);
  expect(await fan.reserve(concertId, DATE, 1)).toMatchObject(OVER_THE_LIMIT);
});

test('existence is decided before the limit', async () => {
  const concertId = await onSale.concert({ seatsPerUser: 1 });
  const fan = await inside(onSale, concertId);
  await fan.reserve(concertId, DATE, 1);

  expect((await fan.reserve(concertId, DATE, 51)).body.code).toBe('SEAT_NOT_FOUND');
  expect((await fan.reserve(concertId, SECOND_DATE, 1)).body.code).toBe('SEATS_NOT_FOUND');
});

test('many wishes of one person at the same instant hold no more than the limit', async () => {
  const concertId = await onSale.concert({ seatsPerUser: 4 });
  const fan = await inside(onSale, concertId);

  const wishes = Array.from({ length: 20 }, (_, index) => fan.reserve(concertId, DATE, index + 1));
  const statuses = (await Promise.all(wishes)).map(({ status, body }) => body.code ?? status);

  expect(statuses.filter((status) => status === 201)).toHaveLength(4);
  expect(statuses.filter((status) => status === 'SEAT_LIMIT_EXCEEDED')).toHaveLength(16);
});
