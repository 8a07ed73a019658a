import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { call } from '../infrastructure/call.ts';
import { until } from '../infrastructure/until.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const onSale = useOnSale({ laws: 'at the end' });

const dates = [
  {
    date: '2099-12-25',
    startsAt: '2099-12-25T08:00:00.000Z',
    seatsTotal: 50,
    priceFrom: 90_000,
    priceTo: 90_000,
    past: false,
    seatsFree: 50,
    availability: 'MANY',
    prices: [{ price: 90_000, sections: [], seatsTotal: 50, seatsFree: 50, availability: 'MANY' }],
  },
  {
    date: '2099-12-31',
    startsAt: '2099-12-31T10:00:00.000Z',
    seatsTotal: 34,
    priceFrom: 70_000,
    priceTo: 120_000,
    past: false,
    seatsFree: 34,
    availability: 'MANY',
    prices: [
      { price: 120_000, sections: ['R'], seatsTotal: 10, seatsFree: 10, availability: 'MANY' },
      { price: 70_000, sections: ['S'], seatsTotal: 24, seatsFree: 24, availability: 'MANY' },
    ],
  },
];

const plan = {
  dates: [
    {
      date: '2099-12-31',
      seatMap: [
        { section: 'R', rows: 2, seatsPerRow: 5, price: 120_000 },
        { section: 'S', rows: 4, seatsPerRow: 6, price: 70_000 },
      ],
    },
    { date: '2099-12-25', startsAt: '2099-12-25T17:00:00+09:00', price: 90_000 },
  ],
};

test('everybody sees when a concert takes place and what it costs, before anybody is let in', async () => {
  const concertId = await onSale.concert(plan);
  const one = await call(onSale.url, 'GET', `/v1/concerts/${concertId}`);
  expect(one.body.dates).toEqual(dates);
  const { body } = await call(onSale.url, 'GET', '/v1/concerts');
  expect(
    body.concerts.find((concert: { concertId: string }) => concert.concertId === concertId).dates,
  ).toEqual(dates);
  expect((await call(onSale.url, 'GET', `/v1/concerts/${concertId}/dates`)).status).toBe(401);
});

test('everybody sees how much is free of each date and price, and not which seats', async () => {
  const concertId = await onSale.concert({ ...plan, seatsPerUser: 20 });
  const [fan] = await onSale.admitted(concertId, 1, { balance: 10_000_000 });
  await fan?.reserve(concertId, '2099-12-31', [1, 2, 3, 4, 5, 6, 7, 8, 9]);
  const read = async () => (await call(onSale.url, 'GET', `/v1/concerts/${concertId}`)).body.dates;
  const few = await until(async () => {
    const [, second] = await read();
    return second.seatsFree === 25 ? second : null;
  });
  expect(few).toMatchObject({
    availability: 'MANY',
    prices: [
      { price: 120_000, seatsFree: 1, availability: 'FEW' },
      { price: 70_000, seatsFree: 24, availability: 'MANY' },
    ],
  });
  expect(Object.keys(few.prices[0]).toSorted()).toEqual(
    ['availability', 'price', 'seatsFree', 'seatsTotal', 'sections'].toSorted(),
  );

  await fan?.reserve(concertId, '2099-12-31', 10);
  await until(async () => (await read())[1].prices[0].availability === 'NONE');
  // A date that has begun stays in the list, and says so.
  await onSale.sql(
    sql`update concert_date set starts_at = now() where concert_id = ${concertId} and date = '2099-12-25'`,
  );
  await until(async () => (await read()).find(({ past }: { past: boolean }) => past));
  const begun = (await read()).find(({ past }: { past: boolean }) => past);
  expect(begun).toMatchObject({ date: '2099-12-25', seatsFree: 0, availability: 'NONE' });
});
