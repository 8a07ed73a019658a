import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { earInside, inside } from '../infrastructure/inside.ts';
import { DATE } from '../infrastructure/on-sale.ts';
import { until } from '../infrastructure/until.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

/** The contract's bound is one second; the rest is room for a busy machine. */
const SOON_MS = 3_000;

// Two schedulers ring for every end: what they ring for must be done once.
const onSale = useOnSale({ schedulers: 2 });

const reservation = async (fan: Awaited<ReturnType<typeof inside>>, reservationId: string) =>
  (await fan.asUser('GET', `/v1/reservations/${reservationId}`)).body;

test('a hold lasts five minutes by the database’s clock unless the concert says otherwise', async () => {
  const concertId = await onSale.concert();
  const fan = await inside(onSale, concertId);

  const held = await fan.reserve(concertId, DATE, 1);

  const [row] = await onSale.sql(sql<{ holdMs: number; sinceMs: number }>`
    select (extract(epoch from expires_at - held_at) * 1000)::float8 as "holdMs",
           (extract(epoch from clock_timestamp() - held_at) * 1000)::float8 as "sinceMs"
    from reservation where id = ${held.body.reservationId}`);
  expect(row?.holdMs).toBe(300_000);
  expect(row?.sinceMs).toBeGreaterThanOrEqual(0);
  expect(row?.sinceMs).toBeLessThan(10_000);
  const { heldAt, expiresAt } = await reservation(fan, held.body.reservationId);
  expect(Date.parse(expiresAt) - Date.parse(heldAt)).toBe(300_000);
  expect(expiresAt).toBe(held.body.expiresAt);
});

test.each([
  [300, '임시 예약 성공 - 만료 시간: +5분'],
  [30, '임시 예약 성공 - 만료 시간: +30초'],
  [150, '임시 예약 성공 - 만료 시간: +2분 30초'],
])('a hold of %i seconds says how long it lasts', async (holdSeconds, message) => {
  const concertId = await onSale.concert({ holdSeconds });
  const fan = await inside(onSale, concertId);

  expect((await fan.reserve(concertId, DATE, 1)).body.message).toBe(message);
});

test('a hold that ran out is released within a second, and its owner is told once', async () => {
  const concertId = await onSale.concert({ holdSeconds: 1 });
  const [owner, other] = [await inside(onSale, concertId), await inside(onSale, concertId)];
  const ear = await earInside(owner);
  const held = await owner.reserve(concertId, DATE, [4, 5]);

  const told = await ear.hears('hold-expired');

  expect(told).toMatchObject({
    reservationId: held.body.reservationId,
    date: DATE,
    seatNumbers: [4, 5],
    message: '임시 예약이 만료되었습니다',
  });
  const { status, expiresAt, endedAt } = await reservation(owner, held.body.reservationId);
  expect(status).toBe('EXPIRED');
  const lateMs = Date.parse(endedAt) - Date.parse(expiresAt);
  expect(lateMs).toBeGreaterThanOrEqual(0);
  expect(lateMs).toBeLessThan(SOON_MS);
  // Whatever else would be told of this hold comes before what the same lane tells next.
  await other.reserve(concertId, DATE, 6);
  await ear.hears('seats', ({ changes }) => changes[0].number === 6);
  expect(ear.of('hold-expired')).toHaveLength(1);
  ear.close();
});

test('the end of a hold is told in the language of the connection', async () => {
  const concertId = await onSale.concert({ holdSeconds: 1 });
  const owner = await inside(onSale, concertId);
  const ear = await earInside(owner, { locale: 'en' });
  await owner.reserve(concertId, DATE, 1);

  expect((await ear.hears('hold-expired')).message).toBe('The hold has expired');
  ear.close();
});

test('when a hold ran out everybody inside hears that its seats are free, and the next gets them at once', async () => {
  const concertId = await onSale.concert({ holdSeconds: 1 });
  const [owner, next] = [await inside(onSale, concertId), await inside(onSale, concertId)];
  const ear = await earInside(next);
  await owner.reserve(concertId, DATE, [4, 5]);
  expect((await next.reserve(concertId, DATE, 5)).body.code).toBe('SEAT_ALREADY_RESERVED');

  const freed = await ear.hears('seats', ({ changes }) => changes[0].status === 'AVAILABLE');

  expect(freed).toEqual({
    concertId,
    date: DATE,
    changes: [
      { number: 4, status: 'AVAILABLE' },
      { number: 5, status: 'AVAILABLE' },
    ],
  });
  expect((await next.reserve(concertId, DATE, [4, 5])).status).toBe(201);
  expect(ear.of('hold-expired')).toEqual([]);
  ear.close();
});

