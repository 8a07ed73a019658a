import { Migrator } from '@mikro-orm/migrations';
import { MikroORM } from '@mikro-orm/postgresql';
import { type DatabaseUse, ormOptions } from '../../config/mikro-orm.config.ts';
import { keepWhole } from './connection-pool.ts';
import { entities } from './entities.ts';
import { migrations } from './migrations/index.ts';

export type Orm = MikroORM;

/** Describes the entities and makes the pool; connections are opened as they are needed. */
export function connectDatabase(databaseUrl: string, use: DatabaseUse): Orm {
  const options = ormOptions(databaseUrl, use);
  return new MikroORM({
    ...options,
    driverOptions: { ...options.driverOptions, onPoolCreated: keepWhole },
    entities,
    extensions: [Migrator],
    migrations: { migrationsList: migrations, snapshot: false, transactional: true, allOrNothing: true },
  });
}
