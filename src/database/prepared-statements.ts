import { PLANS_KEPT_MS, STATEMENTS_PREPARED } from '../../config/limits.ts';

/** The part of a `pg` pool that is needed here; the package brings no types. */
interface Pool {
  on(event: 'connect', listener: (connection: Connection) => void): void;
}

interface Connection {
  /** A promise, unless somebody gave a callback. */
  query(...asked: unknown[]): Promise<unknown> | undefined;
}

/** The name of each text, the same on every connection; `pg` prepares it when a connection meets it first. */
const names = new Map<string, string>();

function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size === STATEMENTS_PREPARED) return known;
  const name = `frontrow_${names.size + 1}`;
  names.set(text, name);
  return name;
}

/**
 * Every statement with parameters is prepared once on each connection, so PostgreSQL parses it once and plans it
 * rarely, and not for every batch: of a batch of holds that was more work than the writing. MikroORM writes values
 * into the text of what it asks, and Kysely names nothing, so it is done here.
 *
 * A sale goes from empty tables to a hundred thousand rows in seconds, and a plan that was right at first would be
 * kept until PostgreSQL's own housekeeping comes by. So plans, those of foreign keys among them, are dropped every
 * `PLANS_KEPT_MS` and made anew when they are needed.
 */
export function prepareStatements(pool: Pool): void {
  pool.on('connect', (connection) => {
    const query = connection.query.bind(connection);
    let plannedAt = performance.now();
    connection.query = (...asked) => {
      const [text, values, ...rest] = asked;
      if (typeof text !== 'string' || !Array.isArray(values) || values.length === 0) return query(...asked);
      const name = nameOf(text);
      if (name === undefined) return query(...asked);
      const prepared = { name, text, values };
      const now = performance.now();
      if (now - plannedAt < PLANS_KEPT_MS) return query(prepared, ...rest);
      plannedAt = now;
      // What is wrong with the connection or its transaction is told by the statement itself.
      return Promise.resolve(query('discard plans'))
        .catch(() => {})
        .then(() => query(prepared, ...rest));
    };
  });
}
