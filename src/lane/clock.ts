import { sql } from 'kysely';

/**
 * The database's clock in whole milliseconds since 1970: read it after locking, for no host's clock decides.
 * Where a query looks for what is over by now, `statement_timestamp()` says the same and can use an index.
 */
export const DATABASE_NOW_MS = sql`floor(extract(epoch from clock_timestamp()) * 1000)::float8`;
