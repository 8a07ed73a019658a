import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { connectDatabase } from '../../src/database/connect.ts';
import { readSeatStates } from '../../src/reads/seat-states.ts';
import { inside } from '../infrastructure/inside.ts';
import { DATE } from '../infrastructure/on-sale.ts';
import { until } from '../infrastructure/until.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const SECOND_DATE = '2099-12-25';

const onSale = useOnSale();

const numbersTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

test('a date has fifty seats, numbered from 1, all of them free and at the price of the date', async () => {
  const concertId = await onSale.concert({ dates: [{ date: DATE, price: 70_000 }] });
  const fan = await inside(onSale, concertId);

  const { status, body } = await fan.seats(concertId, DATE);

  expect(status).toBe(200);
  expect(body).toMatchObject({
    date: DATE,
    available: 50,
    seats: numbersTo(50).map((number) => ({ number, status: 'AVAILABLE', price: 70_000 })),
  });
});

test('a date has as many seats as its plan says', async () => {
  const concertId = await onSale.concert({
    dates: [
      { date: DATE, seats: 1, price: 1 },
      { date: SECOND_DATE, seats: 1_234, price: 1 },
    ],
  });
  const fan = await inside(onSale, concertId);

  expect((await fan.seats(concertId, DATE)).body).toMatchObject({ available: 1, seats: [{ number: 1 }] });
  const { body } = await fan.seats(concertId, SECOND_DATE);
  expect(body.available).toBe(1_234);
  expect(body.seats.map(({ number }: { number: number }) => number)).toEqual(numbersTo(1_234));
  expect((await fan.reserve(concertId, SECOND_DATE, 1_234)).status).toBe(201);
});

test('a seat map numbers its seats on from section to section and from row to row', async () => {
  const concertId = await onSale.concert({
    dates: [
      {
        date: DATE,
        seatMap: [
          { section: 'Floor', rows: 2, seatsPerRow: 3, price: 150_000 },
          { section: 'Balcony', rows: 3, seatsPerRow: 2, price: 90_000 },
        ],
      },
    ],
  });
  const fan = await inside(onSale, concertId);

  const { body } = await fan.seats(concertId, DATE);

  const place = ({ number, section, row, price }: Record<string, unknown>) => [number, section, row, price];
  expect(body.seats.map(place)).toEqual([
    [1, 'Floor', '1', 150_000],
    [2, 'Floor', '1', 150_000],
    [3, 'Floor', '1', 150_000],
    [4, 'Floor', '2', 150_000],
    [5, 'Floor', '2', 150_000],
    [6, 'Floor', '2', 150_000],
    [7, 'Balcony', '1', 90_000],
    [8, 'Balcony', '1', 90_000],
    [9, 'Balcony', '2', 90_000],
    [10, 'Balcony', '2', 90_000],
    [11, 'Balcony', '3', 90_000],
    [12, 'Balcony', '3', 90_000],
  ]);
  const { body: dates } = await fan.dates(concertId);
  expect(dates.dates).toMatchObject([{ date: DATE, seatsTotal: 12, seatsAvailable: 12, priceFrom: 90_000 }]);
});

test('a hall that is written in portions has every seat once, named on through its rows', async () => {
  const concertId = await onSale.concert({
    dates: [
      { date: DATE, seatMap: [{ section: 'Floor', rows: 40, seatsPerRow: 301, price: 1 }] },
      { date: SECOND_DATE, seats: 10_001, price: 1 },
    ],
  });
  const written = await onSale.sql(sql`
    select date::text as date, count(*)::int as seats, min(number) as first, max(number) as last,
      count(*) filter (where (row, name) is distinct from
        (((number - 1) / 301 + 1)::text, ((number - 1) % 301 + 1)::text))::int as "namedOtherwise"
    from concert_date join seat on seat.date_id = concert_date.id
    where concert_id = ${concertId} group by date order by date`);
  expect(written).toEqual([
    { date: DATE, seats: 12_040, first: 1, last: 12_040, namedOtherwise: 0 },
    { date: SECOND_DATE, seats: 10_001, first: 1, last: 10_001, namedOtherwise: 10_001 },
  ]);
});

