import { sql } from 'kysely';
import { z } from 'zod';
import { type Breach, TRANSFERS_BALANCE, WALLETS_ARE_SUMS } from '../audit/invariants.ts';
import { route } from '../contract/call.ts';
import { money } from '../contract/fields.ts';
import type { EntityManager, Orm } from '../database/connect.ts';

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

/**
 * Whether the sum is 0, every transfer sums to 0, and every wallet is the sum of its entries. Of all but the latest entries
 * the sums are kept (`audit/ledger-sums.ts`), and the audit has looked at them; the latest are looked at here. One
 * statement, so that all of it is of one instant: 10 million entries in 300,000 wallets took 90 ms.
 */
async function proveBooks(em: EntityManager): Promise<z.output<typeof ledgerAnswer>> {
  const { rows } = await sql<{
    accounts: { kind: string; accounts: number; balance: number }[];
    wallets: number;
    unbalanced: number;
    wrong: number;
    found: Breach[];
  }>`
    with progress as (select * from audit_progress),
    latest as materialized (select entry.* from entry, progress where entry.id > summed_through),
    sums as (
      select kind, sum(amount) as amount from (
        select kind, amount from ledger_sum
        union all
        select case when balance_after is null then account.kind else 'wallet' end, latest.amount
        from latest left join account on balance_after is null and account.id = latest.account_id
      ) as parts group by kind
    ),
    kinds as (select kind, count(*)::int as accounts, coalesce(sum(balance), 0) as written from account group by kind)
    select
      (select json_agg(json_build_object('kind', kind, 'accounts', accounts, 'balance', coalesce(amount, 0)) order by kind)
       from kinds left join sums using (kind)) as accounts,
      (select written - coalesce(amount, 0) from kinds left join sums using (kind) where kind = 'wallet')::float8 as wallets,
      (select count(*) from (
        select transfer_id from entry where transfer_id in (select transfer_id from latest)
        group by transfer_id having sum(amount) <> 0
      ) as transfers)::int as unbalanced,
      (select count(*) from (
        select distinct on (account_id) account_id, balance_after from latest
        where balance_after is not null order by account_id, id desc
      ) as moved join account on account.id = account_id where balance <> balance_after)::int as wrong,
      everything_found as found
    from progress`.execute(em.getKysely());
  const proof = rows[0];
  if (proof === undefined) throw new Error('there is no row of audit_progress');
  const { accounts, wallets, unbalanced, wrong, found } = proof;
  const sum = accounts.reduce((total, { balance }) => total + balance, 0);
  const earlier = (law: string) =>
    found.filter(({ says }) => says === law).reduce((total, { count }) => total + count, 0);
  const unbalancedTransfers = unbalanced + earlier(TRANSFERS_BALANCE);
  // Wallets that say something else than their entries may have had none lately: their sum tells of them.
  const wrongWallets = Math.max(wrong + earlier(WALLETS_ARE_SUMS), wallets === 0 ? 0 : 1);
  const balanced = sum === 0 && unbalancedTransfers === 0 && wrongWallets === 0;
  return { accounts, sum, balanced, unbalancedTransfers, wrongWallets };
}
