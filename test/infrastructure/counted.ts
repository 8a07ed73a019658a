import type { Orm } from '../../src/database/connect.ts';

interface Connection {
  query(...asked: unknown[]): unknown;
}

interface Pool {
  on(event: 'connect', listener: (connection: Connection) => void): void;
}

/** Every statement that goes to PostgreSQL through this `Orm` from now on: each is a round trip. */
export async function countStatements(orm: Orm): Promise<{ statements: string[]; forget(): void }> {
  const statements: string[] = [];
  const pool: Pool = await orm.em.getConnection().getNativeClient();
  pool.on('connect', (connection) => {
    const query = connection.query.bind(connection);
    connection.query = (...asked) => {
      const [first] = asked;
      statements.push(typeof first === 'string' ? first : (first as { text: string }).text);
      return query(...asked);
    };
  });
  return {
    statements,
    forget() {
      statements.length = 0;
    },
  };
}
