import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { earInside, inside } from '../infrastructure/inside.ts';
import { DATE } from '../infrastructure/on-sale.ts';
import { expectRefused } from '../infrastructure/refusals-of-the-contract.ts';
import { until } from '../infrastructure/until.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const onSale = useOnSale();

const change = (concertId: string, body: object) =>
  onSale.operator('PATCH', `/v1/admin/concerts/${concertId}`, body);
const read = async (concertId: string) => (await onSale.operator('GET', `/v1/concerts/${concertId}`)).body;
const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();
const anHourAgo = () => new Date(Date.now() - 3_600_000).toISOString();

test('a change answers the whole concert as it is now, and leaves the rest as it was', async () => {
  const concertId = await onSale.concert({ venue: 'Olympic Hall', holdSeconds: 60, seatsPerUser: 2 });
  const before = await read(concertId);

  const changed = await change(concertId, { title: 'A better title' });

  expect(changed).toMatchObject({ status: 200, body: { ...before, title: 'A better title' } });
  expect(await read(concertId)).toEqual(changed.body);
});

test('one setting of the waiting room changes alone', async () => {
  const concertId = await onSale.concert({ waitingRoom: { capacity: 7, activeSeconds: 90 } });
  const before = await read(concertId);

  const changed = await change(concertId, { waitingRoom: { admitPerMinute: 30 } });

  expect(changed.body.waitingRoom).toEqual({ ...before.waitingRoom, admitPerMinute: 30 });
  const unlimited = await change(concertId, { waitingRoom: { admitPerMinute: null } });
  expect(unlimited.body.waitingRoom).toEqual(before.waitingRoom);
});

test('a change of nothing changes nothing', async () => {
  const concertId = await onSale.concert();
  const before = await read(concertId);

  expect(await change(concertId, {})).toMatchObject({ status: 200, body: before });
  expect(await change(concertId, { waitingRoom: {} })).toMatchObject({ status: 200, body: before });
});

test('a wider door lets people in at once, in the order of the line', async () => {
  const concertId = await onSale.concert({ waitingRoom: { capacity: 1 } });
  await inside(onSale, concertId);
  const fans = await onSale.fans(3);
  for (const fan of fans) await fan.join(concertId);

  await change(concertId, { waitingRoom: { capacity: 3 } });

  const [first, second, third] = fans;
  await until(async () => (await second?.place(concertId))?.body.status === 'ACTIVE', { ms: 3_000 });
  expect((await first?.place(concertId))?.body.status).toBe('ACTIVE');
  expect((await third?.place(concertId))?.body).toMatchObject({ status: 'WAITING', rank: 1 });
});

test('a paused waiting room lets nobody in until it goes on', async () => {
  const concertId = await onSale.concert();
  await change(concertId, { waitingRoom: { paused: true } });
  const fan = await onSale.fan();

  expect((await fan.join(concertId)).body).toMatchObject({ status: 'WAITING', rank: 1 });
  const ear = await fan.listen();
  const resumed = await change(concertId, { waitingRoom: { paused: false } });

  expect(resumed.body.waitingRoom.paused).toBe(false);
  await ear.hears('queue', ({ status }) => status === 'ACTIVE');
  ear.close();
});

test('pausing leaves those who are inside where they are', async () => {
  const concertId = await onSale.concert();
  const fan = await inside(onSale, concertId, { balance: 50_000 });

  await change(concertId, { waitingRoom: { paused: true } });

  const held = await fan.reserve(concertId, DATE, 1);
  expect((await fan.pay(concertId, held.body.reservationId)).status).toBe(201);
});

test('a shorter visit is that of those who come in from now on', async () => {
  const concertId = await onSale.concert({ waitingRoom: { activeSeconds: 600 } });
  const early = await inside(onSale, concertId);

  await change(concertId, { waitingRoom: { activeSeconds: 60 } });

  const late = await inside(onSale, concertId);
  const lasts = async (userId: string) =>
    (
      await onSale.sql(sql<{ seconds: number }>`
        select extract(epoch from expires_at - admitted_at)::int as seconds from queue_token
        where concert_id = ${concertId} and user_id = ${userId}`)
    )[0]?.seconds;
  expect([await lasts(early.userId), await lasts(late.userId)]).toEqual([600, 60]);
});

