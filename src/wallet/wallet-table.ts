import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';

/** Locks the wallets of these users by id, and answers their balances. */
export async function lockWallets(
  em: EntityManager,
  userIds: readonly string[],
): Promise<Map<string, number>> {
  if (userIds.length === 0) return new Map();
  const { rows } = await sql<{ id: string; balance: number }>`
    select id, balance::float8 as balance from account
    where id = any(${userIds}::uuid[]) and kind = 'wallet' order by id for update`.execute(em.getKysely());
  return new Map(rows.map(({ id, balance }) => [id, balance]));
}

/** Writes new balances of locked wallets; the database refuses one below zero. */
export async function writeBalances(em: EntityManager, balances: ReadonlyMap<string, number>): Promise<void> {
  if (balances.size === 0) return;
  await sql`
    update account set balance = changed.balance
    from unnest(
      ${[...balances.keys()]}::uuid[],
      ${[...balances.values()]}::bigint[]
    ) as changed (id, balance)
    where account.id = changed.id`.execute(em.getKysely());
}
