import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import type { Answer } from '../infrastructure/call.ts';
import { inside } from '../infrastructure/inside.ts';
import { DATE } from '../infrastructure/on-sale.ts';
import { expectRefused } from '../infrastructure/refusals-of-the-contract.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const onSale = useOnSale({ laws: 'at the end' });

const PLAN = {
  title: 'A concert',
  dates: [{ date: DATE, price: 50_000 }],
  waitingRoom: { capacity: 100 },
};
const DAY = { date: DATE, price: 50_000 };
const SECTION = { section: 'A', rows: 10, seatsPerRow: 10, price: 50_000 };
const mapped = (...seatMap: object[]) => ({ dates: [{ date: DATE, seatMap }] });
const days = (count: number, seats: number) =>
  Array.from({ length: count }, (_, day) => ({
    ...DAY,
    seats,
    date: `2099-01-${String(day + 1).padStart(2, '0')}`,
  }));

function expectPointers(answer: Answer, pointers: string[]): void {
  expectRefused(answer, 'INVALID_REQUEST');
  const errors: { pointer: string }[] = answer.body.errors;
  expect([...new Set(errors.map(({ pointer }) => pointer))].sort()).toEqual(pointers);
}

/** What is put over a right plan, and where that is wrong. */
const WRONG_PLANS: [string, object, string[]][] = [
  ['no title', { title: undefined }, ['/title']],
  ['an empty title', { title: '   ' }, ['/title']],
  ['a title of another type', { title: 7 }, ['/title']],
  ['a title too long', { title: 'x'.repeat(201) }, ['/title']],
  ['a title with blanks behind', { title: 'A title ' }, ['/title']],
  ['a title of what nobody sees', { title: '\u200b\u2060\u3164' }, ['/title']],
  ['a title that turns what follows it', { title: 'A\u202etitle' }, ['/title']],
  ['a title of two lines', { title: 'A\ntitle' }, ['/title']],
  ['a title that people count as too long', { title: '\u{1f468}\u200d\u{1f469}'.repeat(201) }, ['/title']],
  ['a title with a NUL', { title: 'a\0b' }, ['/title']],
  ['a title with half a character', { title: 'A\ud83d' }, ['/title']],
  ['a venue of another type', { venue: ['here'] }, ['/venue']],
  ['no dates', { dates: undefined }, ['/dates']],
  ['an empty list of dates', { dates: [] }, ['/dates']],
  ['a date for dates', { dates: DAY }, ['/dates']],
  [
    'too many dates',
    { dates: Array.from({ length: 101 }, (_, day) => ({ ...DAY, date: `${2100 + day}-01-01` })) },
    ['/dates'],
  ],
  ['a date twice', { dates: [DAY, { ...DAY, date: '2099-12-25' }, DAY] }, ['/dates/2/date']],
  ['a day that does not exist', { dates: [{ ...DAY, date: '2099-02-29' }] }, ['/dates/0/date']],
  ['the year nought', { dates: [{ ...DAY, date: '0000-01-01' }] }, ['/dates/0/date']],
  ['a date without a price', { dates: [{ date: DATE }] }, ['/dates/0/price']],
  ['a price as a string', { dates: [{ ...DAY, price: '50000' }] }, ['/dates/0/price']],
  ['half a won', { dates: [{ ...DAY, price: 0.5 }] }, ['/dates/0/price']],
  ['seats for nothing', { dates: [{ ...DAY, price: 0 }] }, ['/dates/0/price']],
  ['a price beyond measure', { dates: [{ ...DAY, price: 2 ** 40 }] }, ['/dates/0/price']],
  ['no seats', { dates: [{ ...DAY, seats: 0 }] }, ['/dates/0/seats']],
  ['too many seats', { dates: [{ ...DAY, seats: 100_001 }] }, ['/dates/0/seats']],
  ['too many seats in all', { dates: days(6, 100_000) }, ['/dates']],
  [
    'a start on another day',
    { dates: [{ ...DAY, startsAt: '2029-12-24T10:00:00Z' }] },
    ['/dates/0/startsAt'],
  ],
  ['a start that is no instant', { dates: [{ ...DAY, startsAt: '19:00' }] }, ['/dates/0/startsAt']],
  [
    'a start without an offset',
    { dates: [{ ...DAY, startsAt: '2099-12-24T19:00:00' }] },
    ['/dates/0/startsAt'],
  ],
  [
    'a start before all years',
    { dates: [{ ...DAY, startsAt: '0000-01-01T00:00:00Z' }] },
    ['/dates/0/startsAt'],
  ],
  [
    'a start after all years',
    { dates: [{ ...DAY, startsAt: '9999-12-31T23:59:59-12:00' }] },
    ['/dates/0/startsAt'],
  ],
  ['an unknown field in a date', { dates: [{ ...DAY, seat: 1 }] }, ['/dates/0/seat']],
  ['seats and a seat map', { dates: [{ date: DATE, seats: 1, seatMap: [SECTION] }] }, ['/dates/0/seats']],
  ['a price and a seat map', { dates: [{ date: DATE, price: 1, seatMap: [SECTION] }] }, ['/dates/0/price']],
  ['an empty seat map', mapped(), ['/dates/0/seatMap']],
  ['a seat map too big', mapped({ ...SECTION, rows: 1_000, seatsPerRow: 101 }), ['/dates/0/seatMap']],
  ['a section without rows', mapped({ ...SECTION, rows: 0 }), ['/dates/0/seatMap/0/rows']],
  ['a section without a name', mapped(SECTION, { ...SECTION, section: '' }), ['/dates/0/seatMap/1/section']],
  ['an unknown field in a section', mapped({ ...SECTION, colour: 'red' }), ['/dates/0/seatMap/0/colour']],
  ['a bad time zone', { timeZone: 'Mars/Olympus' }, ['/timeZone']],
  ['an offset for a time zone', { timeZone: '+09:00' }, ['/timeZone']],
  [
    'a sale that closes before it opens',
    { saleOpensAt: '2099-01-02T00:00:00Z', saleClosesAt: '2099-01-01T00:00:00Z' },
    ['/saleClosesAt'],
  ],
  [
    'a sale that closes as it opens',
    { saleOpensAt: '2099-01-01T09:00:00+09:00', saleClosesAt: '2099-01-01T00:00:00Z' },
    ['/saleClosesAt'],
  ],
  ['a hold of no seconds', { holdSeconds: 0 }, ['/holdSeconds']],
  ['a hold of half a second', { holdSeconds: 0.5 }, ['/holdSeconds']],
  ['no seats for a user', { seatsPerUser: 0 }, ['/seatsPerUser']],
  ['no waiting room', { waitingRoom: undefined }, ['/waitingRoom']],
  ['a waiting room without a capacity', { waitingRoom: {} }, ['/waitingRoom/capacity']],
  ['a capacity of nobody', { waitingRoom: { capacity: 0 } }, ['/waitingRoom/capacity']],
  ['a rate of nobody', { waitingRoom: { capacity: 1, admitPerMinute: 0 } }, ['/waitingRoom/admitPerMinute']],
  ['no time inside', { waitingRoom: { capacity: 1, activeSeconds: 0 } }, ['/waitingRoom/activeSeconds']],
  [
    'no time to wait',
    { waitingRoom: { capacity: 1, waitingSeconds: '7200' } },
    ['/waitingRoom/waitingSeconds'],
  ],
  [
    'a door that protects something else',
    { waitingRoom: { capacity: 1, protects: 'all' } },
    ['/waitingRoom/protects'],
  ],
  ['an unknown field in the waiting room', { waitingRoom: { capacity: 1, size: 2 } }, ['/waitingRoom/size']],
  ['unknown fields, two', { price: 1, seats: 2 }, ['/price', '/seats']],
];

