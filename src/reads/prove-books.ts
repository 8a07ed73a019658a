import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';

/** The double-entry check over all money: every account's kind summed up, and what does not add up. */
export interface Books {
  accounts: { kind: string; accounts: number; balance: number }[];
  /** Over all entries: 0, or the books are wrong. */
  sum: number;
  /** Whether the sum is 0, every transfer sums to 0, and every wallet is the sum of its entries. */
  balanced: boolean;
  unbalancedTransfers: number;
  wrongWallets: number;
}

export async function proveBooks(em: EntityManager): Promise<Books> {
  const kysely = em.getKysely();
  const accounts = await sql<{ kind: string; accounts: number; balance: number }>`
    select kind, count(*)::int as accounts, coalesce(sum(total), 0)::float8 as balance
    from account left join lateral (
      select sum(amount) as total from entry where account_id = account.id
    ) as entries on true
    group by kind order by kind`.execute(kysely);
  const faults = await sql<{ sum: number; transfers: number; wallets: number }>`
    select
      (select coalesce(sum(amount), 0)::float8 from entry) as sum,
      (select count(*)::int from (
        select 1 from entry group by transfer_id having sum(amount) <> 0
      ) as unbalanced) as transfers,
      (select count(*)::int from account where kind = 'wallet' and balance <> (
        select coalesce(sum(amount), 0) from entry where account_id = account.id
      )) as wallets`.execute(kysely);
  const { sum, transfers, wallets } = faults.rows[0] ?? { sum: Number.NaN, transfers: 0, wallets: 0 };
  return {
    accounts: accounts.rows,
    sum,
    balanced: sum === 0 && transfers === 0 && wallets === 0,
    unbalancedTransfers: transfers,
    wrongWallets: wallets,
  };
}
