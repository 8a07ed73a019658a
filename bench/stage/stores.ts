import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EmbeddedServer } from '../../start/embedded/server.ts';
import { startPostgres } from '../../start/embedded-postgres.ts';
import { startRedis } from '../../start/embedded-redis.ts';

/** The two stores of one measurement, as they run in production: every commit is flushed, Redis keeps its file. */
export interface Stores {
  postgres: EmbeddedServer;
  redis: EmbeddedServer;
  close(): Promise<void>;
}

export async function openStores(): Promise<Stores> {
  const folder = await mkdtemp(join(tmpdir(), 'frontrow-bench-'));
  // As root PostgreSQL runs as another user, who must get in here.
  await chmod(folder, 0o755);
  const postgres = await startPostgres({ dataDir: join(folder, 'postgres'), temporary: true });
  const redis = await startRedis({ dataDir: join(folder, 'redis') });
  return {
    postgres,
    redis,
    async close() {
      await Promise.all([postgres.stop(), redis.stop()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
