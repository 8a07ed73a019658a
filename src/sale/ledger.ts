import { defineEntity, type InferEntity, p } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import type { WrittenTogether } from '../database/written-together.ts';

export const TRANSFER_KINDS = ['charge', 'credit', 'payment', 'refund'] as const;

/** One movement of money: its entries sum to zero, or the database refuses them. */
export const Transfer = defineEntity({
  name: 'Transfer',
  tableName: 'transfer',
  properties: {
    /** That of the charge or payment which caused it. */
    id: p.uuid().primary(),
    kind: p.enum(TRANSFER_KINDS),
    at: p.datetime().defaultRaw('clock_timestamp()'),
  },
});

export const Entry = defineEntity({
  name: 'Entry',
  tableName: 'entry',
  properties: {
    id: p.bigint('number').primary().autoincrement().generated('identity'),
    transferId: p.uuid(),
    accountId: p.uuid(),
    /** Positive into the account, negative out of it. */
    amount: p.bigint('number'),
    /** The wallet's balance right after it; null for accounts that keep none. */
    balanceAfter: p.bigint('number').strictNullable(),
  },
});

/** A transfer with its entries, to be written. */
export type Posting = Pick<InferEntity<typeof Transfer>, 'id' | 'kind'> & {
  entries: Pick<InferEntity<typeof Entry>, 'accountId' | 'amount' | 'balanceAfter'>[];
};

/** Writes transfers with all their entries; the wallets' new balances are the caller's to write. */
export function postTransfers(writes: WrittenTogether, transfers: readonly Posting[]): void {
  const entries = transfers.flatMap((transfer) =>
    transfer.entries.map((entry) => ({ ...entry, id: transfer.id })),
  );
  writes.add(sql`
    insert into transfer (id, kind)
    select * from unnest(
      ${transfers.map(({ id }) => id)}::uuid[],
      ${transfers.map(({ kind }) => kind)}::text[]
    )`);
  // One insert: the check that a transfer sums to zero looks at the entries of one statement.
  writes.add(sql`
    insert into entry (transfer_id, account_id, amount, balance_after)
    select * from unnest(
      ${entries.map(({ id }) => id)}::uuid[],
      ${entries.map(({ accountId }) => accountId)}::uuid[],
      ${entries.map(({ amount }) => amount)}::bigint[],
      ${entries.map(({ balanceAfter }) => balanceAfter)}::bigint[]
    )`);
}
