import type { Redis } from 'ioredis';
import { type RawBuilder, sql } from 'kysely';
import {
  AUDIT_LATE_MS,
  LANE_STANDS_MS,
  LANE_UNSERVED_MS,
  LANES_IN_HEALTH,
  STORE_SLOW_MS,
} from '../../config/limits.ts';
import { type LastAudit, lastAudit } from '../audit/last-audit.ts';
import type { Orm } from '../database/connect.ts';
import type { LaneRole } from '../lane/kind.ts';
import { laneOf } from '../lane/lane-name.ts';
import { servedLanes } from '../lane/served-lanes.ts';
import { countRoles, type Roles } from '../observability/presence.ts';

/** How a store answers. */
export interface StoreHealth {
  state: 'ok' | 'slow' | 'unreachable';
  ms: number | null;
}

/** A lane in which something waits. */
export interface LaneHealth {
  lane: string;
  name: LaneRole;
  concertId: string;
  title: string;
  depth: number;
  oldestSeconds: number;
  /** Null when Redis cannot be asked. */
  served: boolean | null;
}

/** What is wrong; `src/language/health-body.ts` says it in words. */
export type Fault =
  | { what: 'postgres-unreachable' | 'redis-unreachable' | 'no-worker' | 'no-scheduler' }
  | { what: 'postgres-slow' | 'redis-slow'; ms: number }
  | { what: 'lane-unserved' | 'lane-late'; lane: LaneHealth }
  | { what: 'books-broken'; name: string; count: number }
  | { what: 'audit-late'; minutes: number };

/** How the service is, without words. */
export interface Health {
  faults: Fault[];
  /** Null when Redis cannot be asked. */
  roles: Roles | null;
  postgres: StoreHealth;
  redis: StoreHealth;
  audit: LastAudit | null;
  lanes: LaneHealth[];
}

/** Looks at everything once. Never fails: a store that is away is what it tells. */
export async function lookAtHealth({ orm, redis }: { orm: Orm; redis: Redis }): Promise<Health> {
  const [waiting, inRedis] = await Promise.all([timed(() => readLanes(orm)), timed(() => readRedis(redis))]);
  const served = inRedis.found?.served;
  const found = {
    roles: inRedis.found?.roles ?? null,
    postgres: storeHealth(waiting.ms),
    redis: storeHealth(inRedis.ms),
    audit: inRedis.found?.audit ?? null,
    lanes: (waiting.found ?? []).map((row) => ({ ...row, served: served?.has(row.lane) ?? null })),
  };
  return { faults: faultsIn(found), ...found };
}

type Waiting = Omit<LaneHealth, 'served'>;

async function readLanes(orm: Orm): Promise<Waiting[]> {
  const query: RawBuilder<{ lane: string; depth: number; oldestSeconds: number; title: string }> = sql`
    select lane, depth, title, extract(epoch from clock_timestamp() - since)::float8 as "oldestSeconds"
    from (
      select lane, count(*)::int as depth, min(accepted_at) as since
      from request where status = 'queued' group by lane order by depth desc, lane limit ${LANES_IN_HEALTH}
    ) as busy
    join concert on concert.id = split_part(lane, '.', 2)::uuid
    order by depth desc, lane`;
  const { rows } = await query.execute(orm.em.fork().getKysely());
  return rows.map(({ lane, ...row }) => {
    const { role, concertId } = laneOf(lane);
    return { lane, name: role, concertId, ...row };
  });
}

async function readRedis(redis: Redis) {
  const [roles, served, audit] = await Promise.all([countRoles(redis), servedLanes(redis), lastAudit(redis)]);
  return { roles, served, audit };
}

/** What was found, and how long it took; nulls when nothing was answered. */
async function timed<Found>(
  look: () => Promise<Found>,
): Promise<{ found: Found; ms: number } | { found: null; ms: null }> {
  const begun = performance.now();
  try {
    const found = await look();
    return { found, ms: Math.round(performance.now() - begun) };
  } catch {
    return { found: null, ms: null };
  }
}

function storeHealth(ms: number | null): StoreHealth {
  if (ms === null) return { state: 'unreachable', ms };
  return { state: ms > STORE_SLOW_MS ? 'slow' : 'ok', ms };
}

function faultsIn({ roles, postgres, redis, audit, lanes }: Omit<Health, 'faults'>): Fault[] {
  const faults: Fault[] = [];
  for (const [name, { state, ms }] of [['postgres', postgres] as const, ['redis', redis] as const]) {
    if (state === 'unreachable') faults.push({ what: `${name}-unreachable` });
    if (state === 'slow') faults.push({ what: `${name}-slow`, ms: ms ?? 0 });
  }
  if (roles?.workers === 0) faults.push({ what: 'no-worker' });
  if (roles?.schedulers === 0) faults.push({ what: 'no-scheduler' });
  for (const lane of lanes) {
    const waitsMs = lane.oldestSeconds * 1_000;
    // Where there is no worker at all that is said once, and not of every lane.
    const missed = roles !== null && roles.workers > 0 && lane.served === false;
    if (missed && waitsMs > LANE_UNSERVED_MS) faults.push({ what: 'lane-unserved', lane });
    else if (lane.served !== false && waitsMs > LANE_STANDS_MS) faults.push({ what: 'lane-late', lane });
  }
  for (const [name, breaches] of Map.groupBy(audit?.broken ?? [], (breach) => breach.name)) {
    faults.push({ what: 'books-broken', name, count: breaches.reduce((sum, { count }) => sum + count, 0) });
  }
  const auditAgeMs = audit === null ? 0 : Date.now() - Date.parse(audit.at);
  if (auditAgeMs > AUDIT_LATE_MS) {
    faults.push({ what: 'audit-late', minutes: Math.floor(auditAgeMs / 60_000) });
  }
  return faults;
}
