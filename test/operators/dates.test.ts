import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { instantAt } from '../../web/operator/concert/zoned-time.ts';
import { inside } from '../infrastructure/inside.ts';
import { DATE } from '../infrastructure/on-sale.ts';
import { Session, untilBlocked } from '../infrastructure/session.ts';
import { until } from '../infrastructure/until.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const onSale = useOnSale({ schedulers: 0 });

const LATER = '2099-12-25';
const hall = [
  { section: 'R', rows: 2, seatsPerRow: 3, price: 90_000 },
  { section: 'S', rows: 4, seatsPerRow: 5, price: 60_000 },
  { section: 'S', rows: 2, seatsPerRow: 5, price: 60_000 },
];

/** Nobody has ever held a seat of it. */
const untouched = { changeable: true, movable: true };

const dates = (concertId: string) => onSale.operator('GET', `/v1/admin/concerts/${concertId}/dates`);
const add = (concertId: string, plan: object, headers: Record<string, string> = {}) =>
  onSale.operator('POST', `/v1/admin/concerts/${concertId}/dates`, plan, headers);
const change = (concertId: string, plan: object, date = DATE) =>
  onSale.operator('PATCH', `/v1/admin/concerts/${concertId}/dates/${date}`, plan);
const recorded = async (concertId: string) =>
  (await onSale.operator('GET', `/v1/admin/actions?concertId=${concertId}`)).body.actions;

test('dates are read in the form in which they were described', async () => {
  const concertId = await onSale.concert({
    dates: [
      { date: LATER, seatMap: hall, startsAt: '2099-12-25T08:30:00+09:00' },
      { date: DATE, seats: 7, price: 50_000 },
    ],
  });

  expect((await dates(concertId)).body).toEqual({
    dates: [
      { date: DATE, startsAt: '2099-12-24T10:00:00.000Z', seats: 7, price: 50_000, ...untouched },
      { date: LATER, startsAt: '2099-12-24T23:30:00.000Z', seatMap: hall, ...untouched },
    ],
    next: null,
  });
});

test('a date that is added while the sale runs can be booked at once', async () => {
  const concertId = await onSale.concert();
  const fan = await inside(onSale, concertId);

  const added = await add(concertId, { date: LATER, seatMap: hall }, { 'idempotency-key': 'once' });
  const again = await add(concertId, { date: LATER, seatMap: hall }, { 'idempotency-key': 'once' });

  expect(added).toMatchObject({ status: 201, body: { date: LATER, seatMap: hall, changeable: true } });
  expect(again).toMatchObject({ status: 201, body: added.body });
  expect((await fan.reserve(concertId, LATER, 36)).body).toMatchObject({ amount: 60_000 });
  expect((await onSale.operator('GET', `/v1/concerts/${concertId}`)).body.dates).toMatchObject([
    { date: DATE },
    { date: LATER, seatsTotal: 36, priceFrom: 60_000, priceTo: 90_000 },
  ]);
  expect(await recorded(concertId)).toMatchObject([
    { what: 'change-concert', before: null, after: { date: LATER, seats: 36, priceTo: 90_000 } },
    { what: 'create-concert' },
  ]);
});

test('of two who add the same date at once, one does', async () => {
  const concertId = await onSale.concert();
  const plan = { date: LATER, price: 1 };
  const answers = await Promise.all([add(concertId, plan), add(concertId, plan), add(concertId, plan)]);

  expect(answers.map(({ status }) => status).sort()).toEqual([201, 400, 400]);
  const refused = answers.find(({ status }) => status === 400);
  expect(refused?.body).toMatchObject({ code: 'INVALID_REQUEST', errors: [{ pointer: '/date' }] });
});

test('seats are replaced while nobody has held one, and those who look see it', async () => {
  const concertId = await onSale.concert();
  const fan = await inside(onSale, concertId);
  expect((await fan.seats(concertId, DATE)).body.seats).toHaveLength(50);

  const changed = await change(concertId, { seatMap: hall });

  expect(changed).toMatchObject({ status: 200, body: { date: DATE, seatMap: hall, changeable: true } });
  const seats = await until(async () => {
    const { body } = await fan.seats(concertId, DATE);
    return body.seats.length === 36 && body.seats;
  });
  expect(seats[6]).toMatchObject({ number: 7, section: 'S', row: '1', name: '1', price: 60_000 });
  expect(seats[5]).toMatchObject({ section: 'R', row: '2', name: '3' });
  // A section that was described in two parts has no two seats of one name.
  const places = seats.map((seat: Record<string, string>) => `${seat.section} ${seat.row} ${seat.name}`);
  expect(new Set(places).size).toBe(seats.length);
  expect((await fan.reserve(concertId, DATE, 50)).body.code).toBe('SEAT_NOT_FOUND');
  expect((await recorded(concertId))[0]).toMatchObject({
    what: 'change-concert',
    before: { date: DATE, seats: 50, priceFrom: 50_000 },
    after: { date: DATE, seats: 36, priceTo: 90_000 },
  });
});

