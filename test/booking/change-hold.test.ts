import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import type { Fan } from '../infrastructure/fan.ts';
import { holdRunsOut, visitEnds } from '../infrastructure/in-time.ts';
import { earInside, inside } from '../infrastructure/inside.ts';
import { DATE } from '../infrastructure/on-sale.ts';
import { until } from '../infrastructure/until.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const onSale = useOnSale();

async function holding(plan: Record<string, unknown> = {}) {
  const concertId = await onSale.concert(plan);
  const fan = await inside(onSale, concertId, { balance: 100_000 });
  const held = (await fan.reserve(concertId, DATE, [1, 2, 3])).body;
  return { concertId, fan, reservationId: held.reservationId as string, expiresAt: held.expiresAt as string };
}

const read = async (fan: Fan, reservationId: string) =>
  (await fan.asUser('GET', `/v1/reservations/${reservationId}`)).body;

test('a seat that is given back is free for others, and the rest is paid for at its price', async () => {
  const { concertId, fan, reservationId, expiresAt } = await holding();
  const other = await inside(onSale, concertId);
  const ear = await earInside(other);

  const answer = await fan.releaseSeats(concertId, reservationId, [2]);

  expect(answer).toMatchObject({
    status: 200,
    body: {
      reservationId,
      status: 'HELD',
      seatNumbers: [1, 3],
      amount: 100_000,
      message: expect.any(String),
    },
  });
  const told = await fan.call('GET', answer.headers.get('location') ?? '');
  expect(told.body).toMatchObject({ kind: 'release-seats', status: 'succeeded', result: answer.body });
  expect((await ear.hears('seats')).changes).toEqual([{ number: 2, status: 'AVAILABLE' }]);
  expect(await read(fan, reservationId)).toMatchObject({
    status: 'HELD',
    seatNumbers: [1, 3],
    amount: 100_000,
    expiresAt,
    endReason: null,
  });
  expect((await fan.reserve(concertId, DATE, 2)).body.code).toBe('SEAT_RECENTLY_YOURS');
  expect((await other.reserve(concertId, DATE, 2)).status).toBe(201);
  expect(await fan.pay(concertId, reservationId)).toMatchObject({
    status: 201,
    body: { amount: 100_000, balance: 0 },
  });
  expect(await read(fan, reservationId)).toMatchObject({ status: 'CONFIRMED', seatNumbers: [1, 3] });
  const [paid] = await onSale.sql(sql<{ statuses: string[] }>`
    select array_agg(status order by seat_number) as statuses from reserved_seat where reservation_id = ${reservationId}`);
  expect(paid?.statuses).toEqual(['SOLD', 'RETURNED', 'SOLD']);
  ear.close();
});

test('with the last seat the hold is released', async () => {
  const { concertId, fan, reservationId } = await holding();
  const ear = await earInside(fan);
  expect((await fan.releaseSeats(concertId, reservationId, [3, 1])).body.seatNumbers).toEqual([2]);

  expect((await fan.releaseSeats(concertId, reservationId, [2])).body).toMatchObject({
    status: 'RELEASED',
    seatNumbers: [],
    amount: 0,
  });

  expect(await ear.hears('hold-ended')).toMatchObject({
    reservationId,
    seatNumbers: [2],
    reason: 'given-back',
  });
  expect(await read(fan, reservationId)).toMatchObject({
    status: 'RELEASED',
    seatNumbers: [2],
    amount: 50_000,
  });
  expect((await fan.releaseSeats(concertId, reservationId, [2])).body.code).toBe('RESERVATION_NOT_FOUND');
  ear.close();
});

test('the end of a hold, of a visit, and a payment of others leave alone what was given back before', async () => {
  const one = await holding();
  await one.fan.releaseSeats(one.concertId, one.reservationId, [1]);
  await one.fan.leave(one.concertId);
  const two = await holding();
  await two.fan.releaseSeats(two.concertId, two.reservationId, [1]);
  await holdRunsOut(onSale, two.reservationId);
  await until(async () => (await read(two.fan, two.reservationId)).endedAt !== null);
  const three = await holding({ seatsPerUser: 10 });
  await three.fan.releaseSeats(three.concertId, three.reservationId, [1]);
  const other = (await three.fan.reserve(three.concertId, DATE, 9)).body.reservationId;
  expect((await three.fan.pay(three.concertId, other)).status).toBe(201);
  for (const { fan, reservationId } of [one, two, three]) {
    expect((await read(fan, reservationId)).seatNumbers).toEqual([2, 3]);
  }
});