test('every column in which seats may differ makes another plan: no map that is kept outlives its seats', async () => {
  const concertId = await onSale.concert({ dates: [{ date: DATE, seats: 3, price: 1 }] });
  const orm = connectDatabase(onSale.environment.databaseUrl, 'migrate');
  const planHash = async () => (await readSeatStates(orm.em.fork(), concertId, DATE))?.planHash;
  const { dateId: _, ...columns } = orm.getMetadata().getByClassName('Seat').properties;
  const hashes = [await planHash()];
  for (const { fieldNames, runtimeType } of Object.values(columns)) {
    await onSale.sql(sql`
      update seat set ${sql.ref(fieldNames[0] ?? '')} = ${runtimeType === 'number' ? 7 : 'other'}
      where number in (1, 7) and date_id in (select id from concert_date where concert_id = ${concertId})`);
    hashes.push(await planHash());
  }
  await orm.close();
  expect(new Set(hashes).size).toBe(1 + Object.keys(columns).length);
});

test('seats of several sections in one reservation cost the sum of their own prices', async () => {
  const concertId = await onSale.concert({
    dates: [
      {
        date: DATE,
        seatMap: [
          { section: 'Floor', rows: 1, seatsPerRow: 2, price: 150_000 },
          { section: 'Balcony', rows: 1, seatsPerRow: 2, price: 90_000 },
        ],
      },
    ],
  });
  const fan = await inside(onSale, concertId);

  const held = await fan.reserve(concertId, DATE, [2, 3, 4]);

  expect(held).toMatchObject({
    status: 201,
    body: { status: 'HELD', date: DATE, seatNumbers: [2, 3, 4], amount: 330_000 },
  });
});

test('each date has seats of its own: the same number is held on one and free on the other', async () => {
  const concertId = await onSale.concert({
    dates: [
      { date: DATE, price: 10_000 },
      { date: SECOND_DATE, price: 20_000 },
    ],
  });
  const [one, other] = [await inside(onSale, concertId), await inside(onSale, concertId)];

  expect(await one.reserve(concertId, DATE, 1)).toMatchObject({ status: 201, body: { amount: 10_000 } });
  expect(await other.reserve(concertId, SECOND_DATE, 1)).toMatchObject({
    status: 201,
    body: { amount: 20_000 },
  });
  expect((await other.reserve(concertId, DATE, 1)).body.code).toBe('SEAT_ALREADY_RESERVED');
});

test('seats are held all or none: with one of them taken the others stay free', async () => {
  const concertId = await onSale.concert();
  const [first, second] = [await inside(onSale, concertId), await inside(onSale, concertId)];
  await first.reserve(concertId, DATE, 2);

  const refused = await second.reserve(concertId, DATE, [1, 2, 3]);

  expect(refused).toMatchObject({ status: 409, body: { code: 'SEAT_ALREADY_RESERVED' } });
  expect((await second.asUser('GET', '/v1/reservations')).body.reservations).toEqual([]);
  expect((await first.reserve(concertId, DATE, [1, 3])).status).toBe(201);
});

test('a held seat is seen as held by everybody, and counts as taken in both lists', async () => {
  const concertId = await onSale.concert();
  const [holder, other] = [await inside(onSale, concertId), await inside(onSale, concertId)];
  await holder.reserve(concertId, DATE, [7, 9]);

  const { body } = await until(
    async () => {
      const answer = await other.seats(concertId, DATE);
      return answer.body.available === 48 ? answer : null;
    },
    { ms: 2_000 },
  );

  const held = body.seats.filter(({ status }: { status: string }) => status === 'HELD');
  expect(held.map(({ number }: { number: number }) => number)).toEqual([7, 9]);
  await until(async () => (await other.dates(concertId)).body.dates[0].seatsAvailable === 48, { ms: 2_000 });
});