test('seats that somebody has held once stay as they were; the beginning may still change', async () => {
  const concertId = await onSale.concert();
  const fan = await inside(onSale, concertId);
  const { body: hold } = await fan.reserve(concertId, DATE, 1);
  await fan.release(concertId, hold.reservationId);

  expect((await change(concertId, { price: 1 })).body.code).toBe('SEAT_ALREADY_RESERVED');
  const moved = await change(concertId, { startsAt: '2099-12-24T12:00:00.000Z' });

  expect(moved.body).toEqual({
    date: DATE,
    startsAt: '2099-12-24T12:00:00.000Z',
    seats: 50,
    price: 50_000,
    changeable: false,
    movable: true,
  });
});

test('seats are never replaced while a booking is decided', async () => {
  const concertId = await onSale.concert();
  const deciding = await Session.holdingLane(onSale, `booking.${concertId}`);
  const changing = change(concertId, { price: 2 });
  await untilBlocked(onSale, 'api');
  expect((await dates(concertId)).body.dates).toMatchObject([{ price: 50_000 }]);
  await deciding.end();
  expect((await changing).body.price).toBe(2);
});

test.each([
  [{}, 200, undefined],
  [{ seats: 10 }, 400, '/price'],
  [{ seatMap: hall, price: 1 }, 400, '/price'],
  [{ seatMap: [{ section: 'R', rows: 1_000, seatsPerRow: 1_000, price: 1 }] }, 400, '/seatMap'],
  [{ date: '2099-02-30' }, 400, '/date'],
  [{ date: '2020-05-01' }, 400, '/date'],
  [{ date: LATER, startsAt: `${DATE}T10:00:00Z` }, 400, '/startsAt'],
  [{ removed: true, startsAt: `${DATE}T10:00:00Z` }, 400, '/startsAt'],
  [{ removed: false }, 400, '/removed'],
  [{ removed: true }, 400, '/removed'],
])('of a change like %j each fault is pointed at', async (plan, status, pointer) => {
  const answer = await change(await onSale.concert(), plan);
  expect(answer.status).toBe(status);
  expect(answer.body.errors?.[0]?.pointer).toBe(pointer);
});

test('what is not there cannot be changed', async () => {
  const nowhere = '00000000-0000-4000-8000-000000000000';
  const concertId = await onSale.concert();
  expect((await add(nowhere, { date: LATER, price: 1 })).body.code).toBe('CONCERT_NOT_FOUND');
  expect((await change(nowhere, {})).body.code).toBe('CONCERT_NOT_FOUND');
  expect((await change(concertId, {}, LATER)).body.code).toBe('SEATS_NOT_FOUND');
  expect((await change(concertId, {}, 'never')).body.code).toBe('SEATS_NOT_FOUND');
});

test.each([
  'Asia/Seoul',
  'America/New_York',
  'Europe/London',
  'Australia/Lord_Howe',
  'America/St_Johns',
  'America/Santiago',
])(
  'in %s the operators’ page takes every time for the instant that the database takes it for',
  async (zone) => {
    // Every half an hour of the days round each change of clocks in 2027.
    const rows = await onSale.sql(sql<{ local: string; instant: string }>`
    select to_char(local, 'YYYY-MM-DD"T"HH24:MI') as local,
      to_char((local at time zone ${zone}) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as instant
    from unnest(array['03-14', '03-28', '04-04', '09-05', '10-03', '10-31', '11-07']) as change
      cross join lateral generate_series(
        ('2027-' || change)::timestamp - interval '36 hours', ('2027-' || change)::timestamp + interval '36 hours', '30 minutes'
      ) as local`);
    expect(rows).toHaveLength(7 * 145);
    expect(rows.filter(({ local, instant }) => instantAt(local, zone) !== instant)).toEqual([]);
  },
);
