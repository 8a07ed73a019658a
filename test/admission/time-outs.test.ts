import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import type { Fan } from '../infrastructure/fan.ts';
import { DATE } from '../infrastructure/on-sale.ts';
import { until } from '../infrastructure/until.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const onSale = useOnSale();

interface Row {
  status: string;
  number: number;
  /** Milliseconds by the database's clock. */
  joined: number;
  admitted: number;
  expires: number;
  ended: number;
  transaction: string;
}

const ms = (column: string) => sql`(extract(epoch from ${sql.ref(column)}) * 1000)::float8`;

async function tokenOf(fan: Fan): Promise<Row> {
  const [row] = await onSale.sql<Row>(sql`
    select status, number::int, ${ms('joined_at')} as joined, ${ms('admitted_at')} as admitted,
           ${ms('expires_at')} as expires, ${ms('ended_at')} as ended, xmin::text as transaction
    from queue_token where user_id = ${fan.userId} order by joined_at desc limit 1`);
  if (row === undefined) throw new Error('the fan has no token');
  return row;
}

const endTimeOf = (fan: Fan) =>
  onSale.sql(sql`update queue_token set expires_at = clock_timestamp() where user_id = ${fan.userId}`);

const endHoldsOf = (fan: Fan) =>
  onSale.sql(sql`
    update reservation set held_at = held_at - interval '1 hour', expires_at = clock_timestamp()
    where user_id = ${fan.userId} and status = 'HELD'`);

/** The seats that the fan held: the status of each, and the transaction that wrote it last. */
const seatsOf = (fan: Fan) =>
  onSale.sql<{ seat: string; reservation: string; transactions: string[] }>(sql`
    select reserved_seat.status as seat, reservation.status as reservation,
           array[reserved_seat.xmin::text, reservation.xmin::text] as transactions
    from reserved_seat join reservation on reservation.id = reservation_id
    where user_id = ${fan.userId} order by seat_number`);

test('who waits too long is out of the line and told so, and those behind move up', async () => {
  const concertId = await onSale.concert({ waitingRoom: { capacity: 1 } });
  const [inside, late, behind] = (await onSale.fans(3)) as [Fan, Fan, Fan];
  for (const fan of [inside, late, behind]) await fan.join(concertId);
  const [ear, earBehind] = await Promise.all([late.listen({ locale: 'en' }), behind.listen()]);
  await earBehind.hears('queue', ({ rank }) => rank === 2);

  await endTimeOf(late);
  const message = expect.stringMatching(/expired/);
  const told = { concertId, message, reason: 'waited-too-long', admittedAt: null };
  expect(await ear.hears('token-expired')).toMatchObject(told);
  await earBehind.hears('queue', ({ rank }) => rank === 1);
  expect((await behind.place(concertId)).body).toMatchObject({ rank: 1, ahead: 0, number: 3 });
  expect(await late.place(concertId)).toMatchObject({ status: 401, body: { code: 'INVALID_TOKEN' } });
  expect(await tokenOf(late)).toMatchObject({ status: 'EXPIRED', admitted: null });
  ear.close();
  earBehind.close();
});

test('the message of an expired token is in Korean unless another language is asked for', async () => {
  const concertId = await onSale.concert();
  const [fan] = (await onSale.admitted(concertId, 1)) as [Fan];
  const ear = await fan.listen();
  await endTimeOf(fan);
  const { message } = await ear.hears('token-expired');
  expect(message).toMatch(/[가-힣]/);
  ear.close();
});

test('the place of a visit that is over goes to the next within a second', async () => {
  const concertId = await onSale.concert({ waitingRoom: { capacity: 1 } });
  const [over, next] = (await onSale.fans(2)) as [Fan, Fan];
  await over.join(concertId);
  await next.join(concertId);
  const ear = await next.listen();
  await endTimeOf(over);
  await ear.hears('queue', ({ status }) => status === 'ACTIVE');
  const [ended, admitted] = [await tokenOf(over), await tokenOf(next)];
  expect(ended.status).toBe('EXPIRED');
  // Generous: the bound is a second, the machine may be busy.
  expect(admitted.admitted - ended.expires).toBeLessThan(3_000);
  ear.close();
});

test('the end of a visit frees its seats in the same transaction, and somebody else can take them', async () => {
  const concertId = await onSale.concert();
  const [over, other] = (await onSale.admitted(concertId, 2)) as [Fan, Fan];
  await over.reserve(concertId, DATE, [1, 2]);
  const ear = await other.listen();
  await ear.hears('queue');
  await endTimeOf(over);
  const seen = await ear.hears('seats', ({ changes }) => changes[0].status === 'AVAILABLE');
  expect(seen.changes).toEqual([1, 2].map((number) => ({ number, status: 'AVAILABLE' })));

  const { transaction } = await tokenOf(over);
  const released = { seat: 'FREED', reservation: 'RELEASED', transactions: [transaction, transaction] };
  expect(await seatsOf(over)).toEqual([released, released]);
  expect((await other.reserve(concertId, DATE, [1, 2])).status).toBe(201);
  ear.close();
});

test('leaving frees the seats in the same transaction, and somebody else can take them at once', async () => {
  const concertId = await onSale.concert();
  const [leaver, other] = (await onSale.admitted(concertId, 2)) as [Fan, Fan];
  await leaver.reserve(concertId, DATE, 1);
  expect((await other.reserve(concertId, DATE, 1)).body.code).toBe('SEAT_ALREADY_RESERVED');
  expect(await leaver.leave(concertId)).toMatchObject({
    status: 200,
    body: { status: 'LEFT', message: '대기열 이탈이 완료되었습니다' },
  });
  expect((await other.reserve(concertId, DATE, 1)).status).toBe(201);
  const { transaction, status } = await tokenOf(leaver);
  expect(status).toBe('LEFT');
  expect(await seatsOf(leaver)).toEqual([
    { seat: 'FREED', reservation: 'RELEASED', transactions: [transaction, transaction] },
  ]);
});

