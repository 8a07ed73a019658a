import { Redis } from 'ioredis';
import { REDIS_SILENCE_MS, STORE_TIMEOUT_MS } from './limits.ts';

/** Everything of ours in Redis stands under this prefix. */
export const REDIS_PREFIX = 'frontrow';

const retryStrategy = (attempt: number) => Math.min(attempt * 50, 500);

/** For answering people: a command fails at once or after `STORE_TIMEOUT_MS`, and never waits in a line. */
export function failFastRedis(url: string): Redis {
  return new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: STORE_TIMEOUT_MS,
    connectTimeout: STORE_TIMEOUT_MS,
    // When the other end has vanished without a word, nothing else would tell before the network gives up.
    socketTimeout: 2 * STORE_TIMEOUT_MS,
    retryStrategy,
  });
}

/** For workers: waits for Redis as long as it takes. */
export function patientRedis(url: string): Redis {
  return new Redis(url, {
    maxRetriesPerRequest: null,
    connectTimeout: STORE_TIMEOUT_MS,
    socketTimeout: REDIS_SILENCE_MS,
    retryStrategy,
  });
}

/** For subscriptions: patient, and it asks now and then whether anybody is there, for it may hear nothing for hours. */
export function listeningRedis(url: string): Redis {
  const redis = patientRedis(url);
  const asking = setInterval(() => {
    if (redis.status === 'ready') redis.ping().catch(() => {});
  }, REDIS_SILENCE_MS / 3);
  // A connection that is given up while it waits to reconnect never says that it has ended.
  asking.unref();
  redis.once('end', () => clearInterval(asking));
  return redis;
}
