import { expect, test } from '@jest/globals';
import { DATE } from '../infrastructure/on-sale.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const onSale = useOnSale({ laws: 'at the end' });

test('a reservation names its seats as they are found in the hall, also when the visit is over', async () => {
  const seatMap = [
    { section: 'R', rows: 2, seatsPerRow: 3, price: 20_000 },
    { section: 'S', rows: 1, seatsPerRow: 4, price: 10_000 },
  ];
  const concertId = await onSale.concert({ dates: [{ date: DATE, seatMap }] });
  const [fan] = await onSale.admitted(concertId, 1);
  const { reservationId } = (await fan?.reserve(concertId, DATE, [8, 5]))?.body ?? {};
  await fan?.leave(concertId);
  const seats = [
    { number: 5, section: 'R', row: '2', name: '2' },
    { number: 8, section: 'S', row: '1', name: '2' },
  ];
  expect((await fan?.asUser('GET', `/v1/reservations/${reservationId}`))?.body.seats).toEqual(seats);
  expect((await fan?.asUser('GET', '/v1/reservations'))?.body.reservations[0].seats).toEqual(seats);
});

test('where seats have nothing but numbers, those are their names', async () => {
  const concertId = await onSale.concert();
  const [fan] = await onSale.admitted(concertId, 1);
  await fan?.reserve(concertId, DATE, 7);
  expect((await fan?.asUser('GET', '/v1/reservations'))?.body.reservations[0].seats).toEqual([{ number: 7 }]);
});
