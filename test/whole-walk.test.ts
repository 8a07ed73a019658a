import { expect, test } from '@jest/globals';
import { DATE } from './infrastructure/on-sale.ts';
import { useOnSale } from './infrastructure/use-on-sale.ts';

const onSale = useOnSale({ laws: 'at the end' });

test('a fan joins, is admitted, sees seats, holds one, charges, pays, and is told each step', async () => {
  const concertId = await onSale.concert({ waitingRoom: { capacity: 1 } });
  const [first, fan] = await onSale.fans(2);
  if (first === undefined || fan === undefined) throw new Error('no fans');
  await first.join(concertId);

  const joined = await fan.join(concertId);
  expect(joined).toMatchObject({ status: 201, body: { status: 'WAITING', number: 2, rank: 1, ahead: 0 } });
  const ear = await fan.listen({ locale: 'en' });
  await ear.hears('queue', ({ rank }) => rank === 1);

  await first.leave(concertId);
  await ear.hears('queue', ({ status, rank }) => status === 'ACTIVE' && rank === 0);

  const dates = await fan.dates(concertId);
  expect(dates.body.dates).toMatchObject([
    { date: DATE, seatsTotal: 50, seatsAvailable: 50, priceFrom: 50_000 },
  ]);
  const held = await fan.reserve(concertId, DATE, 7);
  expect(held).toMatchObject({
    status: 201,
    body: {
      status: 'HELD',
      date: DATE,
      seatNumbers: [7],
      amount: 50_000,
      message: '임시 예약 성공 - 만료 시간: +5분',
    },
  });
  await ear.hears('seats', ({ changes }) => changes[0].number === 7 && changes[0].status === 'HELD');
  await ear.hears('request', ({ kind, result }) => kind === 'reserve' && /\+5 min/.test(result.message));

  const charged = await fan.charge(60_000);
  expect(charged).toMatchObject({
    status: 201,
    body: { balance: 60_000, message: '충전 성공 - 현재 잔액: 60,000원' },
  });
  const paid = await fan.pay(concertId, held.body.reservationId);
  expect(paid).toMatchObject({
    status: 201,
    body: {
      amount: 50_000,
      balance: 10_000,
      status: 'PAID',
      reservation: { status: 'CONFIRMED', message: '예약이 완료되었습니다' },
      token: { status: 'COMPLETED' },
    },
  });
  await ear.hears('request', ({ kind, status }) => kind === 'pay' && status === 'succeeded');
  expect(await fan.place(concertId)).toMatchObject({ status: 401, body: { code: 'INVALID_TOKEN' } });
  ear.close();
  expect(await onSale.invariants()).toEqual([]);
});
