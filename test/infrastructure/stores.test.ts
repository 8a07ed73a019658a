import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { connectDatabase } from '../../src/database/connect.ts';
import { freshDatabase } from './stores.ts';

test('every fresh database is migrated, empty and nobody else’s', async () => {
  const databases = await Promise.all([freshDatabase(), freshDatabase()]);
  for (const { url } of databases) {
    const orm = connectDatabase(url, 'migrate');
    const db = orm.em.fork().getKysely();
    await sql`CREATE TABLE own (id int)`.execute(db);
    const { rows } = await sql<{ concerts: string }>`SELECT count(*) AS concerts FROM concert`.execute(db);
    expect(Number(rows[0]?.concerts)).toBe(0);
    await orm.close(true);
  }
  await Promise.all(databases.map((database) => database.drop()));
});
