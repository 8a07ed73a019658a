import type { Redis } from 'ioredis';
import { sql } from 'kysely';
import { REDIS_PREFIX } from '../../config/redis.ts';
import type { EntityManager } from '../database/connect.ts';
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

/** What a look at everything came to: it stands until the next one, whatever the looks at changes say meanwhile. */
export async function keepEverythingFound(em: EntityManager, found: Breach[]): Promise<void> {
  await sql`
    update audit_progress set everything_found = ${JSON.stringify(found)}::jsonb, everything_at = clock_timestamp()`.execute(
    em.getKysely(),
  );
}

/** Null when none was made. */
export async function lastAudit(redis: Redis): Promise<LastAudit | null> {
  const kept = await redis.get(KEY);
  return kept === null ? null : JSON.parse(kept);
}
