import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import type { Fan } from '../infrastructure/fan.ts';
import { holdRunsOut } from '../infrastructure/in-time.ts';
import { inside } from '../infrastructure/inside.ts';
import { DATE } from '../infrastructure/on-sale.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const PRICE = 50_000;
const NOT_FOUND = { status: 404, body: { code: 'RESERVATION_NOT_FOUND' } };

/** Nobody keeps time here, so a hold that ran out is refused by the payment itself. */
const onSale = useOnSale({ schedulers: 0 });

async function hold(fan: Fan, concertId: string, seats: number | number[]): Promise<string> {
  const { status, body } = await fan.reserve(concertId, DATE, seats);
  if (status !== 201) throw new Error(`nothing held: ${JSON.stringify(body)}`);
  return body.reservationId;
}

/** Everything that a payment could have changed for this fan. */
async function belongings(fan: Fan, concertId: string) {
  const [reservations, wallet, entries, place] = await Promise.all([
    fan.asUser('GET', '/v1/reservations'),
    fan.wallet(),
    fan.asUser('GET', '/v1/wallet/entries'),
    fan.place(concertId),
  ]);
  const [{ payments } = { payments: Number.NaN }] = await onSale.sql(sql<{ payments: number }>`
    select count(*)::int as payments from payment where user_id = ${fan.userId}`);
  const seats = await onSale.sql(sql`
    select seat_number, reserved_seat.status from reserved_seat join reservation on id = reservation_id
    where user_id = ${fan.userId} order by reservation_id, seat_number`);
  const { status, number, expiresAt } = place.body;
  return {
    payments,
    seats,
    reservations: reservations.body.reservations,
    balance: wallet.body.balance,
    entries: entries.body.entries,
    token: { status, number, expiresAt },
  };
}

test('a balance that is too low by one won pays nothing and changes nothing', async () => {
  const concertId = await onSale.concert();
  const fan = await inside(onSale, concertId, { balance: 3 * PRICE - 1 });
  const reservationIds = [await hold(fan, concertId, [1, 2]), await hold(fan, concertId, 3)];
  const before = await belongings(fan, concertId);

  expect(await fan.pay(concertId, reservationIds)).toMatchObject({
    status: 402,
    body: { code: 'INSUFFICIENT_BALANCE', detail: '잔액이 부족합니다' },
  });

  expect(await belongings(fan, concertId)).toEqual(before);
  await fan.charge(1);
  expect((await fan.pay(concertId, reservationIds)).status).toBe(201);
});

test('several reservations are paid all or none: one that is unknown keeps the others unpaid', async () => {
  const concertId = await onSale.concert();
  const fan = await inside(onSale, concertId, { balance: 5 * PRICE });
  const reservationId = await hold(fan, concertId, 1);
  const before = await belongings(fan, concertId);

  expect(await fan.pay(concertId, [reservationId, randomUUID()])).toMatchObject(NOT_FOUND);

  expect(await belongings(fan, concertId)).toEqual(before);
});

test('several reservations are paid all or none: one that ran out keeps the others unpaid', async () => {
  const concertId = await onSale.concert();
  const fan = await inside(onSale, concertId, { balance: 5 * PRICE });
  const [standing, over] = [await hold(fan, concertId, 1), await hold(fan, concertId, 2)];
  await holdRunsOut(onSale, over);

  expect((await fan.pay(concertId, [standing, over])).body.code).toBe('HOLD_EXPIRED');

  expect((await fan.wallet()).body.balance).toBe(5 * PRICE);
  expect((await fan.pay(concertId, standing)).status).toBe(201);
});

test('nobody pays for another’s reservation, nor learns that it exists', async () => {
  const concertId = await onSale.concert();
  const [owner, other] = [
    await inside(onSale, concertId),
    await inside(onSale, concertId, { balance: PRICE }),
  ];
  const reservationId = await hold(owner, concertId, 1);

  expect(await other.pay(concertId, reservationId)).toMatchObject(NOT_FOUND);
  expect(await other.pay(concertId, [reservationId])).toMatchObject(NOT_FOUND);
  expect((await other.wallet()).body.balance).toBe(PRICE);
});

test('a reservation of another concert is not found in this one', async () => {
  const [here, elsewhere] = [await onSale.concert(), await onSale.concert()];
  const fan = await inside(onSale, elsewhere, { balance: PRICE });
  const reservationId = await hold(fan, elsewhere, 1);
  await fan.join(here);

  expect(await fan.pay(here, reservationId)).toMatchObject(NOT_FOUND);
});

test('what was given back is not found', async () => {
  const concertId = await onSale.concert();
  const fan = await inside(onSale, concertId, { balance: PRICE });
  const reservationId = await hold(fan, concertId, 1);
  await fan.release(concertId, reservationId);

  expect(await fan.pay(concertId, reservationId)).toMatchObject(NOT_FOUND);
});

test('what is paid is not paid again, also when its owner has come in again', async () => {
  const concertId = await onSale.concert();
  const fan = await inside(onSale, concertId, { balance: 2 * PRICE });
  const reservationId = await hold(fan, concertId, 1);
  await fan.pay(concertId, reservationId);
  await fan.join(concertId);
  const before = await belongings(fan, concertId);

  expect(await fan.pay(concertId, reservationId)).toMatchObject({
    status: 409,
    body: { code: 'ALREADY_PAID', detail: '이미 결제된 예약입니다' },
  });
  expect(await belongings(fan, concertId)).toEqual(before);
});

