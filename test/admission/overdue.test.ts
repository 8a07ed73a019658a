import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import type { Fan } from '../infrastructure/fan.ts';
import { DATE } from '../infrastructure/on-sale.ts';
import { Session, untilBlocked } from '../infrastructure/session.ts';
import { until } from '../infrastructure/until.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

// No scheduler runs here: time passes, and nobody rings for it.
const onSale = useOnSale({ schedulers: 0 });

const endTimeOf = (fan: Fan) =>
  onSale.sql(sql`update queue_token set expires_at = clock_timestamp() where user_id = ${fan.userId}`);

const statusOf = async (fan: Fan): Promise<string[]> =>
  (
    await onSale.sql<{ status: string }>(sql`
      select status from queue_token where user_id = ${fan.userId} order by number`)
  ).map(({ status }) => status);

test('who comes back after an active time-out that nobody noticed stands at the end of the line', async () => {
  const concertId = await onSale.concert({ waitingRoom: { capacity: 1 } });
  const [back, next] = (await onSale.fans(2)) as [Fan, Fan];
  await back.join(concertId);
  await next.join(concertId);
  await endTimeOf(back);

  const joined = await back.join(concertId);
  expect(joined).toMatchObject({ status: 201, body: { status: 'WAITING', number: 3, rank: 1 } });
  expect((await next.place(concertId)).body).toMatchObject({ status: 'ACTIVE', rank: 0 });
  const { body } = await onSale.operator('GET', `/v1/admin/concerts/${concertId}/stats`);
  expect(body).toMatchObject({ waiting: 1, active: 1, expiredTotal: 1, admittedTotal: 2 });
});

test('who comes back after a waiting time-out that nobody noticed stands at the end of the line', async () => {
  const concertId = await onSale.concert({ waitingRoom: { capacity: 1 } });
  const [inside, back, behind] = (await onSale.fans(3)) as [Fan, Fan, Fan];
  await inside.join(concertId);
  await back.join(concertId);
  await behind.join(concertId);
  await endTimeOf(back);

  expect(await back.join(concertId)).toMatchObject({ status: 201, body: { number: 4, rank: 2 } });
  expect((await behind.place(concertId)).body).toMatchObject({ rank: 1 });
  expect(await statusOf(back)).toEqual(['EXPIRED', 'WAITING']);
});

test('an admitted token whose time is over opens nothing, though nobody has ended it', async () => {
  const concertId = await onSale.concert();
  const [fan] = (await onSale.admitted(concertId, 1, { balance: 100_000 })) as [Fan];
  const held = await fan.reserve(concertId, DATE, 1);
  await endTimeOf(fan);

  // What somebody has just looked up may be remembered for a moment.
  await until(async () => (await fan.place(concertId)).status === 401, { ms: 2_000 });
  for (const answer of [
    await fan.reserve(concertId, DATE, 2),
    await fan.pay(concertId, held.body.reservationId),
    await fan.seats(concertId, DATE),
  ]) {
    expect(answer).toMatchObject({ status: 401, body: { code: 'INVALID_TOKEN' } });
  }
});

test('the lane refuses what was accepted in time and is decided after the end of the token', async () => {
  const concertId = await onSale.concert();
  const [fan] = (await onSale.admitted(concertId, 1)) as [Fan];
  const lane = await Session.holdingLane(onSale, `booking.${concertId}`);
  const reserving = fan.reserve(concertId, DATE, 1);
  await untilBlocked(onSale);
  await endTimeOf(fan);
  await lane.end();
  expect(await reserving).toMatchObject({ status: 401, body: { code: 'INVALID_TOKEN' } });
});

test('the place of a token whose time is over goes to the first in line when anybody comes to the door', async () => {
  const concertId = await onSale.concert({ waitingRoom: { capacity: 1 } });
  const [over, first, last] = (await onSale.fans(3)) as [Fan, Fan, Fan];
  await over.join(concertId);
  await first.join(concertId);
  await endTimeOf(over);
  expect((await last.join(concertId)).body).toMatchObject({ status: 'WAITING', rank: 1 });
  expect((await first.place(concertId)).body.status).toBe('ACTIVE');
});

test('a payment that is still being written when the token’s time ends completes the token', async () => {
  const concertId = await onSale.concert({ waitingRoom: { capacity: 1 } });
  const [fan, next, last] = (await onSale.fans(3, { balance: 100_000 })) as [Fan, Fan, Fan];
  await fan.join(concertId);
  await next.join(concertId);
  const held = await fan.reserve(concertId, DATE, 1);
  await onSale.sql(sql`create table gate (closed int)`);
  await onSale.sql(sql`
    create function wait_at_gate() returns trigger language plpgsql as $$
      begin lock table gate in share mode; return null; end $$`);
  await onSale.sql(sql`
    create trigger gate after insert on payment for each statement execute function wait_at_gate()`);
  const gate = await Session.holding(onSale, sql`lock table gate in exclusive mode`);
  await onSale.sql(sql`
    update queue_token set expires_at = clock_timestamp() + interval '2 seconds' where user_id = ${fan.userId}`);
  const paying = fan.pay(concertId, held.body.reservationId);
  await untilBlocked(onSale);

  // Decided and not yet committed: whoever looks now sees an admitted token whose time has run out.
  await until(() =>
    onSale
      .sql(sql`select 1 from queue_token where user_id = ${fan.userId} and expires_at < clock_timestamp()`)
      .then(({ length }) => length > 0),
  );
  const joining = last.join(concertId);
  await untilBlocked(onSale, 'worker', 2);
  await gate.end();
  expect(await paying).toMatchObject({ status: 201, body: { token: { status: 'COMPLETED' } } });
  expect((await joining).body).toMatchObject({ status: 'WAITING', rank: 1 });
  await onSale.sql(sql`drop trigger gate on payment`);

  expect(await statusOf(fan)).toEqual(['COMPLETED']);
  const { body } = await onSale.operator('GET', `/v1/admin/concerts/${concertId}/stats`);
  expect(body).toMatchObject({ waiting: 1, active: 1, expiredTotal: 0, admittedTotal: 2, sold: 1 });
});
