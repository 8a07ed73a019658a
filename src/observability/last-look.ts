import type { Redis } from 'ioredis';
import { REDIS_PREFIX } from '../../config/redis.ts';

const KEY = `${REDIS_PREFIX}:looked`;

/** By the clock of Redis. KEYS: looked. */
const SAY = `
local time = redis.call('time')
return redis.call('set', KEYS[1], time[1] * 1000 + math.floor(time[2] / 1000))`;

/** KEYS: looked. */
const ASK = `
local looked = redis.call('get', KEYS[1])
if not looked then return -1 end
local time = redis.call('time')
return time[1] * 1000 + math.floor(time[2] / 1000) - tonumber(looked)`;

/** A scheduler has looked which lanes time has brought something about in. */
export async function sayLooked(redis: Redis): Promise<void> {
  await redis.eval(SAY, 1, KEY);
}

/** How long ago any scheduler last looked; null when Redis does not know, which it does again a second later. */
export async function lookedAgoMs(redis: Redis): Promise<number | null> {
  const ms = Number(await redis.eval(ASK, 1, KEY));
  return ms < 0 ? null : ms;
}
