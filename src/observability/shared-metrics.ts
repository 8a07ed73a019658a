import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { AggregatorRegistry, type MetricObjectWithValues, type MetricValue } from 'prom-client';
import { METRICS_SHARED_EVERY_MS, METRICS_STALE_MS } from '../../config/limits.ts';
import { REDIS_PREFIX } from '../../config/redis.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';

const KEY = `${REDIS_PREFIX}:metrics`;

interface Shared {
  at: number;
  metrics: MetricObjectWithValues<MetricValue<string>>[];
}

/**
 * A process without a `HEALTH_PORT` cannot be scraped, so it lays its figures down in Redis, and the API's
 * `/metrics` adds them to its own. Answers how to stop.
 */
export function shareMetrics(redis: Redis, metrics: Metrics, log: Log): () => Promise<void> {
  const id = randomUUID();
  const share = async () => {
    const shared: Shared = { at: Date.now(), metrics: await metrics.registry.getMetricsAsJSON() };
    await redis.hset(KEY, id, JSON.stringify(shared));
  };
  const timer = setInterval(() => {
    share().catch((error: unknown) => log.debug({ err: error }, 'the metrics could not be shared'));
  }, METRICS_SHARED_EVERY_MS);
  return async () => {
    clearInterval(timer);
    await redis.hdel(KEY, id).catch(() => {});
  };
}

/** This process's figures and those of all that share theirs, summed up, in Prometheus' text format. */
export async function metricsOfAll(redis: Redis, metrics: Metrics): Promise<string> {
  const shared: Record<string, string> =
    redis.status === 'ready' ? await redis.hgetall(KEY).catch(() => ({})) : {};
  const all = [await metrics.registry.getMetricsAsJSON()];
  for (const [id, text] of Object.entries(shared)) {
    const { at, metrics: theirs }: Shared = JSON.parse(text);
    if (Date.now() - at < METRICS_STALE_MS) all.push(theirs);
    else await redis.hdel(KEY, id).catch(() => {});
  }
  return AggregatorRegistry.aggregate(all).metrics();
}