test('what somebody else has changed meanwhile is not overwritten', async () => {
  const concertId = await onSale.concert();
  const path = `/v1/admin/concerts/${concertId}`;
  const seen = (await onSale.operator('GET', path)).headers.get('etag') ?? '';
  const on = (tag: string, body: object) => onSale.operator('PATCH', path, body, { 'if-match': tag });
  const capacity = async () => (await onSale.operator('GET', path)).body.waitingRoom.capacity;

  const first = await on(seen, { waitingRoom: { capacity: 30 } });
  expect(first).toMatchObject({ status: 200, body: { waitingRoom: { capacity: 30 } } });
  const second = await on(seen, { waitingRoom: { capacity: 25 } });
  expectRefused(second, 'CHANGED_MEANWHILE');
  expect(await capacity()).toBe(30);

  const tag = first.headers.get('etag') ?? '';
  expect(tag).not.toBe(seen);
  expect((await onSale.operator('GET', path)).headers.get('etag')).toBe(tag);
  // A change of nothing is none, a proxy that compresses makes tags weak, and a list names several states.
  expect((await on(tag, { waitingRoom: { capacity: 30 } })).headers.get('etag')).toBe(tag);
  expect((await on(`"99", W/${tag}`, { title: 'Later' })).status).toBe(200);
  expect((await on('*', { title: 'Latest' })).status).toBe(200);
  for (const other of ['"0"', 'nonsense', '"1.5"', `"${'9'.repeat(30)}"`, seen]) {
    expectRefused(await on(other, { title: 'Never' }), 'CHANGED_MEANWHILE');
  }
  const nowhere = await onSale.operator(
    'PATCH',
    `/v1/admin/concerts/${randomUUID()}`,
    {},
    { 'if-match': tag },
  );
  expectRefused(nowhere, 'CONCERT_NOT_FOUND');
});

test('of many who change what they saw at once, one does', async () => {
  const concertId = await onSale.concert();
  const path = `/v1/admin/concerts/${concertId}`;
  const seen = (await onSale.operator('GET', path)).headers.get('etag') ?? '';

  const answers = await Promise.all(
    Array.from({ length: 12 }, (_, index) =>
      index % 2 === 0
        ? onSale.operator('PATCH', path, { waitingRoom: { capacity: 100 + index } }, { 'if-match': seen })
        : onSale.operator(
            'POST',
            `${path}/dates`,
            { date: `2099-11-${10 + index}`, price: 1 },
            { 'if-match': seen },
          ),
    ),
  );

  const statuses = answers.map(({ status }) => status);
  expect(statuses.filter((status) => status < 300)).toHaveLength(1);
  expect(statuses.filter((status) => status === 412)).toHaveLength(11);
});

test('a change of a date counts as one of its concert', async () => {
  const concertId = await onSale.concert();
  const path = `/v1/admin/concerts/${concertId}`;
  const plans = await onSale.operator('GET', `${path}/dates`);
  const seen = plans.headers.get('etag') ?? '';

  const moved = await onSale.operator(
    'PATCH',
    `${path}/dates/${DATE}`,
    { startsAt: `${DATE}T11:00:00Z` },
    { 'if-match': seen },
  );

  expect(moved.status).toBe(200);
  const late = await onSale.operator('PATCH', path, { title: 'Too late' }, { 'if-match': seen });
  expectRefused(late, 'CHANGED_MEANWHILE');
  const now = moved.headers.get('etag') ?? '';
  expect((await onSale.operator('PATCH', path, { title: 'In time' }, { 'if-match': now })).status).toBe(200);
});

test('sale times open and close the door while the sale runs', async () => {
  const concertId = await onSale.concert();
  const [first, second] = await onSale.fans(2);

  const closed = await change(concertId, { saleOpensAt: inAnHour() });
  expect(closed.body.saleOpen).toBe(false);
  expect(await first?.join(concertId)).toMatchObject({ status: 403, body: { code: 'SALE_NOT_OPEN' } });

  const open = await change(concertId, { saleOpensAt: anHourAgo(), saleClosesAt: inAnHour() });
  expect(open.body.saleOpen).toBe(true);
  expect((await first?.join(concertId))?.status).toBe(201);

  await change(concertId, { saleOpensAt: null, saleClosesAt: anHourAgo() });
  expect((await second?.join(concertId))?.body.code).toBe('SALE_NOT_OPEN');

  const always = await change(concertId, { saleClosesAt: null });
  expect(always.body).toMatchObject({ saleOpensAt: null, saleClosesAt: null, saleOpen: true });
  expect((await second?.join(concertId))?.status).toBe(201);
});

