import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { inside } from '../infrastructure/inside.ts';
import { DATE } from '../infrastructure/on-sale.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const onSale = useOnSale({ schedulers: 0, laws: 'at the end' });

const dates = [{ date: DATE, price: 50_000 }];
const waitingRoom = { capacity: 100 };

const create = (plan: object) =>
  onSale.operator('POST', '/v1/admin/concerts', { title: 'A concert', dates, waitingRoom, ...plan });
const read = async (concertId: string) => (await onSale.operator('GET', `/v1/concerts/${concertId}`)).body;
/** When the dates of a concert start, as a fan inside sees them. */
async function starts(plan: object): Promise<string[]> {
  const { body } = await create(plan);
  const fan = await inside(onSale, body.concertId);
  return (await fan.dates(body.concertId)).body.dates.map(({ startsAt }: { startsAt: string }) => startsAt);
}

test('a concert needs a title, a date with a price and a capacity: all else has its default', async () => {
  const { status, body, headers } = await create({});

  expect(status).toBe(201);
  expect(headers.get('location')).toBe(`/v1/concerts/${body.concertId}`);
  expect(await read(body.concertId)).toMatchObject({
    concertId: body.concertId,
    title: 'A concert',
    venue: null,
    timeZone: 'Asia/Seoul',
    saleOpensAt: null,
    saleClosesAt: null,
    holdSeconds: 300,
    seatsPerUser: 4,
    waitingRoom: {
      capacity: 100,
      admitPerMinute: null,
      activeSeconds: 600,
      waitingSeconds: 7_200,
      protects: 'browse',
      paused: false,
      waiting: 0,
      active: 0,
    },
  });
});

test('a concert keeps everything that its plan says', async () => {
  const plan = {
    title: '앙코르',
    venue: 'Olympic Hall',
    timeZone: 'America/New_York',
    saleOpensAt: '2030-01-01T00:00:00Z',
    saleClosesAt: '2030-02-01T09:00:00+09:00',
    holdSeconds: 150,
    seatsPerUser: 2,
    waitingRoom: {
      capacity: 5,
      admitPerMinute: 60,
      activeSeconds: 120,
      waitingSeconds: 3_600,
      protects: 'booking',
      paused: true,
    },
  };

  const { body } = await create(plan);

  expect(await read(body.concertId)).toMatchObject({
    ...plan,
    saleOpensAt: '2030-01-01T00:00:00.000Z',
    saleClosesAt: '2030-02-01T00:00:00.000Z',
  });
});

test('a date starts at seven in the evening in Seoul unless the plan says otherwise', async () => {
  expect(await starts({})).toEqual(['2099-12-24T10:00:00.000Z']);
});

test('seven in the evening is that of the venue, in summer as in winter', async () => {
  const summer = { date: '2099-07-01', price: 1 };
  const winter = { date: '2099-12-24', price: 1 };

  expect(await starts({ timeZone: 'America/New_York', dates: [summer, winter] })).toEqual([
    '2099-07-01T23:00:00.000Z',
    '2099-12-25T00:00:00.000Z',
  ]);
  expect(await starts({ timeZone: 'Pacific/Auckland', dates: [winter] })).toEqual([
    '2099-12-24T06:00:00.000Z',
  ]);
  expect(await starts({ timeZone: 'Asia/Kolkata', dates: [winter] })).toEqual(['2099-12-24T13:30:00.000Z']);
  expect(await starts({ timeZone: 'UTC', dates: [winter] })).toEqual(['2099-12-24T19:00:00.000Z']);
});

test('a date starts when its plan says so, with any offset', async () => {
  const at = (startsAt: string) => starts({ dates: [{ date: DATE, startsAt, price: 1 }] });

  expect(await at('2099-12-24T18:30:00+09:00')).toEqual(['2099-12-24T09:30:00.000Z']);
  expect(await at('2099-12-24T11:00:00.000Z')).toEqual(['2099-12-24T11:00:00.000Z']);
});

test('a concert can be planned in every time zone that there is', async () => {
  const answers = [];
  for (const timeZone of [...Intl.supportedValuesOf('timeZone'), 'Asia/Kolkata', 'US/Pacific', 'Etc/GMT+9']) {
    const { status } = await create({ timeZone, dates: [{ date: DATE, seats: 1, price: 1 }] });
    if (status !== 201) answers.push(`${timeZone}: ${status}`);
  }

  expect(answers).toEqual([]);
});

