import type { RoleEnvironment } from '../config/environment.ts';
import { failFastRedis, listeningRedis, patientRedis } from '../config/redis.ts';
import { LineCopy } from '../src/admission/line-copy.ts';
import { connectDatabase } from '../src/database/connect.ts';
import { waitForMigrations } from '../src/database/migrations-applied.ts';
import { Decider } from '../src/lane/decider.ts';
import { Doorbell } from '../src/lane/doorbell.ts';
import { sayServed } from '../src/lane/served-lanes.ts';
import { serveHealth } from '../src/observability/health.ts';
import { openLog } from '../src/observability/log.ts';
import { openMetrics } from '../src/observability/metrics.ts';
import { shareMetrics } from '../src/observability/shared-metrics.ts';
import type { Running } from '../src/run-role.ts';
import { laneOf } from '../src/sale/lanes.ts';
import { lanesLeftWaiting } from './due.ts';
import { LaneWorker } from './lane-worker.ts';
import { lanesWith } from './lanes.ts';
import { Roster } from './roster.ts';

/** Starts one worker process: it serves its share of the lanes that have work. */
export async function startWorkers(environment: RoleEnvironment, stop: AbortSignal): Promise<Running> {
  const log = openLog('worker', environment.logLevel);
  const metrics = openMetrics('worker');
  const orm = connectDatabase(environment.databaseUrl, 'worker');
  const redis = patientRedis(environment.redisUrl);
  const bell = listeningRedis(environment.redisUrl);
  const telling = failFastRedis(environment.redisUrl);
  for (const connection of [redis, bell, telling]) {
    connection.on('error', (error) => log.warn({ err: error }, 'Redis is away'));
  }
  const health =
    environment.healthPort === null
      ? null
      : await serveHealth({
          ...environment,
          port: environment.healthPort,
          orm,
          redis: telling,
          metrics,
          log,
        });
  const stopSharing = environment.healthPort === null ? shareMetrics(telling, metrics, log) : async () => {};
  await waitForMigrations(orm, log, stop);

  const doorbell = new Doorbell(telling);
  const copy = new LineCopy({ orm, redis: telling, log });
  telling.on('ready', () => copy.checkAll());
  if (telling.status === 'ready') await copy.checkAll();
  const lanes = lanesWith(copy);
  const serving = new Map<string, LaneWorker>();
  const roster: Roster = new Roster({
    redis,
    bell,
    log,
    waiting: () => lanesLeftWaiting(orm.em.fork(), 0),
    open: async (lane) => {
      const { role, concertId } = laneOf(lane);
      const decider = new Decider({ orm, lane: lanes[role], log });
      const parts = { workerId: roster.id, decider, doorbell, redis, telling, metrics, log };
      const worker = new LaneWorker(lane, parts);
      serving.set(lane, worker);
      void worker.takeOver();
      await worker.claimOneAtATime().catch(() => {});
      if (role === 'admission') await copy.check(concertId);
      return {
        takeOver: () => worker.takeOver(),
        heed: (rungAt) => worker.heed(rungAt),
        close: async () => {
          serving.delete(lane);
          await worker.close();
        },
      };
    },
    tick: async (served) => {
      metrics.lanesServed.set(served.length);
      await sayServed(telling, served);
      // What Redis forgets when it is emptied is said again: one at a time, and who stands where in the line.
      for (const lane of served) {
        await serving.get(lane)?.claimOneAtATime();
        const { role, concertId } = laneOf(lane);
        if (role === 'admission') await copy.check(concertId);
      }
    },
  });
  await roster.start();
  log.info('serving lanes');

  return {
    async close() {
      await roster.close();
      await doorbell.close();
      await health?.close();
      await stopSharing();
      redis.disconnect();
      telling.disconnect();
      await orm.close(true);
      log.info('drained');
    },
  };
}
