import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { chargeSurely } from '../infrastructure/charge-surely.ts';
import type { Fan } from '../infrastructure/fan.ts';
import { oneFanInManyConcerts } from '../infrastructure/many-concerts.ts';
import { OnSale } from '../infrastructure/on-sale.ts';

const PRICE = 50_000;

test('sixty concerts paid at the same instant from one wallet: as many as it can pay, and never below zero', async () => {
  const onSale = await OnSale.start({ schedulers: 0, workers: 2 });
  try {
    const { fan, payments } = await oneFanInManyConcerts(onSale, 60, {
      balance: 23 * PRICE + 1,
      price: PRICE,
    });

    const answers = await Promise.all(payments.map((pay) => pay()));

    const paid = answers.filter(({ status }) => status === 201);
    expect(paid).toHaveLength(23);
    const refused = answers.filter(({ body }) => body.code === 'INSUFFICIENT_BALANCE');
    expect(refused).toHaveLength(37);
    // Each payment left another balance behind, down to what no payment could take.
    const left = paid.map(({ body }) => body.balance as number).toSorted((one, other) => other - one);
    expect(left).toEqual(Array.from({ length: 23 }, (_, index) => (22 - index) * PRICE + 1));
    expect((await fan.wallet()).body.balance).toBe(1);
    expect(await harm(onSale, fan)).toEqual([]);
  } finally {
    await onSale.close();
  }
});

test('charges and payments that meet in one wallet all count, each going on from the one before', async () => {
  const onSale = await OnSale.start({ schedulers: 0 });
  try {
    const { fan, payments } = await oneFanInManyConcerts(onSale, 20, {
      balance: 20 * PRICE,
      price: PRICE,
    });

    const [paid, charged] = await Promise.all([
      Promise.all(payments.map((pay) => pay())),
      Promise.all(Array.from({ length: 40 }, (_, index) => chargeSurely(fan, index + 1))),
    ]);

    expect(new Set([...paid, ...charged].map(({ status }) => status))).toEqual(new Set([201]));
    expect((await fan.wallet()).body.balance).toBe(820);
    const entries = await onSale.sql(sql<{ before: number; amount: number; after: number }>`
      select coalesce(lag(balance_after) over (order by id), 0)::float8 as before,
             amount::float8 as amount, balance_after::float8 as after
      from entry where account_id = ${fan.userId}`);
    expect(entries).toHaveLength(61);
    expect(entries.filter(({ before, amount, after }) => before + amount !== after)).toEqual([]);
    expect(await harm(onSale, fan)).toEqual([]);
  } finally {
    await onSale.close();
  }
});

/** What went wrong with the money of one fan. */
async function harm(onSale: OnSale, fan: Fan): Promise<string[]> {
  const [money] = await onSale.sql(sql<{ balance: number; charged: number; spent: number; sum: number }>`
    select balance::float8 as balance,
      (select coalesce(sum(amount), 0) from entry where account_id = account.id and amount > 0)::float8 as charged,
      (select coalesce(sum(amount), 0) from payment where user_id = account.id)::float8 as spent,
      (select coalesce(sum(amount), 0) from entry where account_id = account.id)::float8 as sum
    from account where id = ${fan.userId}`);
  if (money === undefined) throw new Error('the fan has no wallet');
  const found = await onSale.invariants();
  if (money.balance < 0) found.push('the balance is below zero');
  if (money.spent > money.charged) found.push('the fan spent more than was ever charged');
  if (money.balance !== money.sum) found.push('the wallet is not the sum of its entries');
  return found;
}