test('a hold whose release fails is told so, is tried again until it works, and holds up no other', async () => {
  const concertId = await onSale.concert({ holdSeconds: 1 });
  const [owner, other] = [await inside(onSale, concertId), await inside(onSale, concertId)];
  const [ear, otherEar] = [await earInside(owner), await earInside(other)];
  const stuck = (await owner.reserve(concertId, DATE, 1)).body.reservationId;
  await onSale.sql(sql`
    create function refuse() returns trigger language plpgsql as $$
    begin raise exception 'this hold cannot be ended'; end $$`);
  await onSale.sql(sql`
    create trigger refuse before update on reservation for each row
    when (new.id = ${sql.lit(stuck)} and new.status = 'EXPIRED') execute function refuse()`);
  const free = (await other.reserve(concertId, DATE, 2)).body.reservationId;

  const failed = await ear.hears('hold-expired');
  expect(failed).toMatchObject({ reservationId: stuck, message: '임시 예약 해제 중 오류가 발생했습니다' });
  await otherEar.hears('hold-expired', ({ reservationId }) => reservationId === free);

  await onSale.sql(sql`drop trigger refuse on reservation`);
  await ear.hears('hold-expired', ({ message }) => message === '임시 예약이 만료되었습니다', 15_000);
  expect((await other.reserve(concertId, DATE, 1)).status).toBe(201);
  for (const one of [ear, otherEar]) one.close();
});

test('a visit lasts at least as long as the hold that was made in it', async () => {
  const concertId = await onSale.concert({ waitingRoom: { activeSeconds: 1 }, holdSeconds: 60 });
  const fan = await inside(onSale, concertId, { balance: 50_000 });
  const held = await fan.reserve(concertId, DATE, 1);

  await until(async () => {
    const [row] = await onSale.sql(sql<{ over: boolean }>`
      select admitted_at + interval '2 seconds' < clock_timestamp() as over from queue_token
      where concert_id = ${concertId}`);
    return row?.over;
  });

  expect((await fan.place(concertId)).body.status).toBe('ACTIVE');
  expect((await fan.pay(concertId, held.body.reservationId)).status).toBe(201);
});

test('three hundred holds that end at the same instant are all free two seconds later', async () => {
  const concertId = await onSale.concert({
    dates: [{ date: DATE, seats: 300, price: 1_000 }],
    holdSeconds: 60,
  });
  const fans = await onSale.admitted(concertId, 300);
  const watcher = await inside(onSale, concertId);
  const [first] = fans;
  if (first === undefined) throw new Error('no fans');
  const [firstEar, ear] = [await earInside(first), await earInside(watcher)];
  const held = await Promise.all(fans.map((fan, index) => fan.reserve(concertId, DATE, index + 1)));
  expect(held.filter(({ status }) => status === 201)).toHaveLength(300);

  await onSale.sql(sql`
    update reservation set expires_at = now() + interval '1.5 seconds' where concert_id = ${concertId}`);
  await firstEar.hears('hold-expired');
  await until(async () => (await watcher.seats(concertId, DATE)).body.available === 300);

  const [ends] = await onSale.sql(sql<{ expired: number; latestMs: number; earliestMs: number }>`
    select count(*)::int as expired,
           (extract(epoch from max(ended_at - expires_at)) * 1000)::float8 as "latestMs",
           (extract(epoch from min(ended_at - expires_at)) * 1000)::float8 as "earliestMs"
    from reservation where concert_id = ${concertId} and status = 'EXPIRED'`);
  expect(ends?.expired).toBe(300);
  // The row keeps milliseconds of the instant at which it ended, microseconds of the one at which it was to end.
  expect(ends?.earliestMs).toBeGreaterThan(-1);
  expect(ends?.latestMs).toBeLessThan(2_000 + SOON_MS);
  const freed = await until(() => {
    const numbers = ear
      .of('seats')
      .flatMap(({ changes }) => changes)
      .filter(({ status }) => status === 'AVAILABLE')
      .map(({ number }) => number);
    return numbers.length >= 300 ? numbers : null;
  });
  expect(freed).toHaveLength(300);
  expect(new Set(freed).size).toBe(300);
  for (const one of [firstEar, ear]) one.close();
});
