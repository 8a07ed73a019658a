import type { Redis } from 'ioredis';
import { REDIS_PREFIX } from '../../config/redis.ts';
import type { Breach } from './invariants.ts';

const KEY = `${REDIS_PREFIX}:audit`;

/** What the last look at the invariants came to, and when it was, by the clock of the scheduler that looked. */
export interface LastAudit {
  at: string;
  broken: Breach[];
}

/** Lays it down for people to see; whoever empties Redis waits a minute for the next. */
export async function keepAudit(redis: Redis, broken: Breach[]): Promise<void> {
  const audit: LastAudit = { at: new Date().toISOString(), broken };
  await redis.set(KEY, JSON.stringify(audit));
}

/** Null when none was made. */
export async function lastAudit(redis: Redis): Promise<LastAudit | null> {
  const kept = await redis.get(KEY);
  return kept === null ? null : JSON.parse(kept);
}
