import { Migrator } from '@mikro-orm/migrations';
import { MikroORM } from '@mikro-orm/postgresql';
import { type DatabaseUse, ormOptions } from '../../config/mikro-orm.config.ts';
import { keepWhole } from './connection-pool.ts';
import { entities } from './entities.ts';
import { migrations } from './migrations/index.ts';
import { prepareStatements } from './prepared-statements.ts';

export type Orm = MikroORM;

const attend = (pool: Parameters<typeof keepWhole>[0]) => {
  keepWhole(pool);
  prepareStatements(pool);
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
