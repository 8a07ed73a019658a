import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { holdRunsOut } from '../infrastructure/in-time.ts';
import { earInside, inside } from '../infrastructure/inside.ts';
import { DATE } from '../infrastructure/on-sale.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';
import { Browser } from './browser.ts';

const onSale = useOnSale();

const release = (reservationId: string, headers: Record<string, string> = { prefer: 'wait=10' }) =>
  onSale.operator('POST', `/v1/admin/reservations/${reservationId}/release`, undefined, headers);

test('the hold ends at once, its fan is told why, and the seats are free for everybody', async () => {
  const concertId = await onSale.concert();
  const [fan, other] = [await inside(onSale, concertId), await inside(onSale, concertId)];
  const { reservationId } = (await fan.reserve(concertId, DATE, [1, 2])).body;
  const [ear, looker] = [await earInside(fan, { locale: 'en' }), await earInside(other)];

  const released = await release(reservationId);

  expect(released).toMatchObject({ status: 200, body: { reservationId, status: 'RELEASED' } });
  expect(await ear.hears('hold-expired')).toEqual({
    reservationId,
    date: DATE,
    seatNumbers: [1, 2],
    message: 'The organiser has released your hold',
  });
  await looker.hears('seats', ({ changes }) =>
    changes.some(
      ({ number, status }: { number: number; status: string }) => number === 2 && status === 'AVAILABLE',
    ),
  );
  expect((await other.reserve(concertId, DATE, 1)).status).toBe(201);
  expect((await fan.call('GET', `/v1/reservations/${reservationId}`)).body.status).toBe('RELEASED');
  expect(ear.of('request')).toEqual([]);
  ear.close();
  looker.close();
});

test('the fan stays inside and may hold again', async () => {
  const concertId = await onSale.concert({ seatsPerUser: 1 });
  const fan = await inside(onSale, concertId, { balance: 50_000 });
  const { reservationId } = (await fan.reserve(concertId, DATE, 1)).body;

  await release(reservationId);

  expect((await fan.pay(concertId, reservationId)).body.code).toBe('RESERVATION_NOT_FOUND');
  const again = await fan.reserve(concertId, DATE, 2);
  expect((await fan.pay(concertId, again.body.reservationId)).status).toBe(201);
});

test('it is written down, with who asked for it and by which call', async () => {
  const concertId = await onSale.concert();
  const fan = await inside(onSale, concertId);
  const { reservationId } = (await fan.reserve(concertId, DATE, 3)).body;
  const browser = await Browser.signedIn(onSale, 'Min-ji');

  await browser.call('POST', `/v1/admin/reservations/${reservationId}/release`, undefined, {
    prefer: 'wait=10',
    'x-correlation-id': 'the-release',
  });

  const [action] = await onSale.sql(sql`
    select who, before, after, correlation_id from operator_action
    where concert_id = ${concertId} and what = 'release-hold'`);
  expect(action).toMatchObject({
    who: 'Min-ji',
    before: { reservationId, userId: fan.userId, date: DATE, seatNumbers: [3], status: 'HELD' },
    after: { status: 'RELEASED' },
    correlation_id: 'the-release',
  });
});

test('a release that cannot be written down is not made', async () => {
  const concertId = await onSale.concert();
  const fan = await inside(onSale, concertId);
  const { reservationId } = (await fan.reserve(concertId, DATE, 3)).body;
  await onSale.sql(sql`
    create function refuse_release() returns trigger language plpgsql as $$
    begin raise exception 'no room for it'; end $$`);
  await onSale.sql(sql`
    create trigger refuse_release before insert on operator_action for each row
    when (new.what = 'release-hold') execute function refuse_release()`);
  try {
    expect(await release(reservationId)).toMatchObject({ status: 500, body: { code: 'INTERNAL_ERROR' } });
  } finally {
    await onSale.sql(sql`drop trigger refuse_release on operator_action`);
  }
  expect((await fan.call('GET', `/v1/reservations/${reservationId}`)).body.status).toBe('HELD');
});

test('what is paid, over or unknown is not released', async () => {
  const concertId = await onSale.concert();
  const fan = await inside(onSale, concertId, { balance: 50_000 });
  const over = (await fan.reserve(concertId, DATE, 1)).body.reservationId;
  await holdRunsOut(onSale, over);
  const paid = (await fan.reserve(concertId, DATE, 2)).body.reservationId;
  await fan.pay(concertId, paid);

  expect((await release(paid)).body.code).toBe('ALREADY_PAID');
  expect((await release(over)).body.code).toBe('RESERVATION_NOT_FOUND');
  expect((await release(randomUUID())).body.code).toBe('RESERVATION_NOT_FOUND');
  expect((await release('tonight')).body.code).toBe('RESERVATION_NOT_FOUND');
  const { body } = await onSale.operator('GET', `/v1/admin/actions?concertId=${concertId}`);
  expect(body.actions.map(({ what }: { what: string }) => what)).toEqual(['create-concert']);
});

test('without waiting it is accepted, and looked up where the answer says', async () => {
  const concertId = await onSale.concert();
  const fan = await inside(onSale, concertId);
  const { reservationId } = (await fan.reserve(concertId, DATE, 1)).body;
  const key = { 'idempotency-key': randomUUID() };

  const accepted = await release(reservationId, key);

  expect(accepted).toMatchObject({ status: 202, body: { status: 'queued' } });
  const again = await release(reservationId, { ...key, prefer: 'wait=10' });
  expect(again).toMatchObject({ status: 200, body: { reservationId, status: 'RELEASED' } });
  const found = await onSale.operator('GET', accepted.headers.get('location') ?? '');
  expect(found).toMatchObject({ status: 200, body: { kind: 'request', found: { kind: 'withdraw-hold' } } });
});

test('a release and a payment at the same instant come to one of both', async () => {
  const concertId = await onSale.concert();
  for (let round = 1; round <= 5; round += 1) {
    const fan = await inside(onSale, concertId, { balance: 50_000 });
    const { reservationId } = (await fan.reserve(concertId, DATE, round)).body;
    const [paid, released] = await Promise.all([fan.pay(concertId, reservationId), release(reservationId)]);
    expect([
      [201, 409],
      [404, 200],
    ]).toContainEqual([paid.status, released.status]);
  }
});
