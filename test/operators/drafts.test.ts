import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { earInside, inside } from '../infrastructure/inside.ts';
import { DATE } from '../infrastructure/on-sale.ts';
import { expectRefused } from '../infrastructure/refusals-of-the-contract.ts';
import { Session, untilBlocked } from '../infrastructure/session.ts';
import { until } from '../infrastructure/until.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const onSale = useOnSale({ laws: 'at the end' });

const LATER = '2099-12-25';
const MOVED = '2099-12-28';
const TWO_DATES = [
  { date: DATE, price: 1_000 },
  { date: LATER, price: 1_000 },
];

const admin = (concertId: string, rest = '') => `/v1/admin/concerts/${concertId}${rest}`;
const read = (concertId: string) => onSale.operator('GET', admin(concertId));
const change = (concertId: string, body: object, headers = {}) =>
  onSale.operator('PATCH', admin(concertId), body, headers);
const changeDate = (concertId: string, date: string, body: object, headers = {}) =>
  onSale.operator('PATCH', admin(concertId, `/dates/${date}`), body, headers);
const datesOf = async (concertId: string) =>
  (await onSale.operator('GET', admin(concertId, '/dates'))).body.dates;
const duplicate = (concertId: string, body: object, headers = {}) =>
  onSale.operator('POST', admin(concertId, '/duplicate'), body, headers);
const actionsOf = async (concertId: string) =>
  (await onSale.operator('GET', `/v1/admin/actions?concertId=${concertId}`)).body.actions;
const asFan = async (concertId: string, rest = '') =>
  (await onSale.fan()).asUser('GET', `/v1/concerts/${concertId}${rest}`);
const listedForFans = async (concertId: string) =>
  (await onSale.operator('GET', '/v1/concerts')).body.concerts.some(
    (one: { concertId: string }) => one.concertId === concertId,
  );
const listedAs = async (concertId: string, show: string) =>
  (await onSale.operator('GET', `/v1/admin/concerts${show}`)).body.concerts.some(
    ({ id }: { id: string }) => id === concertId,
  );
const pointersOf = ({ body }: { body: { errors?: { pointer: string }[] } }) =>
  body.errors?.map(({ pointer }) => pointer);

test('a concert of which every date is past is refused with a pointer, and one that is there goes on', async () => {
  const plan = { title: 'Over', waitingRoom: { capacity: 1 } };
  const create = (dates: object[]) => onSale.operator('POST', '/v1/admin/concerts', { ...plan, dates });
  const refused = await create([
    { date: '2020-05-02', price: 1 },
    { date: '2020-05-01', price: 1 },
  ]);
  expectRefused(refused, 'INVALID_REQUEST');
  expect(pointersOf(refused)).toEqual(['/dates/0/date']);
  const hour = await create([{ date: '2020-05-01', startsAt: '2020-05-01T10:00:00Z', price: 1 }]);
  expect(pointersOf(hour)).toEqual(['/dates/0/startsAt']);
  expect((await create([{ date: '2020-05-01', price: 1 }, ...TWO_DATES])).status).toBe(201);

  const old = await onSale.concert();
  await onSale.sql(
    sql`update concert_date set date = '2020-05-01', starts_at = '2020-05-01' where concert_id = ${old}`,
  );
  expect((await change(old, { title: 'What it was' })).body).toMatchObject({ sale: { state: 'CLOSED' } });
  expect((await asFan(old)).status).toBe(200);
});

