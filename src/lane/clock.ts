import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';

/** The database's clock, now: read it after locking, for no host's clock decides. Millisecond precision. */
export async function databaseNow(em: EntityManager): Promise<Date> {
  const { rows } = await sql<{ ms: number }>`
    select (extract(epoch from clock_timestamp()) * 1000)::float8 as ms`.execute(em.getKysely());
  return new Date(Math.floor(rows[0]?.ms ?? Number.NaN));
}
