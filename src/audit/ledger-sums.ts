import { sql } from 'kysely';
import type { EntityManager } from '../database/connect.ts';

/**
 * Adds what has come to the ledger to the sums that are kept of it. An entry's id is given before its commit, so the last
 * id that is seen may not be the last of those before it: its turn comes when every transaction has ended that was under
 * way when it was seen. Whoever begins later gets later ids. Two at once do it once.
 */
export async function sumLedger(em: EntityManager): Promise<void> {
  await em.transactional(async (inside) => {
    const kysely = inside.getKysely();
    const { rows } = await sql<{ through: number; next: number; settled: boolean }>`
      select summed_through as through, sum_next as next,
        pg_snapshot_xmin(pg_current_snapshot())::text::bigint >= sum_next_after as settled
      from audit_progress for update`.execute(kysely);
    const [progress] = rows;
    if (progress === undefined || !progress.settled) return;
    // One set after another: 5 million entries took 3 s, and are read once.
    await sql`
      insert into ledger_sum (kind, amount) ${sumsOf(progress.through, progress.next)}
      on conflict (kind) do update set amount = ledger_sum.amount + excluded.amount`.execute(kysely);
    await sql`
      update audit_progress set summed_through = sum_next,
        sum_next = coalesce((select max(id) from entry), 0),
        sum_next_after = pg_snapshot_xmax(pg_current_snapshot())::text::bigint`.execute(kysely);
  });
}

/** What the entries after one and up to another come to for each kind of account; only a wallet's keep a balance. */
export const sumsOf = (after: unknown, upTo: unknown) => sql`
  select case when balance_after is null then account.kind else 'wallet' end as kind, sum(entry.amount)::bigint as amount
  from entry left join account on balance_after is null and account.id = entry.account_id
  where entry.id > ${after} and entry.id <= ${upTo} group by 1`;
