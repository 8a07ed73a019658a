import { expect, test } from '@jest/globals';
import { inside } from '../infrastructure/inside.ts';
import { DATE } from '../infrastructure/on-sale.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const onSale = useOnSale({ schedulers: 0 });

test('a fan reads every reservation of theirs, newest first, with what became of it', async () => {
  const concertId = await onSale.concert();
  const fan = await inside(onSale, concertId, { balance: 50_000 });
  const released = (await fan.reserve(concertId, DATE, 1)).body.reservationId;
  await fan.release(concertId, released);
  const paid = (await fan.reserve(concertId, DATE, 2)).body.reservationId;
  const { paymentId } = (await fan.pay(concertId, paid)).body;
  await fan.join(concertId);
  const held = (await fan.reserve(concertId, DATE, [3, 4])).body.reservationId;

  const { status, body } = await fan.call('GET', '/v1/reservations');

  expect(status).toBe(200);
  expect(body).toMatchObject({
    reservations: [
      {
        reservationId: held,
        status: 'HELD',
        date: DATE,
        seatNumbers: [3, 4],
        amount: 100_000,
        endedAt: null,
      },
      { reservationId: paid, status: 'CONFIRMED', date: DATE, seatNumbers: [2], amount: 50_000, paymentId },
      { reservationId: released, status: 'RELEASED', date: DATE, seatNumbers: [1], paymentId: null },
    ],
    next: null,
  });
});

test('nobody reads another’s reservation', async () => {
  const concertId = await onSale.concert();
  const [fan, other] = [await inside(onSale, concertId), await inside(onSale, concertId)];
  const { reservationId } = (await fan.reserve(concertId, DATE, 1)).body;

  expect(await other.call('GET', `/v1/reservations/${reservationId}`)).toMatchObject({
    status: 404,
    body: { code: 'RESERVATION_NOT_FOUND', detail: '예약 정보가 존재하지 않습니다' },
  });
  expect((await other.call('GET', '/v1/reservations')).body.reservations).toEqual([]);
  expect((await fan.call('GET', `/v1/reservations/${reservationId}`)).status).toBe(200);
});

test('a token that has ended still reads its user’s reservations and wallet', async () => {
  const concertId = await onSale.concert();
  const fan = await inside(onSale, concertId, { balance: 60_000 });
  const { reservationId } = (await fan.reserve(concertId, DATE, 1)).body;
  await fan.pay(concertId, reservationId);
  expect((await fan.place(concertId)).body.code).toBe('INVALID_TOKEN');

  expect((await fan.call('GET', `/v1/reservations/${reservationId}`)).body.status).toBe('CONFIRMED');
  expect((await fan.call('GET', '/v1/reservations')).body.reservations).toHaveLength(1);
  expect((await fan.call('GET', '/v1/wallet')).body.balance).toBe(10_000);
});

test('a long list comes in pages, each reservation once', async () => {
  const seats = 120;
  const concertId = await onSale.concert({
    dates: [{ date: DATE, seats, price: 1_000 }],
    seatsPerUser: seats,
    holdsPerVisit: seats,
  });
  const fan = await inside(onSale, concertId);
  const wishes = Array.from({ length: seats }, (_, index) => fan.reserve(concertId, DATE, index + 1));
  const held = (await Promise.all(wishes)).map(({ body }) => body.reservationId as string);

  const seen: string[] = [];
  for (let path: string | null = '/v1/reservations'; path !== null; ) {
    const { body } = await fan.call('GET', path);
    expect(body.reservations.length).toBeGreaterThan(0);
    seen.push(...body.reservations.map(({ reservationId }: { reservationId: string }) => reservationId));
    path = body.next;
  }

  expect(seen).toHaveLength(seats);
  expect(new Set(seen)).toEqual(new Set(held));
});
