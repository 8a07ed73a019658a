import type { Redis } from 'ioredis';
import { LANE_SERVED_MS } from '../../config/limits.ts';
import { REDIS_PREFIX } from '../../config/redis.ts';

const KEY = `${REDIS_PREFIX}:served`;

/** By the clock of Redis. KEYS: served. ARGV: milliseconds after which a lane is not served any more, the lanes. */
const SAY = `
local time = redis.call('time')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('zremrangebyscore', KEYS[1], '-inf', now - tonumber(ARGV[1]))
for index = 2, #ARGV do redis.call('zadd', KEYS[1], now, ARGV[index]) end`;

/** KEYS: served. ARGV: as above. */
const ASK = `
local time = redis.call('time')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
return redis.call('zrangebyscore', KEYS[1], now - tonumber(ARGV[1]), '+inf')`;

/** A worker says, again and again, which lanes it has: for people who look for one that nobody has. */
export async function sayServed(redis: Redis, lanes: readonly string[]): Promise<void> {
  if (lanes.length > 0) await redis.eval(SAY, 1, KEY, LANE_SERVED_MS, ...lanes);
}

/** The lanes that some worker has. */
export async function servedLanes(redis: Redis): Promise<Set<string>> {
  const lanes = await redis.eval(ASK, 1, KEY, LANE_SERVED_MS);
  return new Set(Array.isArray(lanes) ? lanes.map(String) : []);
}