test('a draft is seen by operators alone until it is published', async () => {
  const concertId = await onSale.concert({ draft: true, waitingRoom: { protects: 'booking' } });
  const fan = await onSale.fan();
  const known = await asFan(randomUUID());
  for (const rest of ['', '/dates', `/dates/${DATE}/seats`, '/notices']) {
    expectRefused(await asFan(concertId, rest), 'CONCERT_NOT_FOUND');
  }
  expect((await asFan(concertId)).body).toMatchObject({ code: known.body.code, detail: known.body.detail });
  expectRefused(await fan.join(concertId), 'CONCERT_NOT_FOUND');
  expect((await asFan(concertId, '/tokens/mine')).body.code).toBe(
    (await asFan(randomUUID(), '/tokens/mine')).body.code,
  );
  expect(await listedForFans(concertId)).toBe(false);
  expect((await onSale.operator('GET', `/v1/concerts?after=${concertId}`)).body.concerts).toEqual([]);
  expect((await read(concertId)).body).toMatchObject({ draft: true, archived: false });
  expect(await datesOf(concertId)).toHaveLength(1);
  for (const rest of ['/stats', '/history']) {
    expect((await onSale.operator('GET', admin(concertId, rest))).status).toBe(200);
  }
  expect([await listedAs(concertId, ''), await listedAs(concertId, '?show=drafts')]).toEqual([true, true]);

  const seen = (await read(concertId)).headers.get('etag') ?? '';
  await change(concertId, { title: 'Another title' });
  expectRefused(await change(concertId, { draft: false }, { 'if-match': seen }), 'CHANGED_MEANWHILE');
  expect((await change(concertId, { draft: false })).body).toMatchObject({ draft: false });

  expect(await listedForFans(concertId)).toBe(true);
  expect(await listedAs(concertId, '?show=drafts')).toBe(false);
  expect((await fan.join(concertId)).status).toBe(201);
  expect((await actionsOf(concertId))[0]).toMatchObject({ before: { draft: true }, after: { draft: false } });
  const back = await change(concertId, { draft: true });
  expect([back.status, pointersOf(back)]).toEqual([400, ['/draft']]);
});

test('a draft may lie in the past, and is published once one of its dates is to come', async () => {
  const concertId = await onSale.concert({ draft: true, dates: [{ date: '2020-05-01', price: 1 }] });
  const refused = await change(concertId, { draft: false });
  expect([refused.status, pointersOf(refused)]).toEqual([400, ['/draft']]);
  expect((await changeDate(concertId, '2020-05-01', { date: DATE })).body).toMatchObject({
    date: DATE,
    startsAt: '2099-12-24T10:00:00.000Z',
  });
  expect((await change(concertId, { draft: false })).status).toBe(200);
  expect((await asFan(concertId)).status).toBe(200);
});

test('what is on sale and has been bought is not put away; what is over is, and fans keep what they have', async () => {
  const concertId = await onSale.concert();
  const buyer = await inside(onSale, concertId, { balance: 50_000 });
  const held = await buyer.reserve(concertId, DATE, 1);
  const refused = await change(concertId, { archived: true });
  expect([refused.status, pointersOf(refused)]).toEqual([400, ['/archived']]);
  expect(await listedForFans(concertId)).toBe(true);

  await change(concertId, { saleClosesAt: new Date(Date.now() - 1_000).toISOString(), archived: true });

  expect(await listedForFans(concertId)).toBe(false);
  expect((await asFan(concertId)).body).toMatchObject({ archived: true, sale: { state: 'CLOSED' } });
  expect((await buyer.pay(concertId, held.body.reservationId)).status).toBe(201);
  expect((await buyer.asUser('GET', '/v1/reservations')).body.reservations).toMatchObject([
    { status: 'CONFIRMED', seats: [{ number: 1 }] },
  ]);
  const shown = ['', '?show=archived', '?show=all', '?show=drafts'];
  expect(await Promise.all(shown.map((show) => listedAs(concertId, show)))).toEqual([
    false,
    true,
    true,
    false,
  ]);
  expect((await onSale.operator('GET', admin(concertId, '/stats'))).body).toMatchObject({ sold: 1 });
  expect((await actionsOf(concertId))[0]).toMatchObject({
    before: { archived: false },
    after: { archived: true },
  });

  await change(concertId, { archived: false, saleClosesAt: null });
  expect(await listedForFans(concertId)).toBe(true);
  expect((await (await onSale.fan()).join(concertId)).status).toBe(201);
});

test('putting away what nobody has bought ends its line at once, and nobody inside holds any more', async () => {
  const concertId = await onSale.concert({ waitingRoom: { capacity: 1, afterClose: 'finish' } });
  const visitor = await inside(onSale, concertId);
  const waiter = await onSale.fan();
  await waiter.join(concertId);
  const ear = await earInside(visitor);
  expect((await visitor.dates(concertId)).status).toBe(200);

  expect((await change(concertId, { archived: true })).body).toMatchObject({ archived: true });

  await ear.hears('sale', ({ state }) => state === 'CLOSED');
  ear.close();
  expectRefused(await visitor.reserve(concertId, DATE, 1), 'SEATS_NOT_FOUND');
  await until(async () => (await visitor.dates(concertId)).body.code === 'NO_AVAILABLE_DATES');
  expectRefused(await (await onSale.fan()).join(concertId), 'SALE_NOT_OPEN');
  await until(async () => (await waiter.place(concertId)).status === 401, { ms: 5_000 });
});

