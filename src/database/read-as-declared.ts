/** The part of a `pg` pool that is needed here; the package brings no types. */
interface Pool {
  options: { types: { setTypeParser(oid: number, parse: (text: string) => unknown): void } };
}

const INT8 = 20;
const TIMESTAMPTZ = 1184;

/**
 * Answers values as the entities declare them: a `bigint` is a number, for none of ours comes near 2^53, and an
 * instant is a `Date`. Otherwise both would come as text, whatever the types say, unless MikroORM itself had asked.
 */
export function readAsDeclared({ options: { types } }: Pool): void {
  types.setTypeParser(INT8, Number);
  types.setTypeParser(TIMESTAMPTZ, (text) => new Date(text));
}