test.each(WRONG_PLANS)(
  'a concert with %s is refused with a pointer to it',
  async (_what, wrong, pointers) => {
    expectPointers(await onSale.operator('POST', '/v1/admin/concerts', { ...PLAN, ...wrong }), pointers);
  },
);

test('a plan that was refused leaves nothing behind', async () => {
  const [before] = await onSale.sql<{ seats: string }>(sql`select count(*) as seats from seat`);
  await onSale.operator('POST', '/v1/admin/concerts', { ...PLAN, dates: [DAY, DAY] });
  const [after] = await onSale.sql<{ seats: string }>(sql`select count(*) as seats from seat`);
  expect(after).toEqual(before);
});

/** What is asked of a running concert, and where that is wrong. */
const WRONG_CHANGES: [string, object, string[]][] = [
  ['no title', { title: null }, ['/title']],
  ['a field that stays', { holdSeconds: 60 }, ['/holdSeconds']],
  ['the dates', { dates: [DAY] }, ['/dates']],
  ['a pause that is no yes or no', { waitingRoom: { paused: 'yes' } }, ['/waitingRoom/paused']],
  ['no waiting room', { waitingRoom: null }, ['/waitingRoom']],
  ['a capacity of nobody', { waitingRoom: { capacity: 0 } }, ['/waitingRoom/capacity']],
  [
    'an end before its beginning',
    { saleOpensAt: '2099-01-02T00:00:00Z', saleClosesAt: '2099-01-01T00:00:00Z' },
    ['/saleClosesAt'],
  ],
  ['an end before the beginning that it has', { saleClosesAt: '2000-01-01T00:00:00Z' }, ['/saleClosesAt']],
  ['a beginning after the end that it has', { saleOpensAt: '2100-01-01T00:00:00Z' }, ['/saleClosesAt']],
  ['an end that is no instant', { saleClosesAt: 'tomorrow' }, ['/saleClosesAt']],
  ['an end before all years', { saleClosesAt: '0000-01-01T00:00:00Z' }, ['/saleClosesAt']],
];

