import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { inside } from '../infrastructure/inside.ts';
import { DATE, OnSale } from '../infrastructure/on-sale.ts';
import {
  decideAtOnce,
  howManyMet,
  meetBefore,
  splitBookingLane,
  takeRowLocksAway,
} from '../infrastructure/unguarded.ts';

const PRICE = 50_000;

/*
 * Two payments of one reservation, decided at once because the lane's exclusivity is taken away. Each, having
 * decided, waits a while for the other before it writes: with the locks on what both touch, the second does
 * not come that far before the first has written all.
 */
test('one reservation that two decide to be paid at the same instant is paid once', async () => {
  const { outcomes, met, payments, balance, broken } = await payTwiceAtOnce([]);

  expect(met).toBe(0);
  expect(outcomes).toEqual(['INVALID_TOKEN', 'succeeded']);
  expect(payments).toBe(1);
  expect(balance).toBe(2 * PRICE);
  expect(broken).toEqual([]);
});

test('without the locks the same reservation is paid twice, and the check finds it', async () => {
  const { outcomes, met, payments, broken } = await payTwiceAtOnce(['queue_token', 'reservation', 'account']);

  expect(met).toBe(2);
  expect(outcomes).toEqual(['succeeded', 'succeeded']);
  expect(payments).toBe(2);
  expect(broken).toContain('a concert earned something else than its sold seats cost');
});

async function payTwiceAtOnce(unlocked: string[]) {
  const onSale = await OnSale.start({ schedulers: 0 });
  try {
    const concertId = await onSale.concert();
    const fan = await inside(onSale, concertId, { balance: 3 * PRICE });
    const { reservationId } = (await fan.reserve(concertId, DATE, 1)).body;
    const [worker] = onSale.workers;
    if (worker === undefined) throw new Error('no worker runs');
    await onSale.stop(worker);
    for (const table of unlocked) await takeRowLocksAway(onSale, table);

    const accepted = [
      await fan.pay(concertId, reservationId, { prefer: '' }),
      await fan.pay(concertId, reservationId, { prefer: '' }),
    ];
    const lanes = await splitBookingLane(onSale, concertId, 2);
    await meetBefore(onSale, 'before insert on payment', { count: 2, patienceMs: 2_000 });
    await decideAtOnce(onSale, lanes);

    const outcomes = [];
    for (const { body } of accepted) {
      const { status, problem } = (await fan.call('GET', `/v1/requests/${body.requestId}`)).body;
      outcomes.push(problem?.code ?? status);
    }
    const [paid] = await onSale.sql(sql<{ payments: number }>`select count(*)::int as payments from payment`);
    return {
      outcomes: outcomes.toSorted(),
      met: await howManyMet(onSale),
      payments: paid?.payments,
      balance: (await fan.wallet()).body.balance,
      broken: await onSale.invariants(),
    };
  } finally {
    await onSale.close();
  }
}
