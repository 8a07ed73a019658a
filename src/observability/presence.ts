import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { PROCESS_GONE_MS, PROCESS_HEARTBEAT_MS } from '../../config/limits.ts';
import { REDIS_PREFIX } from '../../config/redis.ts';
import type { Log } from './log.ts';

/** The roles of processes, as they are counted. */
export type Role = 'api' | 'workers' | 'schedulers';
export type Roles = Record<Role, number>;

const keyOf = (role: Role) => `${REDIS_PREFIX}:${role}`;

/** By the clock of Redis, which all processes share. */
const NOW = `
local time = redis.call('time')
local now = time[1] * 1000 + math.floor(time[2] / 1000)`;

/**
 * Says "I am here", forgets who has not said so lately, and answers who is there: of each the id, and whether somebody
 * listens at its channel. KEYS: of the role. ARGV: own id, milliseconds after which a process is gone.
 */
const HEARTBEAT = `${NOW}
redis.call('zadd', KEYS[1], now, ARGV[1])
redis.call('zremrangebyscore', KEYS[1], '-inf', now - tonumber(ARGV[2]))
local there = {}
for index, id in ipairs(redis.call('zrange', KEYS[1], 0, -1)) do
  there[2 * index - 1] = id
  there[2 * index] = redis.call('pubsub', 'numsub', KEYS[1] .. ':' .. id)[2]
end
return there`;

/** KEYS: of the roles. ARGV: milliseconds after which a process is gone. */
const COUNT = `${NOW}
local counts = {}
for index, key in ipairs(KEYS) do counts[index] = redis.call('zcount', key, now - tonumber(ARGV[1]), '+inf') end
return counts`;

/**
 * Where a process listens for as long as it lives. Nothing is ever said there: that its connection is closed, which the
 * system does for a process however it ends, is how the others hear at once that it is gone.
 */
export const lifeline = (role: Role, id: string): string => `${keyOf(role)}:${id}`;

/** Whether that process lives, by its connection. */
export async function holdsLifeline(redis: Redis, role: Role, id: string): Promise<boolean> {
  const [, listeners] = await redis.pubsub('NUMSUB', lifeline(role, id));
  return Number(listeners) > 0;
}

/** A process that said lately that it is there, and whether it holds its lifeline. */
export interface Present {
  id: string;
  listens: boolean;
}

/** Says that this process is there, and answers all of its role that said so within the last `goneMs`. */
export async function beat(
  redis: Redis,
  role: Role,
  id: string,
  goneMs = PROCESS_GONE_MS,
): Promise<Present[]> {
  const told = await redis.eval(HEARTBEAT, 1, keyOf(role), id, goneMs);
  const there = Array.isArray(told) ? told : [];
  return Array.from({ length: there.length / 2 }, (_, index) => ({
    id: String(there[2 * index]),
    listens: Number(there[2 * index + 1]) > 0,
  }));
}

/** This process goes, and need not be missed. */
export async function leave(redis: Redis, role: Role, id: string): Promise<void> {
  await redis.zrem(keyOf(role), id).catch(() => {});
}

/** How many processes of each role say that they are there. */
export async function countRoles(redis: Redis): Promise<Roles> {
  const roles = ['api', 'workers', 'schedulers'] as const;
  const counts = await redis.eval(COUNT, roles.length, ...roles.map(keyOf), PROCESS_GONE_MS);
  const [api = 0, workers = 0, schedulers = 0] = Array.isArray(counts) ? counts.map(Number) : [];
  return { api, workers, schedulers };
}

/** Says every second that a process of this role is there, until the answer is called. */
export function keepPresent(redis: Redis, role: Role, log: Log): () => Promise<void> {
  const id = randomUUID();
  let saying: Promise<unknown> = Promise.resolve();
  const say = () => {
    saying = beat(redis, role, id).catch((error: unknown) =>
      log.debug({ err: error }, 'the heartbeat failed'),
    );
  };
  if (redis.status === 'ready') say();
  redis.on('ready', say);
  const timer = setInterval(say, PROCESS_HEARTBEAT_MS);
  return async () => {
    clearInterval(timer);
    redis.off('ready', say);
    // A heartbeat under way would say "I am here" after the goodbye.
    await saying;
    await leave(redis, role, id);
  };
}
