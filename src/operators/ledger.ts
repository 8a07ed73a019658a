import { sql } from 'kysely';
import { z } from 'zod';
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

/** Whether the sum is 0, every transfer sums to 0, and every wallet is the sum of its entries. */
async function proveBooks(em: EntityManager): Promise<z.output<typeof ledgerAnswer>> {
  const kysely = em.getKysely();
  const accounts = await kysely
    .selectFrom('account')
    .leftJoinLateral(
      ({ selectFrom }) =>
        selectFrom('entry')
          .select(({ fn }) => fn.sum('amount').as('total'))
          .whereRef('account_id', '=', 'account.id')
          .as('entries'),
      (join) => join.onTrue(),
    )
    .select(({ fn, ref }) => [
      'kind',
      fn.countAll<number>().as('accounts'),
      sql<number>`coalesce(sum(${ref('total')}), 0)::float8`.as('balance'),
    ])
    .groupBy('kind')
    .orderBy('kind')
    .execute();
  const { sum, transfers, wallets } = await kysely
    .selectNoFrom(({ selectFrom }) => [
      selectFrom('entry')
        .select(({ ref }) => sql<number>`coalesce(sum(${ref('amount')}), 0)::float8`.as('sum'))
        .$asScalar()
        .$notNull()
        .as('sum'),
      selectFrom((eb) =>
        eb
          .selectFrom('entry')
          .select('transfer_id')
          .groupBy('transfer_id')
          .having(({ fn }) => fn.sum('amount'), '<>', 0)
          .as('unbalanced'),
      )
        .select(({ fn }) => fn.countAll<number>().as('transfers'))
        .$asScalar()
        .$notNull()
        .as('transfers'),
      selectFrom('account')
        .select(({ fn }) => fn.countAll<number>().as('wallets'))
        .where('kind', '=', 'wallet')
        .where('balance', '<>', (eb) =>
          eb
            .selectFrom('entry')
            .select(({ ref }) => sql<number>`coalesce(sum(${ref('amount')}), 0)`.as('sum'))
            .whereRef('account_id', '=', 'account.id'),
        )
        .$asScalar()
        .$notNull()
        .as('wallets'),
    ])
    .executeTakeFirstOrThrow();
  return {
    accounts,
    sum,
    balanced: sum === 0 && transfers === 0 && wallets === 0,
    unbalancedTransfers: transfers,
    wrongWallets: wallets,
  };
}
