import { Redis } from 'ioredis';
import { sql } from 'kysely';
import { connectDatabase } from '../../src/database/connect.ts';
import { openStores } from './stores.ts';

/** The versions of the servers that the stages start. */
export async function serverVersions(): Promise<Record<string, string>> {
  const stores = await openStores();
  const orm = connectDatabase(stores.postgres.url, 'migrate');
  const redis = new Redis(stores.redis.url);
  try {
    const { rows } = await sql<{ server_version: string }>`show server_version`.execute(orm.em.getKysely());
    const info = await redis.info('server');
    return {
      postgres: rows[0]?.server_version ?? 'unknown',
      redis: /^(?:valkey|redis)_version:(\S+)/m.exec(info)?.[1] ?? 'unknown',
    };
  } finally {
    redis.disconnect();
    await orm.close(true);
    await stores.close();
  }
}
