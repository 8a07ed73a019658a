import { beforeAll, describe, expect, test } from '@jest/globals';
import { type RawBuilder, sql } from 'kysely';
import type { Fan } from '../infrastructure/fan.ts';
import { OnSale } from '../infrastructure/on-sale.ts';
import { type Rewrite, StatementRewriter } from '../infrastructure/statement-rewriter.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

/** A charge that takes one less from where the money comes from than it gives to the wallet. */
const CARELESS_CHARGE: Rewrite = [/-(\$\d+)::bigint, null from charged/, '1 - $1::bigint, null from charged'];

describe('entries sum to zero', () => {
  test('a charge whose entries do not is refused and leaves nothing behind', async () => {
    const { charged, balance, broken } = await chargeCarelessly();

    expect(charged.status).toBeGreaterThanOrEqual(500);
    expect(balance).toBe(0);
    expect(broken).toEqual([]);
  });

  test('without the trigger money comes out of nowhere, and the check finds it', async () => {
    const { charged, balance, broken } = await chargeCarelessly(async (onSale) => {
      await onSale.sql(sql`drop trigger entries_sum_to_zero on entry`);
    });

    expect(charged.status).toBe(201);
    expect(balance).toBe(1_000);
    expect(broken).toEqual([expect.stringMatching(/^I2 .*sum to zero/)]);
  });

  async function chargeCarelessly(takeGuardAway: (onSale: OnSale) => Promise<void> = async () => {}) {
    const onSale = await OnSale.start({ apis: 0, workers: 0, schedulers: 0 });
    const database = await StatementRewriter.start(onSale.databaseUrl, [CARELESS_CHARGE]);
    try {
      Object.assign(onSale.environment, { databaseUrl: database.url });
      await onSale.addApi();
      await takeGuardAway(onSale);
      const fan = await onSale.fan();
      const charged = await fan.charge(1_000);
      expect(database.changed).toBeGreaterThan(0);
      return { charged, balance: (await fan.wallet()).body.balance, broken: await onSale.invariants() };
    } finally {
      await onSale.close();
      await database.close();
    }
  }
});

describe('the ledger is append-only', () => {
  const onSale = useOnSale({ workers: 0, schedulers: 0 });
  let one: Fan;
  let other: Fan;
  beforeAll(async () => {
    [one, other] = (await onSale.fans(2, { balance: 1_000 })) as [Fan, Fan];
  });

  const ledger = async () => (await onSale.operator('GET', '/v1/admin/ledger')).body;

  /** Changes the books by an amount; looks at them as an operator and as the check does; puts all back. */
  async function booksAfter(changeBy: (amount: number) => RawBuilder<unknown>) {
    await onSale.sql(changeBy(7));
    const found = { books: await ledger(), broken: await onSale.invariants() };
    await onSale.sql(changeBy(-7));
    expect(await ledger()).toMatchObject({ sum: 0, balanced: true });
    expect(await onSale.invariants()).toEqual([]);
    return found;
  }

  /** The same without the trigger, with which it is refused. */
  async function booksAfterUnguarded(changeBy: (amount: number) => RawBuilder<unknown>) {
    await expect(onSale.sql(changeBy(7))).rejects.toThrow('the ledger is append-only');
    expect(await onSale.invariants()).toEqual([]);
    await onSale.sql(sql`alter table entry disable trigger entry_is_append_only`);
    const found = await booksAfter(changeBy);
    await onSale.sql(sql`alter table entry enable trigger entry_is_append_only`);
    return found;
  }

  test('money that came out of nowhere shows in the sum', async () => {
    const { books, broken } = await booksAfterUnguarded(
      (amount) => sql`update entry set amount = amount + ${amount} where account_id = ${one.userId}`,
    );
    expect(books).toMatchObject({ sum: 7, balanced: false });
    expect(broken).toContainEqual(expect.stringMatching(/^I2 /));
  });

  test('money moved from one transfer into another shows, although all money still sums to zero', async () => {
    // The wallets are made to agree with their entries, so that only the transfers can tell.
    const { books, broken } = await booksAfterUnguarded(
      (amount) => sql`
        with entries as (
          update entry set
            amount = amount + case account_id when ${one.userId} then ${amount}::int else ${-amount} end,
            balance_after = balance_after + case account_id when ${one.userId} then ${amount}::int else ${-amount} end
          where account_id in (${one.userId}, ${other.userId})
        )
        update account set balance = balance + case id when ${one.userId} then ${amount}::int else ${-amount} end
        where id in (${one.userId}, ${other.userId})`,
    );
    expect(books).toMatchObject({ sum: 0, balanced: false });
    expect(broken).toEqual([expect.stringMatching(/^I2 .*sum to zero/)]);
  });

  test('a wallet may be written by anybody, and one that says something else than its entries shows', async () => {
    const { books, broken } = await booksAfter(
      (amount) => sql`update account set balance = balance + ${amount} where id = ${one.userId}`,
    );
    expect(books).toMatchObject({ sum: 0, balanced: false });
    expect(broken).toEqual([expect.stringMatching(/^I3 .*sum of its entries/)]);
  });
});