test('of holds and the putting away of their concert at the same instant one happens', async () => {
  const concertId = await onSale.concert();
  const fans = await onSale.admitted(concertId, 8);
  const deciding = await Session.holdingLane(onSale, `booking.${concertId}`);
  const archiving = change(concertId, { archived: true });
  await untilBlocked(onSale, 'api');
  const holding = Promise.all(fans.map((fan, at) => fan.reserve(concertId, DATE, at + 1)));
  await deciding.end();
  const [archived, holds] = await Promise.all([archiving, holding]);
  const held = holds.filter(({ status }) => status === 201).length;
  expect([
    [200, 0],
    [400, 8],
  ]).toContainEqual([archived.status, held]);
});

test('a duplicate is a draft with the same plan, of which nothing is sold', async () => {
  const seatMap = [{ section: 'R', rows: 2, seatsPerRow: 3, price: 90_000 }];
  const concertId = await onSale.concert({
    title: 'Midsummer',
    venue: 'Olympic Hall',
    timeZone: 'Europe/London',
    saleOpensAt: '2020-01-01T00:00:00Z',
    saleClosesAt: '2099-12-01T00:00:00Z',
    holdSeconds: 120,
    holdsPerVisit: 3,
    dates: [
      { date: DATE, seatMap },
      { date: LATER, price: 7_000, seats: 4 },
    ],
    waitingRoom: { capacity: 5, admitPerMinute: 60, protects: 'booking' },
  });
  const fan = await inside(onSale, concertId, { balance: 90_000 });
  await fan.pay(concertId, (await fan.reserve(concertId, DATE, 1)).body.reservationId);
  await change(concertId, { waitingRoom: { paused: true } });

  const [made, again] = await Promise.all(
    [1, 2].map(() => duplicate(concertId, { title: 'Midwinter' }, { 'idempotency-key': 'once' })),
  );
  expect(made).toMatchObject({ status: 201, body: { concertId: expect.any(String) } });
  expect(again?.body).toEqual(made?.body);
  const copy = made?.body.concertId;
  const { body: original } = await read(concertId);
  expect((await read(copy)).body).toMatchObject({
    ...{ title: 'Midwinter', venue: 'Olympic Hall', timeZone: 'Europe/London', draft: true, archived: false },
    ...{ saleOpensAt: null, saleClosesAt: '2099-12-01T00:00:00.000Z', holdSeconds: 120, holdsPerVisit: 3 },
    waitingRoom: { ...original.waitingRoom, paused: false, active: 0 },
  });
  expect(await datesOf(copy)).toEqual(
    (await datesOf(concertId)).map((plan: object) => ({ ...plan, changeable: true, movable: true })),
  );
  // Whatever a seat has, and whatever it will have one day: all but whose it is.
  const seatsOf = (id: string) =>
    onSale.sql(sql`
      select date, to_jsonb(seat) - 'date_id' as seat
      from concert_date join seat on seat.date_id = concert_date.id where concert_id = ${id} order by date, number`);
  expect(await seatsOf(copy)).toEqual(await seatsOf(concertId));
  expect((await onSale.operator('GET', admin(copy, '/stats'))).body).toMatchObject({
    sold: 0,
    available: 10,
  });
  expect(await actionsOf(copy)).toMatchObject([{ what: 'create-concert', after: { copyOf: 'Midsummer' } }]);
  expectRefused(await asFan(copy), 'CONCERT_NOT_FOUND');

  await change(copy, { draft: false });
  const visitor = await inside(onSale, copy);
  expect((await visitor.reserve(copy, DATE, 1)).body).toMatchObject({ amount: 90_000 });
  // Of a draft and of what was put away as well; of nothing there is none.
  expect((await duplicate((await duplicate(copy, {})).body.concertId, {})).status).toBe(201);
  expectRefused(await duplicate(randomUUID(), {}), 'CONCERT_NOT_FOUND');
});

