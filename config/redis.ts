import { Redis } from 'ioredis';
import { STORE_TIMEOUT_MS } from './limits.ts';

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
    retryStrategy,
  });
}

/** For workers and subscriptions: waits for Redis as long as it takes. */
export function patientRedis(url: string): Redis {
  return new Redis(url, { maxRetriesPerRequest: null, connectTimeout: STORE_TIMEOUT_MS, retryStrategy });
}
