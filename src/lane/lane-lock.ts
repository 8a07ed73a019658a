import { type RawBuilder, sql } from 'kysely';

/** Waits until nobody decides the lane; nobody does until the transaction ends. */
export const laneLock = (lane: string): RawBuilder<unknown> =>
  sql`pg_advisory_xact_lock(hashtextextended(${lane}, 0))`;