test('dates of seats and dates of seat maps stand side by side in one concert', async () => {
  const { body } = await create({
    dates: [
      { date: '2099-12-26', seats: 3, price: 1_000 },
      { date: DATE, seatMap: [{ section: 'A', rows: 2, seatsPerRow: 2, price: 500 }] },
      { date: '2099-12-25', price: 2_000 },
    ],
  });
  const fan = await inside(onSale, body.concertId);

  expect((await fan.dates(body.concertId)).body.dates).toMatchObject([
    { date: DATE, seatsTotal: 4, priceFrom: 500 },
    { date: '2099-12-25', seatsTotal: 50, priceFrom: 2_000 },
    { date: '2099-12-26', seatsTotal: 3, priceFrom: 1_000 },
  ]);
});

test.each([
  ['no title', { title: undefined }, ['/title']],
  ['an empty title', { title: ' ' }, ['/title']],
  ['no dates', { dates: [] }, ['/dates']],
  ['a date without a price', { dates: [{ date: DATE }] }, ['/dates/0/price']],
  ['a day that does not exist', { dates: [{ date: '2099-02-30', price: 1 }] }, ['/dates/0/date']],
  ['the same date twice', { dates: [...dates, ...dates] }, ['/dates/1/date']],
  ['a price of nothing', { dates: [{ date: DATE, price: 0 }] }, ['/dates/0/price']],
  ['a price in parts of a won', { dates: [{ date: DATE, price: 0.5 }] }, ['/dates/0/price']],
  ['no seats', { dates: [{ date: DATE, seats: 0, price: 1 }] }, ['/dates/0/seats']],
  [
    'seats beside a seat map',
    { dates: [{ date: DATE, seats: 5, seatMap: [{ section: 'A', rows: 1, seatsPerRow: 1, price: 1 }] }] },
    ['/dates/0/seats'],
  ],
  [
    'a section without rows',
    { dates: [{ date: DATE, seatMap: [{ section: 'A', seatsPerRow: 1, price: 1 }] }] },
    ['/dates/0/seatMap/0/rows'],
  ],
  ['no waiting room', { waitingRoom: undefined }, ['/waitingRoom']],
  ['a waiting room without a capacity', { waitingRoom: {} }, ['/waitingRoom/capacity']],
  ['room for nobody', { waitingRoom: { capacity: 0 } }, ['/waitingRoom/capacity']],
  [
    'a waiting room that protects nothing',
    { waitingRoom: { capacity: 1, protects: 'nothing' } },
    ['/waitingRoom/protects'],
  ],
  ['a hold of no time', { holdSeconds: 0 }, ['/holdSeconds']],
  ['no seat for anybody', { seatsPerUser: 0 }, ['/seatsPerUser']],
  ['a time zone that does not exist', { timeZone: 'Mars/Olympus' }, ['/timeZone']],
  ['a time zone that the database does not know', { timeZone: 'US/Pacific-New' }, ['/timeZone']],
  ['an abbreviation that many countries share for a time zone', { timeZone: 'IST' }, ['/timeZone']],
  ['an offset for a time zone', { timeZone: '+09:00' }, ['/timeZone']],
  [
    'a sale that closes before it opens',
    { saleOpensAt: '2030-02-01T00:00:00Z', saleClosesAt: '2030-01-01T00:00:00Z' },
    ['/saleClosesAt'],
  ],
  ['a sale that opens at no instant', { saleOpensAt: 'tomorrow' }, ['/saleOpensAt']],
  ['fields that nobody knows', { artist: 'X', seats: 5 }, ['/artist', '/seats']],
])('a plan with %s is refused, with a pointer', async (_what, plan, pointers) => {
  const refused = await create(plan);

  expect(refused).toMatchObject({ status: 400, body: { code: 'INVALID_REQUEST' } });
  const named = refused.body.errors.map(({ pointer }: { pointer: string }) => pointer);
  expect(new Set(named)).toEqual(new Set(pointers));
});

test('nobody but an operator creates a concert', async () => {
  const fan = await onSale.fan();

  expect(await fan.asUser('POST', '/v1/admin/concerts', { title: 'Mine', dates, waitingRoom })).toMatchObject(
    {
      status: 403,
      body: { code: 'FORBIDDEN' },
    },
  );
});

test('a concert that does not exist is not found', async () => {
  const refused = { status: 404, body: { code: 'CONCERT_NOT_FOUND', detail: '존재하지 않는 콘서트입니다' } };
  for (const concertId of [randomUUID(), 'tonight']) {
    expect(await onSale.operator('GET', `/v1/concerts/${concertId}`)).toMatchObject(refused);
    expect(await onSale.operator('GET', `/v1/admin/concerts/${concertId}/stats`)).toMatchObject(refused);
    expect(await onSale.operator('PATCH', `/v1/admin/concerts/${concertId}`, { title: 'X' })).toMatchObject(
      refused,
    );
  }
});
