import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { connectDatabase } from '../../src/database/connect.ts';
import { type FreshDatabase, freshDatabase } from '../infrastructure/stores.ts';

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

const ask = (orm: ReturnType<typeof connectDatabase>) =>
  sql`select pg_sleep(0.1)`.execute(orm.em.fork().getKysely()).then(
    () => 'answered',
    () => 'refused',
  );

test('the pool closes although connections are just being opened', async () => {
  const orm = connectDatabase(database.url, 'api');
  // Their connections are under way, and the pool is told to end before they are there.
  const asked = [ask(orm), ask(orm)];
  await new Promise((resolve) => setImmediate(resolve));
  await orm.close(true);
  expect(await Promise.all(asked)).toEqual(['refused', 'refused']);
});

test('the pool closes after the answers to what was asked on open connections', async () => {
  const orm = connectDatabase(database.url, 'api');
  await ask(orm);
  const asked = ask(orm);
  await new Promise((resolve) => setImmediate(resolve));
  await orm.close(true);
  expect(await asked).toBe('answered');
});
