import { type Expression, type RawBuilder, sql } from 'kysely';

/** An instant as ISO 8601 in UTC with milliseconds, written by the database: no parsing, no rounding. */
export const iso = <Instant extends Date | null>(
  instant: Expression<Instant>,
): RawBuilder<null extends Instant ? string | null : string> =>
  sql`to_char(${instant} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
