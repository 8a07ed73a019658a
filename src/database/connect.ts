import { Migrator } from '@mikro-orm/migrations';
import { MikroORM, type EntityManager as SqlEntityManager } from '@mikro-orm/postgresql';
import { type DatabaseUse, ormOptions } from '../../config/mikro-orm.config.ts';
import { keepWhole } from './connection-pool.ts';
import { entities } from './entities.ts';
import { migrations } from './migrations/index.ts';
import { prepareStatements } from './prepared-statements.ts';
import { readAsDeclared } from './read-as-declared.ts';

/** What everybody calls a connected database. */
export type Orm = MikroORM<SqlEntityManager, typeof entities>;

/** One unit of work; its `getKysely()` knows every table. */
export type EntityManager = Orm['em'];

const attend = (pool: Parameters<typeof keepWhole>[0] & Parameters<typeof readAsDeclared>[0]) => {
  keepWhole(pool);
  prepareStatements(pool);
  readAsDeclared(pool);
};

/** Describes the entities and makes the pool; connections are opened as they are needed. */
export function connectDatabase(databaseUrl: string, use: DatabaseUse): Orm {
  const options = ormOptions(databaseUrl, use);
  return new MikroORM({
    ...options,
    driverOptions: { ...options.driverOptions, onPoolCreated: attend },
    entities,
    extensions: [Migrator],
    migrations: {
      migrationsList: migrations,
      snapshot: false,
      silent: true,
      transactional: true,
      allOrNothing: true,
    },
  });
}
