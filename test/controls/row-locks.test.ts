import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { OnSale } from '../infrastructure/on-sale.ts';
import { setScene } from '../infrastructure/scene.ts';
import { type Rewrite, StatementRewriter } from '../infrastructure/statement-rewriter.ts';
import {
  decideAtOnce,
  howManyMet,
  meetBefore,
  splitLane,
  WITHOUT_ROW_LOCKS,
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
  const { outcomes, met, payments, broken } = await payTwiceAtOnce([WITHOUT_ROW_LOCKS]);

  expect(met).toBe(2);
  expect(outcomes).toEqual(['succeeded', 'succeeded']);
  expect(payments).toBe(2);
  expect(broken).toContainEqual(expect.stringMatching(/^I8 .*sold seat/));
});

async function payTwiceAtOnce(rewrites: Rewrite[]) {
  const onSale = await OnSale.start({ schedulers: 0 });
  const database = await StatementRewriter.start(onSale.databaseUrl, rewrites);
  try {
    const { concertId, fan, held } = await setScene(onSale, { balance: 3 * PRICE });
    const [worker] = onSale.workers;
    if (worker === undefined) throw new Error('no worker runs');
    await onSale.stop(worker);

    const accepted = [
      await fan.pay(concertId, held, { prefer: '' }),
      await fan.pay(concertId, held, { prefer: '' }),
    ];
    const lanes = await splitLane(onSale, `booking.${concertId}`, 2);
    await meetBefore(onSale, 'update on queue_token', { count: 2, patienceMs: 2_000 });
    await decideAtOnce(onSale, lanes, database.url);

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
    await database.close();
    await onSale.close();
  }
}
