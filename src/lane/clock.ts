import { type RawBuilder, sql } from 'kysely';

/** The database's clock, as it is at this very moment of a statement. */
export const NOW = sql<Date>`clock_timestamp()`;

/**
 * The database's clock in whole milliseconds since 1970: read it after locking, for no host's clock decides.
 * Where a query looks for what is over by now, `statement_timestamp()` says the same and can use an index.
 */
export const DATABASE_NOW_MS = sql`floor(extract(epoch from clock_timestamp()) * 1000)::float8`;

/** So many seconds before the statement began, by the database's clock; negative ones are to come. */
export const secondsAgo = (seconds: number): RawBuilder<Date> =>
  sql`statement_timestamp() - make_interval(secs => ${seconds})`;