test('the time of a token is that of its status: of waiting first, and anew of the visit', async () => {
  const concertId = await onSale.concert({
    waitingRoom: { capacity: 1, waitingSeconds: 1_000, activeSeconds: 500 },
  });
  const [first, second] = (await onSale.fans(2)) as [Fan, Fan];
  await first.join(concertId);
  const joined = await second.join(concertId);
  const waiting = await tokenOf(second);
  expect(Math.round(waiting.expires - waiting.joined)).toBe(1_000_000);
  expect(Date.parse(joined.body.expiresAt)).toBeCloseTo(waiting.expires, -1);

  await first.leave(concertId);
  const active = await tokenOf(second);
  expect(active.status).toBe('ACTIVE');
  expect(Math.round(active.expires - active.admitted)).toBe(500_000);
  const { body } = await second.place(concertId);
  expect(Date.parse(body.expiresAt)).toBeCloseTo(active.expires, -1);
});

test('a hold keeps its token alive until it ends, and no longer', async () => {
  const concertId = await onSale.concert({ waitingRoom: { activeSeconds: 60 }, holdSeconds: 600 });
  const [holder, idle] = (await onSale.admitted(concertId, 2)) as [Fan, Fan];
  const held = await holder.reserve(concertId, DATE, 1);
  const ears = await Promise.all([holder.listen(), idle.listen()]);
  await until(async () => (await holder.place(concertId)).body.expiresAt === held.body.expiresAt);

  // Two minutes pass: both visits would be over.
  await onSale.sql(sql`
    update queue_token set admitted_at = admitted_at - interval '2 minutes',
                           expires_at = expires_at - interval '2 minutes' where concert_id = ${concertId}`);
  await ears[1].hears('token-expired');
  expect((await holder.place(concertId)).body.status).toBe('ACTIVE');

  await endHoldsOf(holder);
  await endTimeOf(holder);
  expect(await ears[0].hears('hold-expired')).toMatchObject({ seatNumbers: [1] });
  await ears[0].hears('token-expired');
  expect(await seatsOf(holder)).toMatchObject([{ seat: 'FREED', reservation: 'EXPIRED' }]);
  for (const ear of ears) ear.close();
});

test('a hold that is shorter than the rest of the visit takes nothing from it', async () => {
  const concertId = await onSale.concert({ waitingRoom: { activeSeconds: 500 }, holdSeconds: 60 });
  const [fan] = (await onSale.admitted(concertId, 1)) as [Fan];
  const before = await tokenOf(fan);
  await fan.reserve(concertId, DATE, 1);
  expect((await tokenOf(fan)).expires).toBe(before.expires);
});

test('an expired hold leaves the visit as it is', async () => {
  const concertId = await onSale.concert();
  const [fan] = (await onSale.admitted(concertId, 1)) as [Fan];
  await fan.reserve(concertId, DATE, 1);
  const ear = await fan.listen();
  await endHoldsOf(fan);
  await ear.hears('hold-expired');
  expect((await fan.place(concertId)).body.status).toBe('ACTIVE');
  expect((await fan.reserve(concertId, DATE, 2)).status).toBe(201);
  ear.close();
});

test('a payment completes the token, frees its other seats in the same transaction and lets the next in', async () => {
  const concertId = await onSale.concert({ waitingRoom: { capacity: 1 } });
  const [payer, next] = (await onSale.fans(2, { balance: 100_000 })) as [Fan, Fan];
  await payer.join(concertId);
  await next.join(concertId);
  const ear = await next.listen();
  const held = await payer.reserve(concertId, DATE, 1);
  await payer.reserve(concertId, DATE, 2);
  expect((await payer.pay(concertId, held.body.reservationId)).status).toBe(201);
  await ear.hears('queue', ({ status, rank }) => status === 'ACTIVE' && rank === 0);

  const [completed, admitted] = [await tokenOf(payer), await tokenOf(next)];
  expect(completed.status).toBe('COMPLETED');
  expect(admitted.admitted - completed.ended).toBeLessThan(3_000);
  const transactions = [completed.transaction, completed.transaction];
  expect(await seatsOf(payer)).toEqual([
    { seat: 'SOLD', reservation: 'CONFIRMED', transactions },
    { seat: 'FREED', reservation: 'RELEASED', transactions },
  ]);
  ear.close();
});

test('a hundred visits that end together give their places to the next hundred', async () => {
  const concertId = await onSale.concert({ waitingRoom: { capacity: 100 } });
  const [first, second] = [await onSale.admitted(concertId, 100), await onSale.admitted(concertId, 100)];
  await onSale.sql(sql`
    update queue_token set expires_at = clock_timestamp()
    where concert_id = ${concertId} and status = 'ACTIVE'`);
  const stats = () => onSale.operator('GET', `/v1/admin/concerts/${concertId}/stats`);
  await until(async () => (await stats()).body.expiredTotal === 100);
  expect((await stats()).body).toMatchObject({ waiting: 0, active: 100, admittedTotal: 200 });
  expect(await tokenOf(first[99] as Fan)).toMatchObject({ status: 'EXPIRED' });
  expect(await tokenOf(second[99] as Fan)).toMatchObject({ status: 'ACTIVE' });
});