test('what the door protects changes live: seats are open to all, or for those inside alone', async () => {
  const concertId = await onSale.concert();
  const anybody = await onSale.fan();
  expect((await anybody.seats(concertId, DATE)).status).toBeGreaterThanOrEqual(400);

  await change(concertId, { waitingRoom: { protects: 'booking' } });
  expect((await anybody.seats(concertId, DATE)).status).toBe(200);

  await change(concertId, { waitingRoom: { protects: 'browse' } });
  expect((await anybody.seats(concertId, DATE)).status).toBeGreaterThanOrEqual(400);
});

test('a sale cannot close before it opens, whether one of its times is changed or both', async () => {
  const concertId = await onSale.concert({ saleOpensAt: inAnHour() });
  const before = await read(concertId);
  const invalid = { status: 400, body: { code: 'INVALID_REQUEST', errors: [{ pointer: '/saleClosesAt' }] } };

  expect(await change(concertId, { title: 'X', saleClosesAt: anHourAgo() })).toMatchObject(invalid);
  expect(await change(concertId, { saleOpensAt: inAnHour(), saleClosesAt: anHourAgo() })).toMatchObject(
    invalid,
  );
  expect(await read(concertId)).toEqual(before);
});

test('what cannot be changed, or not to that, is pointed at', async () => {
  const concertId = await onSale.concert();
  const before = await read(concertId);
  const pointers = async (body: object) => {
    const refused = await change(concertId, body);
    expect(refused).toMatchObject({ status: 400, body: { code: 'INVALID_REQUEST' } });
    return refused.body.errors.map(({ pointer }: { pointer: string }) => pointer);
  };

  expect(await pointers({ title: '' })).toEqual(['/title']);
  expect(await pointers({ dates: [], holdSeconds: 5 })).toEqual(['/dates', '/holdSeconds']);
  expect(await pointers({ waitingRoom: { capacity: 0 } })).toEqual(['/waitingRoom/capacity']);
  expect(await pointers({ waitingRoom: { open: true } })).toEqual(['/waitingRoom/open']);
  expect(await pointers({ waitingRoom: { paused: 'yes' } })).toEqual(['/waitingRoom/paused']);
  expect(await read(concertId)).toEqual(before);
});

test('a change that meets the lane in the middle of a batch waits for it, and neither fails', async () => {
  const concertId = await onSale.concert();
  const fan = await onSale.fan();
  // The lane, which holds the door's row, takes its time before it writes whom it let in.
  await onSale.sql(sql`
    create function dawdle() returns trigger language plpgsql as $$
    begin perform pg_sleep(0.5); return new; end $$`);
  await onSale.sql(sql`
    create trigger dawdle before insert on queue_token for each row
    when (new.concert_id = ${sql.lit(concertId)}) execute function dawdle()`);

  const joining = fan.join(concertId);
  await until(async () => {
    const dawdling = await onSale.sql(sql`
      select 1 from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'`);
    return dawdling.length > 0;
  });
  const changed = await change(concertId, { title: 'Changed meanwhile', waitingRoom: { capacity: 5 } });

  expect(changed).toMatchObject({
    status: 200,
    body: { title: 'Changed meanwhile', waitingRoom: { capacity: 5 } },
  });
  expect((await joining).status).toBe(201);
});

test('seats are told to those who came in after the door was opened to them', async () => {
  const concertId = await onSale.concert({ waitingRoom: { paused: true } });
  const [holder, watcher] = [await onSale.fan(), await onSale.fan()];
  await holder.join(concertId);
  await watcher.join(concertId);
  const opening = change(concertId, { waitingRoom: { paused: false } });
  const ear = await earInside(watcher);
  await opening;

  await holder.reserve(concertId, DATE, 1);

  await ear.hears('seats', ({ changes }) => changes[0].status === 'HELD');
  ear.close();
});
