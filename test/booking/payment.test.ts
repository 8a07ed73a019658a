import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import type { Fan } from '../infrastructure/fan.ts';
import { earInside, inside } from '../infrastructure/inside.ts';
import { DATE } from '../infrastructure/on-sale.ts';
import { until } from '../infrastructure/until.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const PRICE = 50_000;

const onSale = useOnSale();

async function hold(fan: Fan, concertId: string, seats: number | number[]): Promise<string> {
  const { status, body } = await fan.reserve(concertId, DATE, seats);
  if (status !== 201) throw new Error(`nothing held: ${JSON.stringify(body)}`);
  return body.reservationId;
}

const reservation = async (fan: Fan, reservationId: string) =>
  (await fan.asUser('GET', `/v1/reservations/${reservationId}`)).body;

test('a payment answers what was paid, what is left, and that seat and token are settled', async () => {
  const concertId = await onSale.concert();
  const fan = await inside(onSale, concertId, { balance: 120_000 });
  const reservationId = await hold(fan, concertId, [1, 2]);

  const paid = await fan.pay(concertId, reservationId);

  expect(paid).toMatchObject({
    status: 201,
    body: {
      paymentId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      reservationId,
      amount: 100_000,
      balance: 20_000,
      status: 'PAID',
      reservation: { status: 'CONFIRMED', message: '예약이 완료되었습니다' },
      token: { status: 'COMPLETED' },
      message: '결제 및 좌석 소유권 배정, 대기열 토큰 만료 처리가 모두 완료되었습니다',
    },
  });
});

test('a payment takes the money from the wallet, and the wallet’s entries say so', async () => {
  const concertId = await onSale.concert();
  const fan = await inside(onSale, concertId, { balance: 60_000 });
  await fan.pay(concertId, await hold(fan, concertId, 1));

  expect((await fan.wallet()).body.balance).toBe(10_000);
  expect((await fan.asUser('GET', '/v1/wallet/entries')).body.entries).toMatchObject([
    { kind: 'payment', amount: -50_000, balanceAfter: 10_000 },
    { kind: 'charge', amount: 60_000, balanceAfter: 60_000 },
  ]);
});

test('the last won of a balance can be paid', async () => {
  const concertId = await onSale.concert();
  const fan = await inside(onSale, concertId, { balance: PRICE });

  expect((await fan.pay(concertId, await hold(fan, concertId, 1))).body.balance).toBe(0);
});

test('a payment and its history are written with what they say in the same transaction', async () => {
  const concertId = await onSale.concert();
  const fan = await inside(onSale, concertId, { balance: 60_000 });
  const { paymentId } = (await fan.pay(concertId, await hold(fan, concertId, 1))).body;

  const rows = await onSale.sql(sql`
    select payment.user_id, payment.concert_id, payment.amount::int, payment.status,
           history.status as told, history.amount::int as told_amount, history.balance_after::int,
           (select count(*)::int from payment_history where payment_id = payment.id) as lines,
           payment.xmin = history.xmin and payment.xmin = reservation.xmin and payment.xmin = token.xmin
             and payment.xmin = account.xmin and payment.xmin = entry.xmin and payment.xmin = seat.xmin
             and payment.xmin = request.xmin as together
    from payment
    join payment_history history on history.payment_id = payment.id
    join reservation on reservation.payment_id = payment.id
    join reserved_seat seat on seat.reservation_id = reservation.id
    join queue_token token on token.id = reservation.token_id
    join account on account.id = payment.user_id
    join entry on entry.transfer_id = payment.id and entry.account_id = account.id
    join request on request.kind = 'pay' and request.user_id = payment.user_id
    where payment.id = ${paymentId}`);

  expect(rows).toEqual([
    {
      user_id: fan.userId,
      concert_id: concertId,
      amount: PRICE,
      status: 'PAID',
      told: 'PAID',
      told_amount: PRICE,
      balance_after: 10_000,
      lines: 1,
      together: true,
    },
  ]);
});

test('paid seats are sold for everybody, and nobody can hold them', async () => {
  const concertId = await onSale.concert();
  const [fan, other] = [await inside(onSale, concertId, { balance: PRICE }), await inside(onSale, concertId)];
  const ear = await earInside(other);
  const reservationId = await hold(fan, concertId, 7);

  await fan.pay(concertId, reservationId);

  await ear.hears('seats', ({ changes }) => changes[0].number === 7 && changes[0].status === 'SOLD');
  expect((await other.reserve(concertId, DATE, 7)).body.code).toBe('SEAT_ALREADY_RESERVED');
  const seat = await until(
    async () => {
      const { body } = await other.seats(concertId, DATE);
      return body.seats.find((one: { number: number; status: string }) => one.status === 'SOLD');
    },
    { ms: 2_000 },
  );
  expect(seat.number).toBe(7);
  expect(await reservation(fan, reservationId)).toMatchObject({ status: 'CONFIRMED' });
  ear.close();
});

