import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { z } from 'zod';
import { route } from '../contract/call.ts';
import { money } from '../contract/fields.ts';
import type { Orm } from '../database/connect.ts';

const ledgerAnswer = z
  .object({
    accounts: z.array(z.object({ kind: z.string(), accounts: z.int(), balance: money })),
    sum: z.int().describe('0, or the books are wrong'),
    balanced: z.boolean(),
    unbalancedTransfers: z.int(),
    wrongWallets: z.int(),
  })
  .meta({ id: 'Ledger' });

export const getLedger = route({
  path: '/v1/admin/ledger',
  tag: 'Operators',
  summary: 'The double-entry check over all money',
  notes:
    'Every transfer moves the same amount out of one account and into another, so the sum over all of them is 0. `balanced` says whether it is.',
  credential: 'operator',
  description: 'Every kind of account, and whether the books balance',
  answer: ledgerAnswer,
  examples: {
    answer: {
      accounts: [
        { kind: 'wallet', accounts: 12_000, balance: 611_270_000 },
        { kind: 'sales', accounts: 1, balance: 48_730_000 },
        { kind: 'cash-in', accounts: 1, balance: -660_000_000 },
      ],
      sum: 0,
      balanced: true,
      unbalancedTransfers: 0,
      wrongWallets: 0,
    },
  },
  handle: (_call, { orm }: { orm: Orm }) => proveBooks(orm.em.fork()),
});

/** Whether the sum is 0, every transfer sums to 0, and every wallet is the sum of its entries. */
async function proveBooks(em: EntityManager): Promise<z.output<typeof ledgerAnswer>> {
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