test('a date of which every seat is taken says so and is still offered, for holds may run out', async () => {
  const concertId = await onSale.concert({ dates: [{ date: DATE, seats: 2, price: 1_000 }] });
  const fan = await inside(onSale, concertId);
  expect((await fan.seats(concertId, DATE)).body.message).toBeUndefined();

  await fan.reserve(concertId, DATE, [1, 2]);

  await until(async () => (await fan.seats(concertId, DATE)).body.available === 0, { ms: 2_000 });
  expect((await fan.seats(concertId, DATE)).body.message).toBe('모든 좌석이 이미 예약되었습니다');
  expect((await fan.dates(concertId)).body.dates).toMatchObject([{ date: DATE, seatsAvailable: 0 }]);
});

test('a date that the concert does not have has no seats', async () => {
  const concertId = await onSale.concert();
  const fan = await inside(onSale, concertId);

  const refused = { status: 404, body: { code: 'SEATS_NOT_FOUND' } };
  expect(await fan.reserve(concertId, SECOND_DATE, 1)).toMatchObject(refused);
  expect(await fan.seats(concertId, SECOND_DATE)).toMatchObject(refused);
  for (const malformed of ['2099-02-30', '24-12-2099', 'tomorrow', '2099-12-24T00:00:00Z']) {
    expect(await fan.seats(concertId, malformed)).toMatchObject(refused);
  }
});

test('a date that has begun cannot be held and is not offered any more', async () => {
  const concertId = await onSale.concert({
    dates: [
      { date: '2020-01-01', price: 1_000 },
      { date: DATE, price: 1_000 },
    ],
  });
  const fan = await inside(onSale, concertId);

  expect(await fan.reserve(concertId, '2020-01-01', 1)).toMatchObject({
    status: 404,
    body: { code: 'SEATS_NOT_FOUND' },
  });
  const { body } = await fan.dates(concertId);
  expect(body.dates.map(({ date }: { date: string }) => date)).toEqual([DATE]);
});

test('a concert of which every date has begun has no date that can be booked', async () => {
  const concertId = await onSale.concert();
  const fan = await inside(onSale, concertId);
  await onSale.sql(sql`update concert_date set starts_at = '2020-01-01' where concert_id = ${concertId}`);

  expect(await fan.dates(concertId)).toMatchObject({ status: 404, body: { code: 'NO_AVAILABLE_DATES' } });
});

test('a seat that does not exist is not found, alone or among seats that do', async () => {
  const concertId = await onSale.concert();
  const fan = await inside(onSale, concertId);

  const refused = { status: 404, body: { code: 'SEAT_NOT_FOUND', detail: '존재하지 않는 좌석입니다' } };
  expect(await fan.reserve(concertId, DATE, 51)).toMatchObject(refused);
  expect(await fan.reserve(concertId, DATE, [50, 51])).toMatchObject(refused);
  expect((await fan.reserve(concertId, DATE, 50)).status).toBe(201);
});

test('a wish that names no seat, both ways of naming, or a seat twice, is no valid request', async () => {
  const concertId = await onSale.concert();
  const fan = await inside(onSale, concertId);
  const ask = (wish: object) => fan.call('POST', `/v1/concerts/${concertId}/reservations`, wish);
  const invalid = (...pointers: string[]) => ({
    status: 400,
    body: { code: 'INVALID_REQUEST', errors: pointers.map((pointer) => ({ pointer })) },
  });

  expect(await ask({ date: DATE })).toMatchObject(invalid('/seatNumber'));
  expect(await ask({ date: DATE, seatNumber: 1, seatNumbers: [2] })).toMatchObject(invalid('/seatNumbers'));
  expect(await ask({ date: DATE, seatNumbers: [3, 3] })).toMatchObject(invalid('/seatNumbers/1'));
  expect(await ask({ date: DATE, seatNumbers: [] })).toMatchObject(invalid('/seatNumbers'));
  expect(await ask({ date: DATE, seatNumber: 1.5 })).toMatchObject(invalid('/seatNumber'));
  expect(await ask({ date: '2099-02-30', seatNumber: 1 })).toMatchObject(invalid('/date'));
  expect(await ask({ seatNumber: '1' })).toMatchObject(invalid('/date', '/seatNumber'));
  expect(await ask({ date: DATE, seatNumber: 1, row: 'A', price: 1 })).toMatchObject(
    invalid('/row', '/price'),
  );
});
