import { type RawBuilder, sql } from 'kysely';

/**
 * A value that stands in the text of a statement. What a partial index holds, such as holds that are live, must be
 * asked for like this: a plan that is kept for any parameter could not know that the index has all of it.
 */
export const literal = <const Value extends string | number>(value: Value): RawBuilder<Value> =>
  sql.lit(value);
