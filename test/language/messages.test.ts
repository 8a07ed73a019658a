import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { holdRunsOut } from '../infrastructure/in-time.ts';
import { earInside, inside } from '../infrastructure/inside.ts';
import { DATE } from '../infrastructure/on-sale.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const onSale = useOnSale({ laws: 'at the end' });

const ENGLISH = { 'accept-language': 'en' };

test.each([
  [300, '+5분', '+5 min'],
  [30, '+30초', '+30 s'],
  [150, '+2분 30초', '+2 min 30 s'],
  [3_600, '+60분', '+60 min'],
  [1, '+1초', '+1 s'],
])('a hold of %i seconds says how long it lasts', async (holdSeconds, ko, en) => {
  const concertId = await onSale.concert({ holdSeconds });
  const fan = await inside(onSale, concertId);
  const korean = await fan.reserve(concertId, DATE, 1);
  expect(korean.body.message).toBe(`임시 예약 성공 - 만료 시간: ${ko}`);
  expect(korean.headers.get('content-language')).toBe('ko');
  const english = await fan.reserve(concertId, DATE, 2, ENGLISH);
  expect(english.body.message).toContain(en);
  expect(english.body.message).not.toMatch(/\p{Script=Hangul}/u);
  expect(english.headers.get('content-language')).toBe('en');
  expect(await onSale.invariants()).toEqual([]);
});

test('a charge and the balance are told in won, with separators', async () => {
  const fan = await onSale.fan();
  expect((await fan.wallet()).body).toEqual({
    balance: 0,
    currency: 'KRW',
    message: '잔액 조회 성공 - 현재 잔액: 0원',
  });
  expect((await fan.charge(50_000)).body.message).toBe('충전 성공 - 현재 잔액: 50,000원');
  expect((await fan.wallet()).body.message).toBe('잔액 조회 성공 - 현재 잔액: 50,000원');
  expect((await fan.charge(1_184_567)).body.message).toBe('충전 성공 - 현재 잔액: 1,234,567원');
  const charged = await fan.charge(1, ENGLISH);
  expect(charged.body.message).toMatch(/^[\x20-\x7e]*1,234,568[\x20-\x7e]*$/);
  const wallet = await fan.asUser('GET', '/v1/wallet', undefined, ENGLISH);
  expect(wallet.body.message).toMatch(/^[\x20-\x7e]*1,234,568[\x20-\x7e]*$/);
  expect(await onSale.invariants()).toEqual([]);
});

test('a payment says that money, seat and token are settled, and that the reservation is confirmed', async () => {
  const concertId = await onSale.concert();
  const fan = await inside(onSale, concertId, { balance: 50_000 });
  const held = await fan.reserve(concertId, DATE, 1);
  const paid = await fan.pay(concertId, held.body.reservationId);
  expect(paid.body).toMatchObject({
    message: '결제 및 좌석 소유권 배정, 대기열 토큰 만료 처리가 모두 완료되었습니다',
    reservation: { status: 'CONFIRMED', message: '예약이 완료되었습니다' },
  });
  const english = await fan.asUser(
    'GET',
    new URL(paid.headers.get('location') ?? '', onSale.url).pathname,
    undefined,
    ENGLISH,
  );
  expect(english.body.result.message).toMatch(/^[\x20-\x7e]+$/);
  expect(english.body.result.reservation.message).toMatch(/^[\x20-\x7e]+$/);
  expect(await onSale.invariants()).toEqual([]);
});

test('a date whose seats are all taken says so, and says nothing while one is free', async () => {
  const concertId = await onSale.concert({ dates: [{ date: DATE, price: 1_000, seats: 2 }] });
  const fan = await inside(onSale, concertId);
  await fan.reserve(concertId, DATE, 1);
  expect((await fan.seats(concertId, DATE)).body).not.toHaveProperty('message');
  await fan.reserve(concertId, DATE, 2);
  expect((await fan.seats(concertId, DATE)).body).toMatchObject({
    available: 0,
    message: '모든 좌석이 이미 예약되었습니다',
  });
  const path = `/v1/concerts/${concertId}/dates/${DATE}/seats`;
  expect((await fan.call('GET', path, undefined, ENGLISH)).body.message).toMatch(/^[\x20-\x7e]+$/);
  expect(await onSale.invariants()).toEqual([]);
});

test('leaving the line is confirmed in words', async () => {
  const concertId = await onSale.concert();
  const [korean, english] = await onSale.admitted(concertId, 2);
  expect((await korean?.leave(concertId))?.body).toMatchObject({
    status: 'LEFT',
    message: '대기열 이탈이 완료되었습니다',
  });
  expect((await english?.leave(concertId, ENGLISH))?.body.message).toMatch(/^[\x20-\x7e]+$/);
  expect(await onSale.invariants()).toEqual([]);
});

test('a hold that ran out is told to each socket in its own language', async () => {
  const concertId = await onSale.concert();
  const fan = await inside(onSale, concertId);
  const [korean, english] = await Promise.all([earInside(fan), earInside(fan, { locale: 'en' })]);
  const { reservationId } = (await fan.reserve(concertId, DATE, 5)).body;
  await holdRunsOut(onSale, reservationId);
  const told = { reservationId, date: DATE, seatNumbers: [5] };
  expect(await korean.hears('hold-expired')).toEqual({ ...told, message: '임시 예약이 만료되었습니다' });
  expect(await english.hears('hold-expired')).toEqual({ ...told, message: 'The hold has expired' });
  korean.close();
  english.close();
  expect(await onSale.invariants()).toEqual([]);
});

test('a hold that could not be released yet is told so', async () => {
  const concertId = await onSale.concert();
  const fan = await inside(onSale, concertId);
  const ear = await earInside(fan);
  const { reservationId } = (await fan.reserve(concertId, DATE, 5)).body;
  await onSale.sql(sql`
    create function refuse_to_free() returns trigger language plpgsql as
    $$ begin raise exception 'no seat is freed today'; end $$`);
  await onSale.sql(sql`
    create trigger refuse_to_free before update on reserved_seat for each row execute function refuse_to_free()`);
  try {
    await holdRunsOut(onSale, reservationId);
    const told = await ear.hears('hold-expired');
    expect(told).toMatchObject({ reservationId, message: '임시 예약 해제 중 오류가 발생했습니다' });
  } finally {
    await onSale.sql(sql`drop function refuse_to_free cascade`);
    ear.close();
  }
  expect(await onSale.invariants()).toEqual([]);
});
