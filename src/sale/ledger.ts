import { sql } from 'kysely';
import type { WrittenTogether } from '../database/written-together.ts';

export const TRANSFER_KINDS = ['charge', 'payment', 'refund'] as const;

/** One movement of money: its entries sum to zero, or the database refuses them. */
export interface Transfer {
  /** That of the charge or payment which caused it. */
  id: string;
  kind: (typeof TRANSFER_KINDS)[number];
  entries: Entry[];
}

export interface Entry {
  accountId: string;
  /** Positive into the account, negative out of it. */
  amount: number;
  /** The wallet's balance right after it; null for accounts that keep none. */
  balanceAfter: number | null;
}

/** Writes transfers with all their entries; the wallets' new balances are the caller's to write. */
export function postTransfers(writes: WrittenTogether, transfers: readonly Transfer[]): void {
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
