import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DatabaseSchema, SchemaComparator } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { connectDatabase, type Orm } from '../../src/database/connect.ts';
import { type FreshDatabase, freshDatabase } from '../infrastructure/stores.ts';

/*
 * Queries are typed by the entities, so the compiler is as right as they are: they are compared with what the
 * migrations made, by MikroORM's own comparator. What only the database keeps (foreign keys, other checks, indexes,
 * triggers) is not in them.
 */

let database: FreshDatabase;
let orm: Orm;
beforeAll(async () => {
  database = await freshDatabase();
  orm = connectDatabase(database.url, 'migrate');
});
afterAll(async () => {
  await orm.close(true);
  await database.drop();
});

/** What would have to be changed in the tables, one line each, after this was done to them; it is undone again. */
async function differencesAfter(change: string): Promise<string[]> {
  const em = orm.em.fork();
  await em.begin();
  try {
    if (change !== '') await sql.raw(change).execute(em.getKysely());
    const connection = em.getConnection();
    const platform = em.getPlatform();
    const there = await DatabaseSchema.create(
      connection,
      platform,
      orm.config,
      ...[undefined, undefined, undefined, undefined, undefined],
      em.getTransactionContext(),
    );
    const declared = DatabaseSchema.fromMetadata(
      [...orm.getMetadata().getAll().values()],
      platform,
      orm.config,
    );
    const found = new SchemaComparator(platform).compare(there, declared);
    return [
      ...Object.keys(found.newTables).map((name) => `${name} is no table`),
      ...Object.keys(found.removedTables).map((name) => `${name} is no entity`),
      ...Object.entries(found.changedTables).flatMap(([name, table]) => [
        ...Object.keys(table.addedColumns).map((column) => `${name}.${column} is no column`),
        ...Object.keys(table.removedColumns).map((column) => `${name}.${column} is no property`),
        ...Object.keys(table.renamedColumns).map((column) => `${name}.${column} has another name`),
        ...Object.entries(table.changedColumns).map(
          ([column, { changedProperties }]) => `${name}.${column}: ${[...changedProperties].sort()}`,
        ),
        ...Object.values({ ...table.addedIndexes, ...table.changedIndexes, ...table.removedIndexes })
          .filter(({ primary }) => primary)
          .map(() => `${name} has another primary key`),
      ]),
    ].map((line) => line.replace('public.', ''));
  } finally {
    await em.rollback();
  }
}

test('every table is an entity, with every column as the migrations made it', async () => {
  expect(await differencesAfter('')).toEqual([]);
});

test('the comparison has seen every table that is there', async () => {
  const { rows } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = 'public' and table_name <> 'mikro_orm_migrations'`.execute(
    orm.em.fork().getKysely(),
  );
  const declared = [...orm.getMetadata().getAll().values()].map(({ tableName }) => tableName);
  expect(declared.sort()).toEqual(rows.map(({ name }) => name).sort());
});

test.each([
  ['create table draw (id uuid primary key)', ['draw is no entity']],
  ['drop table notice', ['notice is no table']],
  ['alter table concert add column poster text', ['concert.poster is no property']],
  ['alter table concert drop column venue', ['concert.venue is no column']],
  ['alter table concert alter column venue set not null', ['concert.venue: nullable']],
  ['alter table concert alter column title drop not null', ['concert.title: nullable']],
  ['alter table seat alter column price type bigint', ['seat.price: type']],
  ['alter table lane alter column last_sequence drop default', ['lane.last_sequence: default']],
  [
    `alter table payment drop constraint payment_status_check,
       add check (status in ('PAID', 'CANCELLED', 'REFUNDED'))`,
    ['payment.status: enumItems'],
  ],
  ['alter table reserved_seat drop constraint reserved_seat_pkey', ['reserved_seat has another primary key']],
])('and a difference is found: %s', async (change, differences) => {
  expect(await differencesAfter(change)).toEqual(differences);
});