test('two who give the same seat back at once, or a seat and the hold: each seat is freed once', async () => {
  const { concertId, fan, reservationId } = await holding();
  const answers = await Promise.all([
    fan.releaseSeats(concertId, reservationId, [1]),
    fan.releaseSeats(concertId, reservationId, [1]),
  ]);
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 404]);
  const [some, all] = await Promise.all([
    fan.releaseSeats(concertId, reservationId, [2]),
    fan.release(concertId, reservationId),
  ]);
  expect([200, 404]).toContain(some.status);
  expect(all.status).toBe(200);
});

test('a seat given back and the rest paid for at the same instant: the payment is for what was left', async () => {
  const { concertId, fan, reservationId } = await holding();
  await fan.charge(50_000);
  const [some, paid] = await Promise.all([
    fan.releaseSeats(concertId, reservationId, [1]),
    fan.pay(concertId, reservationId),
  ]);
  expect(paid.status).toBe(201);
  expect(paid.body.amount).toBe(some.status === 200 ? 100_000 : 150_000);
});

test('what is not in it, not theirs, or not said right gives nothing back', async () => {
  const { concertId, fan, reservationId } = await holding();
  const other = await inside(onSale, concertId);
  expect((await fan.releaseSeats(concertId, reservationId, [4])).body.code).toBe('SEAT_NOT_FOUND');
  expect((await fan.releaseSeats(concertId, reservationId, [1, 4])).body.code).toBe('SEAT_NOT_FOUND');
  expect((await other.releaseSeats(concertId, reservationId, [1])).body.code).toBe('RESERVATION_NOT_FOUND');
  expect((await fan.releaseSeats(concertId, randomUUID(), [1])).body.code).toBe('RESERVATION_NOT_FOUND');
  for (const wrong of [[], [1, 1], [0], [-1], [1.5], [2_147_483_648], ['1']]) {
    const answer = await fan.releaseSeats(concertId, reservationId, wrong as number[]);
    expect(answer).toMatchObject({ status: 400, body: { code: 'INVALID_REQUEST' } });
  }
  expect((await read(fan, reservationId)).seatNumbers).toEqual([1, 2, 3]);
});

test('a hold is made longer once, and everybody who asks is told until when', async () => {
  const { concertId, fan, reservationId, expiresAt } = await holding({ waitingRoom: { activeSeconds: 100 } });
  expect(await read(fan, reservationId)).toMatchObject({ extendable: true });

  const answers = await Promise.all([1, 2].map(() => fan.extend(concertId, reservationId)));

  const later = new Date(Date.parse(expiresAt) + 60_000).toISOString();
  const [longer] = answers.filter(({ status }) => status === 201);
  expect(longer?.body).toEqual({
    reservationId,
    expiresAt: later,
    message: '임시 예약 시간이 연장되었습니다',
  });
  const refused = answers.filter(({ status }) => status !== 201);
  expect(refused).toMatchObject([
    { status: 409, body: { code: 'NOT_EXTENDABLE', detail: '예약 시간을 연장할 수 없습니다' } },
  ]);
  expect(await read(fan, reservationId)).toMatchObject({ extendable: false, expiresAt: later });
  await until(async () => (await fan.place(concertId)).body.expiresAt === later);
});

test('a hold is made no longer than its visit, nor after its end, nor where there is no more time', async () => {
  const short = await holding();
  await visitEnds(onSale, short.concertId, short.fan.userId);
  const { expiresAt } = (await short.fan.extend(short.concertId, short.reservationId)).body;
  const [visit] = await onSale.sql(sql<{ ends: Date }>`
    select visit_ends_at as ends from queue_token where user_id = ${short.fan.userId}`);
  expect(Date.parse(expiresAt)).toBeLessThanOrEqual((visit?.ends.getTime() ?? 0) + 300_000);

  const none = await holding({ holdExtensionSeconds: 0 });
  expect(await read(none.fan, none.reservationId)).toMatchObject({ extendable: false });
  expect((await none.fan.extend(none.concertId, none.reservationId)).body.code).toBe('NOT_EXTENDABLE');
  await onSale.operator('PATCH', `/v1/admin/concerts/${none.concertId}`, { holdExtensionSeconds: 30 });
  expect((await none.fan.extend(none.concertId, none.reservationId)).status).toBe(201);

  const over = await holding();
  await holdRunsOut(onSale, over.reservationId);
  expect((await over.fan.extend(over.concertId, over.reservationId)).body.code).toBe('NOT_EXTENDABLE');
  const other = await inside(onSale, over.concertId);
  expect((await other.extend(over.concertId, over.reservationId)).body.code).toBe('RESERVATION_NOT_FOUND');
});