test.each(WRONG_CHANGES)('a change to %s is refused and changes nothing', async (_what, change, pointers) => {
  const concertId = await onSale.concert({
    saleOpensAt: '2001-01-01T00:00:00Z',
    saleClosesAt: '2099-01-01T00:00:00Z',
  });
  const path = `/v1/admin/concerts/${concertId}`;
  const before = await onSale.operator('PATCH', path, {});
  expect(before.status).toBe(200);
  expectPointers(await onSale.operator('PATCH', path, change), pointers);
  expect((await onSale.operator('PATCH', path, {})).body).toEqual(before.body);
});

const ID = '7b3f7a35-1f5c-4dd8-9d0e-3f9b7c0f7a10';

test.each([
  ['nothing', {}, ['/name']],
  ['an empty name', { name: '' }, ['/name']],
  ['a name of another type', { name: { first: 'Kim' } }, ['/name']],
  ['a name with a NUL', { name: 'Kim\0' }, ['/name']],
  ['a name with half a character', { name: 'Kim\udc00' }, ['/name']],
  ['a name and users', { name: 'Kim', users: [{ name: 'Lee' }] }, ['/users']],
  ['no users', { users: [] }, ['/users']],
  ['a user without a name', { users: [{ name: 'Kim' }, {}] }, ['/users/1/name']],
  ['a user whose id is none', { users: [{ id: 'kim', name: 'Kim' }] }, ['/users/0/id']],
  [
    'an id twice',
    {
      users: [
        { id: ID, name: 'Kim' },
        { id: ID.toUpperCase(), name: 'Lee' },
      ],
    },
    ['/users/1/id'],
  ],
  ['an unknown field', { users: [{ name: 'Kim', balance: 1 }], role: 'fan' }, ['/role', '/users/0/balance']],
])('users with %s are refused with a pointer to it', async (_what, body, pointers) => {
  expectPointers(await onSale.operator('POST', '/v1/admin/users', body), pointers);
});

