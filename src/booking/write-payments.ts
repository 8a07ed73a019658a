import { sql } from 'kysely';
import type { WrittenTogether } from '../database/written-together.ts';
import type { Reservation } from '../sale/reservations.ts';

/** One payment of a batch. */
export interface Sale {
  paymentId: string;
  userId: string;
  amount: number;
  /** The wallet's, right after it. */
  balance: number;
  reservations: readonly Reservation[];
}

/** Writes the payments of a batch, each with the first line of its history, which is never changed. */
export function writePayments(
  writes: WrittenTogether,
  concertId: string,
  sales: readonly Sale[],
  paidAt: Date,
): void {
  const ids = sales.map(({ paymentId }) => paymentId);
  const amounts = sales.map(({ amount }) => amount);
  writes.add(sql`
    insert into payment (id, user_id, concert_id, amount, status, paid_at)
    select id, user_id, ${concertId}, amount, 'PAID', ${paidAt}::timestamptz
    from unnest(
      ${ids}::uuid[],
      ${sales.map(({ userId }) => userId)}::uuid[],
      ${amounts}::bigint[]
    ) as sale (id, user_id, amount)`);
  writes.add(sql`
    insert into payment_history (payment_id, status, amount, balance_after, at)
    select id, 'PAID', amount, balance, ${paidAt}::timestamptz
    from unnest(
      ${ids}::uuid[],
      ${amounts}::bigint[],
      ${sales.map(({ balance }) => balance)}::bigint[]
    ) as line (id, amount, balance)`);
}

/** What is sold of each date, for whoever asks whether all is. Whatever takes a sold seat back must count it off here. */
export function countSold(writes: WrittenTogether, sales: readonly Sale[]): void {
  const sold = new Map<string, number>();
  for (const { reservations } of sales) {
    for (const { dateId, seatNumbers } of reservations)
      sold.set(dateId, (sold.get(dateId) ?? 0) + seatNumbers.length);
  }
  writes.add(sql`
    update concert_date set seats_sold = seats_sold + sold.seats
    from unnest(${[...sold.keys()]}::uuid[], ${[...sold.values()]}::int[]) as sold (id, seats)
    where concert_date.id = sold.id`);
}
