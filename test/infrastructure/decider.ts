import { failFastRedis } from '../../config/redis.ts';
import { LineCopy } from '../../src/admission/line-copy.ts';
import { connectDatabase } from '../../src/database/connect.ts';
import { Decider } from '../../src/lane/decider.ts';
import type { Kind } from '../../src/lane/kind.ts';
import { openLog } from '../../src/observability/log.ts';
import type { LaneRole } from '../../src/sale/lanes.ts';
import { lanesWith } from '../../workers/lanes.ts';
import type { OnSale } from './on-sale.ts';
import { until } from './until.ts';

export interface OpenDecider {
  decide: Decider['decide'];
  close(): Promise<void>;
}

/**
 * One who decides lanes of a role when the test says so and not when a bell rings, on connections of its own:
 * directly or through what stands before the database, as the workers do or with some kinds replaced.
 */
export async function openDecider(
  onSale: OnSale,
  role: LaneRole,
  options: { databaseUrl?: string; kinds?: readonly Kind<unknown, never>[] } = {},
): Promise<OpenDecider> {
  const orm = connectDatabase(options.databaseUrl ?? onSale.databaseUrl, 'worker');
  const redis = failFastRedis(onSale.redis.url);
  const log = openLog('worker', 'silent');
  const lane = lanesWith(new LineCopy({ orm, redis, log }))[role];
  const replaced = (options.kinds ?? []).map((kind) => [kind.name, kind as Kind] as const);
  const decider = new Decider({ orm, lane: { ...lane, kinds: new Map([...lane.kinds, ...replaced]) }, log });
  await until(() => redis.status === 'ready');
  return {
    decide: (name) => decider.decide(name),
    async close() {
      redis.disconnect();
      await orm.close(true);
    },
  };
}
