import { expect, test } from '@jest/globals';
import { countAnswers } from '../infrastructure/count-answers.ts';
import { DATE, OnSale } from '../infrastructure/on-sale.ts';

const PRICE = 50_000;

test('of five hundred fans who want one seat at the same instant exactly one gets it', async () => {
  const onSale = await OnSale.start({ workers: 2 });
  try {
    const concertId = await onSale.concert({ dates: [{ date: DATE, seats: 1, price: PRICE }] });
    const fans = await onSale.admitted(concertId, 500);

    const answers = await Promise.all(fans.map((fan) => fan.reserve(concertId, DATE, 1)));

    expect(countAnswers(answers)).toEqual({ 201: 1, SEAT_ALREADY_RESERVED: 499 });
    expect(await onSale.invariants()).toEqual([]);
  } finally {
    await onSale.close();
  }
});
