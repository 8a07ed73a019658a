import type { RoleEnvironment } from '../config/environment.ts';
import { failFastRedis } from '../config/redis.ts';
import { Auditor } from '../src/audit/auditor.ts';
import { connectDatabase } from '../src/database/connect.ts';
import { waitForMigrations } from '../src/database/migrations-applied.ts';
import { Doorbell } from '../src/lane/doorbell.ts';
import { serveHealth } from '../src/observability/health.ts';
import { openLog } from '../src/observability/log.ts';
import { openMetrics } from '../src/observability/metrics.ts';
import { keepPresent } from '../src/observability/presence.ts';
import { shareMetrics } from '../src/observability/shared-metrics.ts';
import type { Running } from '../src/run-role.ts';
import { Schedule } from './schedule.ts';

/** Starts one scheduler process. Any number may run: what they ring for is done once. */
export async function startScheduler(environment: RoleEnvironment, stop: AbortSignal): Promise<Running> {
  const log = openLog('scheduler', environment.logLevel);
  const metrics = openMetrics('scheduler');
  const orm = connectDatabase(environment.databaseUrl, 'scheduler');
  const redis = failFastRedis(environment.redisUrl);
  redis.on('error', (error) => log.warn({ err: error }, 'Redis is away'));
  const health =
    environment.healthPort === null
      ? null
      : await serveHealth({ ...environment, port: environment.healthPort, orm, redis, metrics, log });
  const stopSharing = environment.healthPort === null ? shareMetrics(redis, metrics, log) : async () => {};
  await waitForMigrations(orm, log, stop);

  const doorbell = new Doorbell(redis);
  const books = connectDatabase(environment.databaseUrl, 'audit');
  const auditor = new Auditor({ orm: books, redis, metrics, log });
  const schedule = new Schedule({ orm, doorbell, auditor, redis, metrics, log });
  schedule.start();
  const stopSaying = keepPresent(redis, 'schedulers', log);
  log.info('keeping time');
  return {
    async close() {
      await Promise.all([schedule.close(), stopSaying()]);
      await doorbell.close();
      await health?.close();
      await stopSharing();
      redis.disconnect();
      await books.close(true);
      await orm.close(true);
      log.info('drained');
    },
  };
}
