import { sql } from 'kysely';
import { z } from 'zod';
import { PAGE } from '../../config/limits.ts';
import { route } from '../contract/call.ts';
import { userOf } from '../contract/caller.ts';
import { instant, money } from '../contract/fields.ts';
import { next, pageOf } from '../contract/page.ts';
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
  unavailable: 'BALANCE_UNAVAILABLE',
  async handle(call, { orm }: { orm: Orm }) {
    const { before } = call.query;
    const found = await sql<z.output<typeof entry>>`
      select entry.id::text as id, transfer.kind, amount::float8 as amount,
             balance_after::float8 as "balanceAfter", ${iso('transfer.at')} as at
      from entry join transfer on transfer.id = entry.transfer_id
      where account_id = ${userOf(call)} and ${before === undefined ? sql`true` : sql`entry.id < ${before}`}
      order by entry.id desc limit ${PAGE + 1}`.execute(orm.em.fork().getKysely());
    const { rows, next } = pageOf(found.rows, PAGE, call, (last) => ({ before: last.id }));
    return { entries: rows, next };
  },
});
