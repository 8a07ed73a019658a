import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { pay } from '../../src/booking/pay.ts';
import { openDecider } from '../infrastructure/decider.ts';
import { oneFanInManyConcerts } from '../infrastructure/many-concerts.ts';
import { OnSale } from '../infrastructure/on-sale.ts';
import { setScene } from '../infrastructure/scene.ts';
import { type Rewrite, StatementRewriter } from '../infrastructure/statement-rewriter.ts';
import { howManyMet, meetBefore, WITHOUT_ROW_LOCKS } from '../infrastructure/unguarded.ts';

const PRICE = 50_000;

/*
 * Two concerts are two lanes: nothing keeps their payments apart but the lock on the wallet's row. Here each
 * payment, having read the balance, waits a while for the other before it writes. With the lock the second
 * cannot even read; without it both have read the same balance, and the wallet pays twice.
 */
const MEETING = { count: 2, patienceMs: 2_000 };

test('two payments that meet at one balance: the lock on the wallet lets one of them through', async () => {
  const { met, answers, balance, broken } = await payTwiceFromOneWallet([]);

  expect(met).toBe(0);
  expect(answers.toSorted()).toEqual([201, 402]);
  expect(balance).toBe(0);
  expect(broken).toEqual([]);
});

test('the same two payments without the lock both go through, and the check finds the money that is missing', async () => {
  const { met, answers, broken } = await payTwiceFromOneWallet([WITHOUT_ROW_LOCKS]);

  expect(met).toBe(2);
  expect(answers).toEqual([201, 201]);
  expect(broken).toContainEqual(expect.stringMatching(/^I3 .*sum of its entries/));
});

/** Two payments of different concerts, from a wallet that has enough for one. */
async function payTwiceFromOneWallet(rewrites: Rewrite[]) {
  const onSale = await OnSale.start({ schedulers: 0, workers: 0 });
  const database = await StatementRewriter.start(onSale.databaseUrl, rewrites);
  try {
    Object.assign(onSale.environment, { databaseUrl: database.url });
    await onSale.addWorkers();
    const { fan, payments } = await oneFanInManyConcerts(onSale, 2, { balance: PRICE, price: PRICE });
    await meetBefore(onSale, 'update on queue_token', MEETING);

    const answers = await Promise.all(payments.map((pay) => pay()));

    return {
      met: await howManyMet(onSale),
      answers: answers.map(({ status }) => status),
      balance: (await fan.wallet()).body.balance,
      broken: await onSale.invariants(),
    };
  } finally {
    await onSale.close();
    await database.close();
  }
}

/*
 * Behind the lock and the handler that looks at the balance stands the column's own check. Here the handler is
 * one that does not look.
 */
test('a handler that sells without looking at the balance is held back by the wallet’s own check', async () => {
  const { outcome, balance, broken } = await payBlindly();

  expect(outcome).toMatchObject({ status: 'failed', problem: { code: 'PAYMENT_FAILED' } });
  expect(balance).toBe(PRICE - 1);
  expect(broken).toEqual([]);
});

test('without that check the wallet goes below zero, and the check of the suite finds it', async () => {
  const { outcome, balance, broken } = await payBlindly(async (onSale) => {
    await onSale.sql(sql`alter table account drop constraint account_balance_check`);
  });

  expect(outcome).toMatchObject({ status: 'succeeded' });
  expect(balance).toBe(-1);
  expect(broken).toContainEqual(expect.stringMatching(/^I3 .*below zero/));
});

/** A payment that does not look whether there is enough. */
const sellBlindly: typeof pay = {
  ...pay,
  decide(batch, { userId, payload }) {
    const token = batch.standingToken(payload.tokenId, userId);
    const reservations = payload.reservationIds.flatMap((id) => batch.reservationOf(id, userId) ?? []);
    if (token === undefined) throw new Error('there is nothing to sell');
    const amount = reservations.reduce((sum, reservation) => sum + reservation.amount, 0);
    const balance = (batch.balanceOf(userId) ?? 0) - amount;
    const paymentId = batch.sell(token, reservations, amount, balance);
    return { paymentId, reservationIds: payload.reservationIds, amount, balance };
  },
};

/** A payment by somebody who has one too little, decided by a handler that does not look. */
async function payBlindly(takeGuardAway: (onSale: OnSale) => Promise<void> = async () => {}) {
  const onSale = await OnSale.start({ schedulers: 0 });
  const decider = await openDecider(onSale, 'booking', { kinds: [sellBlindly] });
  try {
    const { concertId, fan, held } = await setScene(onSale, { balance: PRICE - 1 });
    const [worker] = onSale.workers;
    if (worker === undefined) throw new Error('no worker runs');
    await onSale.stop(worker);
    await takeGuardAway(onSale);

    const accepted = await fan.pay(concertId, held, { prefer: '' });
    await decider.decide(`booking.${concertId}`);

    const { body: outcome } = await fan.call('GET', `/v1/requests/${accepted.body.requestId}`);
    return { outcome, balance: (await fan.wallet()).body.balance, broken: await onSale.invariants() };
  } finally {
    await decider.close();
    await onSale.close();
  }
}
