import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { PAGE } from '../../config/limits.ts';
import { iso } from '../database/iso.ts';

export interface EntryView {
  id: string;
  kind: 'charge' | 'payment' | 'refund';
  /** Positive into the wallet, negative out of it. */
  amount: number;
  balanceAfter: number;
  at: string;
}

/** The balance of the user's wallet, or null when there is no such user. */
export async function readBalance(em: EntityManager, userId: string): Promise<number | null> {
  const { rows } = await sql<{ balance: number }>`
    select balance::float8 as balance from account where id = ${userId} and kind = 'wallet'`.execute(
    em.getKysely(),
  );
  return rows[0]?.balance ?? null;
}

/** A page of the wallet's entries, newest first, older than the one named. */
export async function readEntries(
  em: EntityManager,
  userId: string,
  before: string | null,
): Promise<{ entries: EntryView[]; next: string | null }> {
  const { rows } = await sql<EntryView>`
    select entry.id::text as id, transfer.kind, amount::float8 as amount,
           balance_after::float8 as "balanceAfter", ${iso('transfer.at')} as at
    from entry join transfer on transfer.id = entry.transfer_id
    where account_id = ${userId} and ${before === null ? sql`true` : sql`entry.id < ${before}`}
    order by entry.id desc limit ${PAGE + 1}`.execute(em.getKysely());
  const entries = rows.slice(0, PAGE);
  return { entries, next: rows.length > PAGE ? (entries.at(-1)?.id ?? null) : null };
}
