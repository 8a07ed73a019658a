import { type RawBuilder, sql } from 'kysely';

/** A timestamp column as ISO 8601 in UTC with milliseconds, written by the database: no parsing, no rounding. */
export const iso = (column: string): RawBuilder<string> =>
  sql`to_char(${sql.ref(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