test('several reservations are paid at once, by one payment', async () => {
  const concertId = await onSale.concert();
  const fan = await inside(onSale, concertId, { balance: 200_000 });
  const reservationIds = [await hold(fan, concertId, [1, 2]), await hold(fan, concertId, 3)];

  const paid = await fan.pay(concertId, reservationIds);

  expect(paid).toMatchObject({ status: 201, body: { amount: 150_000, balance: 50_000, reservationIds } });
  for (const reservationId of reservationIds) {
    expect(await reservation(fan, reservationId)).toMatchObject({
      status: 'CONFIRMED',
      paymentId: paid.body.paymentId,
    });
  }
});

test('a fan pays what the seat cost when it was held, whatever it costs since', async () => {
  const concertId = await onSale.concert();
  const fan = await inside(onSale, concertId, { balance: 200_000 });
  const reservationId = await hold(fan, concertId, 1);

  await onSale.sql(sql`
    update seat set price = 90_000 from concert_date
    where concert_date.id = seat.date_id and concert_id = ${concertId}`);

  expect((await fan.pay(concertId, reservationId)).body).toMatchObject({ amount: PRICE, balance: 150_000 });
  const later = await inside(onSale, concertId, { balance: 200_000 });
  expect((await later.pay(concertId, await hold(later, concertId, 2))).body.amount).toBe(90_000);
});

test('paying completes the token and releases what else it holds', async () => {
  const concertId = await onSale.concert();
  const [fan, other] = [await inside(onSale, concertId, { balance: PRICE }), await inside(onSale, concertId)];
  const ear = await earInside(other);
  const [paying, spare] = [await hold(fan, concertId, 1), await hold(fan, concertId, [2, 3])];

  await fan.pay(concertId, paying);

  expect(await fan.place(concertId)).toMatchObject({ status: 401, body: { code: 'INVALID_TOKEN' } });
  expect((await fan.reserve(concertId, DATE, 9)).body.code).toBe('INVALID_TOKEN');
  expect((await reservation(fan, spare)).status).toBe('RELEASED');
  const told = await ear.hears('seats', ({ changes }) =>
    changes.some(({ status }: { status: string }) => status === 'SOLD'),
  );
  expect(told.changes).toHaveLength(3);
  expect(told.changes).toEqual(
    expect.arrayContaining([
      { number: 1, status: 'SOLD' },
      { number: 2, status: 'AVAILABLE' },
      { number: 3, status: 'AVAILABLE' },
    ]),
  );
  expect((await other.reserve(concertId, DATE, [2, 3])).status).toBe(201);
  ear.close();
});

test('whoever has paid may join again at once, at the end of the line', async () => {
  const concertId = await onSale.concert();
  const fan = await inside(onSale, concertId, { balance: PRICE });
  await fan.pay(concertId, await hold(fan, concertId, 1));

  expect(await fan.join(concertId)).toMatchObject({ status: 201, body: { status: 'ACTIVE', number: 2 } });
});

test('a payment lets the next one in at once', async () => {
  const concertId = await onSale.concert({ waitingRoom: { capacity: 1 } });
  const fan = await inside(onSale, concertId, { balance: PRICE });
  const next = await onSale.fan();
  expect((await next.join(concertId)).body.status).toBe('WAITING');
  const ear = await next.listen();

  await fan.pay(concertId, await hold(fan, concertId, 1));

  await ear.hears('queue', ({ status, rank }) => status === 'ACTIVE' && rank === 0, 3_000);
  expect((await next.reserve(concertId, DATE, 2)).status).toBe(201);
  ear.close();
});

test('when the last seat is sold the date is not offered any more', async () => {
  const later = '2099-12-25';
  const concertId = await onSale.concert({
    dates: [
      { date: DATE, seats: 1, price: PRICE },
      { date: later, seats: 1, price: PRICE },
    ],
  });
  const buyer = await inside(onSale, concertId, { balance: 2 * PRICE });
  const looker = await inside(onSale, concertId);

  await buyer.pay(concertId, await hold(buyer, concertId, 1));
  await until(async () => (await looker.dates(concertId)).body.dates.length === 1, { ms: 2_000 });
  expect((await looker.dates(concertId)).body.dates).toMatchObject([{ date: later, seatsAvailable: 1 }]);

  await buyer.join(concertId);
  await buyer.pay(concertId, (await buyer.reserve(concertId, later, 1)).body.reservationId);
  await until(async () => (await looker.dates(concertId)).body.code === 'NO_AVAILABLE_DATES', { ms: 2_000 });
  expect((await looker.seats(concertId, DATE)).body).toMatchObject({
    available: 0,
    seats: [{ status: 'SOLD' }],
  });
});

test('two payments of the same reservation at the same instant: one is made', async () => {
  const concertId = await onSale.concert();
  const fan = await inside(onSale, concertId, { balance: 3 * PRICE });
  const reservationId = await hold(fan, concertId, 1);

  const answers = await Promise.all([1, 2, 3].map(() => fan.pay(concertId, reservationId)));

  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  expect((await fan.wallet()).body.balance).toBe(2 * PRICE);
});