test('an id that a user has already is refused, and none of the others is made', async () => {
  const [mine, taken] = [randomUUID(), randomUUID()];
  await onSale.operator('POST', '/v1/admin/users', { users: [{ id: taken, name: 'Kim' }] });
  const users = [
    { id: mine, name: 'Lee' },
    { id: taken, name: 'Park' },
  ];
  expectPointers(await onSale.operator('POST', '/v1/admin/users', { users }), ['/users/1/id']);
  expect(await onSale.sql(sql`select name from users where id in (${mine}, ${taken})`)).toEqual([
    { name: 'Kim' },
  ]);
});

test('a plan with everything in it comes out as it went in', async () => {
  const { status, body, headers } = await onSale.operator('POST', '/v1/admin/concerts', {
    title: '겨울밤의 콘서트 🎄',
    venue: 'Olympic Hall',
    timeZone: 'America/New_York',
    dates: [
      { date: '2099-07-01', price: 30_000, seats: 3 },
      {
        date: '2099-07-02',
        startsAt: '2099-07-02T20:00:00+09:00',
        seatMap: [
          { ...SECTION, rows: 2, seatsPerRow: 2 },
          { ...SECTION, section: 'B', rows: 1, seatsPerRow: 1, price: 90_000 },
        ],
      },
    ],
    saleOpensAt: '2026-01-01T09:00:00.5+14:00',
    saleClosesAt: '2099-06-30T23:59:59-12:00',
    holdSeconds: 90,
    seatsPerUser: 2,
    waitingRoom: {
      capacity: 7,
      admitPerMinute: 60,
      activeSeconds: 61,
      waitingSeconds: 62,
      protects: 'booking',
    },
  });
  expect({ status, location: headers.get('location') }).toEqual({
    status: 201,
    location: `/v1/concerts/${body.concertId}`,
  });
  const { concertId } = body;
  const fan = await inside(onSale, concertId);
  expect((await fan.call('GET', `/v1/concerts/${concertId}`)).body).toMatchObject({
    concertId,
    title: '겨울밤의 콘서트 🎄',
    venue: 'Olympic Hall',
    saleOpensAt: '2025-12-31T19:00:00.500Z',
    saleClosesAt: '2099-07-01T11:59:59.000Z',
    waitingRoom: {
      capacity: 7,
      admitPerMinute: 60,
      activeSeconds: 61,
      waitingSeconds: 62,
      protects: 'booking',
      paused: false,
    },
  });
  expect((await fan.dates(concertId)).body.dates).toEqual([
    {
      date: '2099-07-01',
      startsAt: '2099-07-01T23:00:00.000Z',
      seatsTotal: 3,
      seatsAvailable: 3,
      priceFrom: 30_000,
    },
    {
      date: '2099-07-02',
      startsAt: '2099-07-02T11:00:00.000Z',
      seatsTotal: 5,
      seatsAvailable: 5,
      priceFrom: 50_000,
    },
  ]);
  expect((await fan.seats(concertId, '2099-07-02')).body.seats).toEqual([
    { number: 1, status: 'AVAILABLE', price: 50_000, section: 'A', row: '1', name: '1' },
    { number: 2, status: 'AVAILABLE', price: 50_000, section: 'A', row: '1', name: '2' },
    { number: 3, status: 'AVAILABLE', price: 50_000, section: 'A', row: '2', name: '1' },
    { number: 4, status: 'AVAILABLE', price: 50_000, section: 'A', row: '2', name: '2' },
    { number: 5, status: 'AVAILABLE', price: 90_000, section: 'B', row: '1', name: '1' },
  ]);
});

test('what a plan does not say has the contract’s value', async () => {
  const { concertId } = (await onSale.operator('POST', '/v1/admin/concerts', PLAN)).body;
  const fan = await inside(onSale, concertId);
  const concert = (await fan.call('GET', `/v1/concerts/${concertId}`)).body;
  expect(concert).toMatchObject({
    holdSeconds: 300,
    seatsPerUser: 4,
    timeZone: 'Asia/Seoul',
    waitingRoom: { activeSeconds: 600, waitingSeconds: 7_200, protects: 'browse', paused: false },
  });
  expect((await fan.dates(concertId)).body.dates).toMatchObject([
    { startsAt: '2099-12-24T10:00:00.000Z', seatsTotal: 50 },
  ]);
});
