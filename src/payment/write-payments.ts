import { sql } from 'kysely';
import type { Work } from '../lane/batch.ts';
import type { Sale } from '../reservation/booking-batch.ts';

/** Writes the payments of a batch, each with the first line of its history, which is never changed. */
export async function writePayments(
  { em, concertId }: Work,
  sales: readonly Sale[],
  paidAt: Date,
): Promise<void> {
  if (sales.length === 0) return;
  await sql`
    with paid as (
      insert into payment (id, user_id, concert_id, amount, status, paid_at)
      select id, user_id, ${concertId}, amount, 'PAID', ${paidAt}::timestamptz
      from unnest(
        ${sales.map(({ paymentId }) => paymentId)}::uuid[],
        ${sales.map(({ userId }) => userId)}::uuid[],
        ${sales.map(({ amount }) => amount)}::bigint[]
      ) as sale (id, user_id, amount)
    )
    insert into payment_history (payment_id, status, amount, balance_after, at)
    select id, 'PAID', amount, balance, ${paidAt}::timestamptz
    from unnest(
      ${sales.map(({ paymentId }) => paymentId)}::uuid[],
      ${sales.map(({ amount }) => amount)}::bigint[],
      ${sales.map(({ balance }) => balance)}::bigint[]
    ) as line (id, amount, balance)`.execute(em.getKysely());
}
