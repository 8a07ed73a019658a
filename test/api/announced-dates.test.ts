import { expect, test } from '@jest/globals';
import { call } from '../infrastructure/call.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const onSale = useOnSale({ laws: 'at the end' });

const dates = [
  {
    date: '2099-12-25',
    startsAt: '2099-12-25T08:00:00.000Z',
    seatsTotal: 50,
    priceFrom: 90_000,
    priceTo: 90_000,
  },
  {
    date: '2099-12-31',
    startsAt: '2099-12-31T10:00:00.000Z',
    seatsTotal: 34,
    priceFrom: 70_000,
    priceTo: 120_000,
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

test('what is announced says nothing of who has taken what', async () => {
  const concertId = await onSale.concert(plan);
  const [fan] = await onSale.admitted(concertId, 1);
  await fan?.reserve(concertId, '2099-12-31', [1, 2]);
  const { body } = await call(onSale.url, 'GET', `/v1/concerts/${concertId}`);
  expect(body.dates).toEqual(dates);
});
