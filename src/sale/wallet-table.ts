import { sql } from 'kysely';
import type { WrittenTogether } from '../database/written-together.ts';

/** Writes new balances of locked wallets; the database refuses one below zero. */
export function writeBalances(writes: WrittenTogether, balances: ReadonlyMap<string, number>): void {
  writes.add(sql`
    update account set balance = changed.balance
    from unnest(
      ${[...balances.keys()]}::uuid[],
      ${[...balances.values()]}::bigint[]
    ) as changed (id, balance)
    where account.id = changed.id`);
}
