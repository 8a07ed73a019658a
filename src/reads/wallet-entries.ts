import type { NotNull } from 'kysely';
import { z } from 'zod';
import type { WalletMode } from '../../config/environment.ts';
import { PAGE } from '../../config/limits.ts';
import { route } from '../contract/call.ts';
import { userOf } from '../contract/caller.ts';
import { instant, money } from '../contract/fields.ts';
import { next, pageOf } from '../contract/page.ts';
import { Refusal } from '../contract/refusals.ts';
import type { Orm } from '../database/connect.ts';
import { iso } from '../database/iso.ts';
import { TRANSFER_KINDS } from '../sale/ledger.ts';

const entry = z.object({
  id: z.string(),
  kind: z.enum(TRANSFER_KINDS),
  amount: money.describe('Positive into the wallet, negative out of it'),
  balanceAfter: money,
  at: instant,
});

export const getWalletEntries = route({
  path: '/v1/wallet/entries',
  tag: 'Wallet',
  summary: "What went into the caller's wallet and out of it, newest first",
  notes: 'Every movement with the balance after it. `kind` says where the money came from or went.',
  credential: 'user',
  query: z.object({
    before: z
      .string()
      .regex(/^\d{1,18}$/)
      .optional()
      .describe('The entry before which the page begins'),
  }),
  description: 'A page of entries',
  answer: z.object({ entries: z.array(entry), next }).meta({ id: 'Entries' }),
  examples: {
    answer: {
      entries: [
        {
          id: '9041',
          kind: 'payment',
          amount: -220_000,
          balanceAfter: 80_000,
          at: '2027-03-02T11:03:40.015Z',
        },
        {
          id: '8870',
          kind: 'charge',
          amount: 50_000,
          balanceAfter: 300_000,
          at: '2027-03-01T02:14:09.300Z',
        },
      ],
      next: null,
    },
  },
  refusals: ['WALLET_CLOSED'],
  unavailable: 'BALANCE_UNAVAILABLE',
  async handle(call, { orm, walletMode }: { orm: Orm; walletMode: WalletMode }) {
    if (walletMode === 'off') throw new Refusal('WALLET_CLOSED');
    const { before } = call.query;
    const found = await orm.em
      .fork()
      .getKysely()
      .selectFrom('entry')
      .innerJoin('transfer', 'transfer.id', 'entry.transfer_id')
      .select(({ ref, cast }) => [
        cast<string>('entry.id', 'text').as('id'),
        'transfer.kind',
        'amount',
        'balance_after as balanceAfter',
        iso(ref('transfer.at')).as('at'),
      ])
      .where('account_id', '=', userOf(call))
      .where((eb) => (before === undefined ? eb.lit(true) : eb('entry.id', '<', Number(before))))
      .orderBy('entry.id', 'desc')
      .limit(PAGE + 1)
      // Every entry of a wallet has one.
      .$narrowType<{ balanceAfter: NotNull }>()
      .execute();
    const { rows, next } = pageOf(found, PAGE, call, (last) => ({ before: last.id }));
    return { entries: rows, next };
  },
});
