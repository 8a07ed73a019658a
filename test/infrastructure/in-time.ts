import { sql } from 'kysely';
import type { OnSale } from './on-sale.ts';

/** Moves a hold so that it runs out now: nobody has to wait for it, and no clock is turned. */
export async function holdRunsOut(onSale: OnSale, reservationId: string): Promise<void> {
  await onSale.sql(sql`
    update reservation set held_at = held_at - interval '1 day', expires_at = clock_timestamp()
    where id = ${reservationId}`);
}

/** Moves a user's live token in a concert so that it runs out now. */
export async function tokenRunsOut(onSale: OnSale, concertId: string, userId: string): Promise<void> {
  await onSale.sql(sql`
    update queue_token set joined_at = joined_at - interval '1 day', expires_at = clock_timestamp()
    where concert_id = ${concertId} and user_id = ${userId} and status in ('WAITING', 'ACTIVE')`);
}

/** Moves the admission of a user's visit so that no seats may be chosen any more; what is held is held on. */
export async function visitEnds(onSale: OnSale, concertId: string, userId: string): Promise<void> {
  await onSale.sql(sql`
    update queue_token
    set visit_ends_at = now, expires_at = least(expires_at, now + make_interval(secs => hold_seconds))
    from concert, (select clock_timestamp() as now) as clock
    where concert.id = concert_id and concert_id = ${concertId} and user_id = ${userId} and status = 'ACTIVE'`);
}

/** Half a minute passes for all seats that were freed: whoever gave one back may hold it again. */
export async function halfAMinutePasses(onSale: OnSale): Promise<void> {
  await onSale.sql(
    sql`update reserved_seat set freed_at = freed_at - interval '30 seconds' where freed_at is not null`,
  );
}