test('a date is moved or removed while nothing of it is held or sold', async () => {
  const concertId = await onSale.concert({
    dates: [
      { date: DATE, price: 1_000, startsAt: `${DATE}T16:30:00Z` },
      { date: LATER, price: 1_000 },
    ],
  });
  const fan = await inside(onSale, concertId);
  const held = await fan.reserve(concertId, DATE, 1);
  expect(await datesOf(concertId)).toMatchObject([{ movable: false }, { movable: true }]);
  expectRefused(await changeDate(concertId, DATE, { removed: true }), 'SEAT_ALREADY_RESERVED');
  expectRefused(await changeDate(concertId, DATE, { date: MOVED }), 'SEAT_ALREADY_RESERVED');
  await fan.release(concertId, held.body.reservationId);

  expect(pointersOf(await changeDate(concertId, DATE, { date: LATER }))).toEqual(['/date']);
  // Half past one in the morning after, there as well.
  const moved = await changeDate(concertId, DATE, { date: MOVED });
  expect(moved.body).toMatchObject({ date: MOVED, startsAt: '2099-12-28T16:30:00.000Z', changeable: false });
  expect((await actionsOf(concertId))[0]).toMatchObject({ before: { date: DATE }, after: { date: MOVED } });
  const elsewhere = await changeDate(concertId, LATER, { startsAt: '2099-12-27T10:00:00Z' });
  expect(pointersOf(elsewhere)).toEqual(['/startsAt']);

  const seen = moved.headers.get('etag') ?? '';
  await changeDate(concertId, LATER, { startsAt: `${LATER}T11:00:00Z` });
  const late = await changeDate(concertId, MOVED, { removed: true }, { 'if-match': seen });
  expectRefused(late, 'CHANGED_MEANWHILE');
  const removed = await changeDate(concertId, MOVED, { removed: true });
  expect(removed).toMatchObject({ status: 200, body: { date: MOVED } });
  expect(removed.headers.get('etag')).toBe((await read(concertId)).headers.get('etag'));
  expect((await actionsOf(concertId))[0]).toMatchObject({ before: { date: MOVED }, after: null });
  expectRefused(await changeDate(concertId, MOVED, { removed: true }), 'SEATS_NOT_FOUND');
  expect(pointersOf(await changeDate(concertId, LATER, { removed: true }))).toEqual(['/removed']);
  await until(async () => (await fan.dates(concertId)).body.dates.length === 1);
  expectRefused(await fan.reserve(concertId, MOVED, 1), 'SEATS_NOT_FOUND');
  // What was once held there is still told.
  expect((await fan.asUser('GET', '/v1/reservations')).body.reservations).toMatchObject([
    { status: 'RELEASED', seats: [{ number: 1 }] },
  ]);
});

test('a date that is moved to the place of a removed one shows its own seats', async () => {
  const concertId = await onSale.concert({ dates: TWO_DATES });
  const fan = await inside(onSale, concertId);
  expect((await fan.seats(concertId, DATE)).body.available).toBe(50);
  await changeDate(concertId, DATE, { removed: true });
  await changeDate(concertId, LATER, { date: DATE });
  expect((await fan.reserve(concertId, DATE, 7)).status).toBe(201);
  const statusOfSeven = async () => (await fan.seats(concertId, DATE)).body.seats[6]?.status;
  await until(async () => (await statusOfSeven()) === 'HELD');
  // Told singly of another seat, it is still this date that is asked.
  await fan.reserve(concertId, DATE, 8);
  expect(await statusOfSeven()).toBe('HELD');
});

test.each([{ removed: true }, { date: MOVED }])(
  'of holds and a change of their date to %j at the same instant one happens',
  async (to) => {
    const concertId = await onSale.concert({ dates: TWO_DATES });
    const fans = await onSale.admitted(concertId, 8);
    const deciding = await Session.holdingLane(onSale, `booking.${concertId}`);
    const changing = changeDate(concertId, DATE, to);
    await untilBlocked(onSale, 'api');
    const holding = Promise.all(fans.map((fan, at) => fan.reserve(concertId, DATE, at + 1)));
    await deciding.end();
    const [changed, holds] = await Promise.all([changing, holding]);
    const held = holds.filter(({ status }) => status === 201).length;
    expect([
      [200, 0],
      [409, 8],
    ]).toContainEqual([changed.status, held]);
  },
);