test('a token that has ended pays for nothing', async () => {
  const concertId = await onSale.concert();
  const fan = await inside(onSale, concertId, { balance: PRICE });
  const reservationId = await hold(fan, concertId, 1);
  await fan.leave(concertId);

  expect(await fan.pay(concertId, reservationId)).toMatchObject({
    status: 401,
    body: { code: 'INVALID_TOKEN' },
  });
  expect((await fan.wallet()).body.balance).toBe(PRICE);
});

test('whoever still waits is told so, and not whether a reservation exists', async () => {
  const concertId = await onSale.concert({ waitingRoom: { capacity: 1 } });
  const owner = await inside(onSale, concertId);
  const reservationId = await hold(owner, concertId, 1);
  const waiting = await onSale.fan({ balance: PRICE });
  expect((await waiting.join(concertId)).body.status).toBe('WAITING');

  const notAdmitted = {
    status: 403,
    body: { code: 'NOT_ADMITTED', detail: '유효하지 않은 순번입니다. 아직 입장 순서가 아닙니다' },
  };
  expect(await waiting.pay(concertId, reservationId)).toMatchObject(notAdmitted);
  expect(await waiting.pay(concertId, randomUUID())).toMatchObject(notAdmitted);
  expect(await waiting.reserve(concertId, DATE, 1)).toMatchObject(notAdmitted);
  expect(await waiting.reserve(concertId, '2099-12-31', 999)).toMatchObject(notAdmitted);
});

test('existence is decided before state, and state before balance', async () => {
  const concertId = await onSale.concert();
  const fan = await inside(onSale, concertId);
  const over = await hold(fan, concertId, 1);
  await holdRunsOut(onSale, over);

  expect((await fan.pay(concertId, [over, randomUUID()])).body.code).toBe('RESERVATION_NOT_FOUND');
  expect((await fan.pay(concertId, over)).body.code).toBe('HOLD_EXPIRED');

  const spender = await inside(onSale, concertId, { balance: PRICE });
  const paid = await hold(spender, concertId, 2);
  await spender.pay(concertId, paid);
  await spender.join(concertId);
  expect((await spender.wallet()).body.balance).toBe(0);
  expect((await spender.pay(concertId, [paid, randomUUID()])).body.code).toBe('RESERVATION_NOT_FOUND');
  expect((await spender.pay(concertId, paid)).body.code).toBe('ALREADY_PAID');
});

test('a payment that names no reservation, both ways of naming, or one twice, is no valid request', async () => {
  const concertId = await onSale.concert();
  const fan = await inside(onSale, concertId, { balance: PRICE });
  const id = await hold(fan, concertId, 1);
  const ask = (wish: object) => fan.call('POST', `/v1/concerts/${concertId}/payments`, wish);
  const invalid = (pointer: string) => ({
    status: 400,
    body: { code: 'INVALID_REQUEST', errors: [{ pointer }] },
  });

  expect(await ask({})).toMatchObject(invalid('/reservationId'));
  expect(await ask({ reservationId: id, reservationIds: [id] })).toMatchObject(invalid('/reservationIds'));
  expect(await ask({ reservationIds: [id, id] })).toMatchObject(invalid('/reservationIds/1'));
  expect(await ask({ reservationIds: [] })).toMatchObject(invalid('/reservationIds'));
  expect(await ask({ reservationId: 'mine' })).toMatchObject(invalid('/reservationId'));
  expect(await ask({ reservationId: id, amount: 1 })).toMatchObject(invalid('/amount'));
  expect((await fan.pay(concertId, id.toUpperCase())).status).toBe(201);
});

test('a payment that the database cannot finish fails as a whole, and those beside it are made', async () => {
  const concertId = await onSale.concert();
  const fans = await onSale.admitted(concertId, 3, { balance: PRICE });
  const [unlucky, ...others] = fans;
  if (unlucky === undefined) throw new Error('no fans');
  const held = await Promise.all(fans.map((fan, index) => hold(fan, concertId, index + 1)));
  const before = await belongings(unlucky, concertId);
  // The last thing that a payment writes is refused, for this one fan.
  await onSale.sql(sql`
    create function refuse() returns trigger language plpgsql as $$
    begin raise exception 'the disk of this one fan is full'; end $$`);
  await onSale.sql(sql`
    create trigger refuse before insert on entry for each row
    when (new.account_id = ${sql.lit(unlucky.userId)} and new.amount < 0) execute function refuse()`);

  const [failed, ...paid] = await Promise.all(
    fans.map((fan, index) => fan.pay(concertId, held[index] ?? '')),
  );

  expect(failed).toMatchObject({
    status: 500,
    body: { code: 'PAYMENT_FAILED', detail: '결제 중 오류가 발생했습니다' },
  });
  expect(paid.map(({ status }) => status)).toEqual(others.map(() => 201));
  expect(await belongings(unlucky, concertId)).toEqual(before);
  const told = await unlucky.call('GET', `/v1/requests/${failed?.body.requestId}`);
  expect(told.body).toMatchObject({ kind: 'pay', status: 'failed', problem: { code: 'PAYMENT_FAILED' } });

  await onSale.sql(sql`drop trigger refuse on entry`);
  expect((await unlucky.pay(concertId, held[0] ?? '')).status).toBe(201);
});
