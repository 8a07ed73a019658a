import type { Redis } from 'ioredis';
import { type NotNull, sql } from 'kysely';
import { z } from 'zod';
import {
  AUDIT_LATE_MS,
  LANE_STANDS_MS,
  LANE_UNSERVED_MS,
  LANES_IN_HEALTH,
  SCHEDULER_STANDS_MS,
  STORE_SLOW_MS,
} from '../../config/limits.ts';
import { type LastAudit, lastAudit } from '../audit/last-audit.ts';
import { route } from '../contract/call.ts';
import { givenId, instant } from '../contract/fields.ts';
import type { Orm } from '../database/connect.ts';
import { literal } from '../database/literal.ts';
import { NOW } from '../lane/clock.ts';
import { servedLanes } from '../lane/served-lanes.ts';
import { en } from '../language/en.ts';
import { type Language, sentences } from '../language/language.ts';
import { lookedAgoMs } from '../observability/last-look.ts';
import { countRoles, type Roles } from '../observability/presence.ts';
import { LANE_ROLES, laneOf } from '../sale/lanes.ts';

const store = z.object({
  state: z.enum(['ok', 'slow', 'unreachable']),
  ms: z.number().nullable().describe('How long it took to answer, or null'),
});
type StoreHealth = z.output<typeof store>;

const laneHealth = z.object({
  lane: z.string(),
  name: z.enum(LANE_ROLES),
  concertId: givenId,
  title: z.string(),
  depth: z.int().describe('Requests that wait for their outcome'),
  oldestSeconds: z.number(),
  served: z.boolean().nullable().describe('Whether a worker has it; null when Redis cannot be asked'),
});
type LaneHealth = z.output<typeof laneHealth>;

const FAULTS = Object.keys(en.health) as (keyof typeof en.health)[];

export const healthAnswer = z
  .object({
    ok: z.boolean().describe('Whether there is no fault'),
    faults: z.array(
      z.object({
        what: z.enum(FAULTS),
        sentence: z.string().describe('For people, in the language asked for'),
        concertId: givenId.optional().describe('Of a lane'),
      }),
    ),
    api: z.int().nullable().describe('Processes that say they are there; null when Redis cannot be asked'),
    workers: z.int().nullable(),
    schedulers: z.int().nullable(),
    postgres: store,
    redis: store,
    audit: z
      .object({
        at: instant.nullable().describe('When the invariants of the sale were last looked at; null: not yet'),
        broken: z.array(
          z.object({ name: z.string(), says: z.string(), count: z.int(), example: z.string() }),
        ),
      })
      .describe('The look of every minute at what must be true of the tables, the money among it'),
    lanes: z.array(laneHealth).describe('Those in which something waits, the deepest first'),
  })
  .meta({ id: 'Health' });
export type HealthAnswer = z.output<typeof healthAnswer>;

export const healthExample: HealthAnswer = {
  ok: false,
  faults: [{ what: 'no-scheduler', sentence: en.health['no-scheduler']() }],
  api: 2,
  workers: 2,
  schedulers: 0,
  postgres: { state: 'ok', ms: 2 },
  redis: { state: 'ok', ms: 1 },
  audit: { at: '2027-03-02T11:04:12.031Z', broken: [] },
  lanes: [
    {
      lane: 'booking.6f1d2c9e-4b0a-4e57-9a3c-1d2b8f60c7a1',
      name: 'booking',
      concertId: '6f1d2c9e-4b0a-4e57-9a3c-1d2b8f60c7a1',
      title: 'Spring Tour 2027',
      depth: 3,
      oldestSeconds: 0.02,
      served: true,
    },
  ],
};

export const getHealth = route({
  path: '/v1/admin/health',
  tag: 'Operators',
  summary: 'How the service is, and what is wrong in words',
  notes:
    'Whether something is wrong, and what to do about it, in words: a lane without a worker, no scheduler, books that do not add up, a store that is slow or away.',
  credential: 'operator',
  description: 'As seen by the process that answers',
  answer: healthAnswer,
  examples: { answer: healthExample },
  handle: async ({ language }, parts: { orm: Orm; redis: Redis }) =>
    healthBody(await lookAtHealth(parts), language),
});

/** What is wrong, without words. */
type Fault =
  | { what: 'postgres-unreachable' | 'redis-unreachable' | 'no-worker' | 'no-scheduler' }
  | { what: 'postgres-slow' | 'redis-slow'; ms: number }
  | { what: 'lane-unserved' | 'lane-late'; lane: LaneHealth }
  | { what: 'scheduler-stands'; seconds: number }
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
  /** How long ago a scheduler looked; null when that is not known. */
  lookedAgoMs: number | null;
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
    lookedAgoMs: inRedis.found?.looked ?? null,
    lanes: (waiting.found ?? []).map((row) => ({ ...row, served: served?.has(row.lane) ?? null })),
  };
  return { faults: faultsIn(found), ...found };
}

type Waiting = Omit<LaneHealth, 'served'>;

async function readLanes(orm: Orm): Promise<Waiting[]> {
  const rows = await orm.em
    .fork()
    .getKysely()
    .selectFrom(({ selectFrom }) =>
      selectFrom('request')
        .select(({ fn }) => ['lane', fn.countAll<number>().as('depth'), fn.min('accepted_at').as('since')])
        .where('status', '=', literal('queued'))
        .groupBy('lane')
        .orderBy('depth', 'desc')
        .orderBy('lane')
        .limit(LANES_IN_HEALTH)
        .as('busy'),
    )
    .innerJoin('concert', (join) =>
      join.on('concert.id', '=', ({ ref }) => sql<string>`split_part(${ref('lane')}, '.', 2)::uuid`),
    )
    .select(({ ref }) => [
      'lane',
      'depth',
      'title',
      sql<number>`extract(epoch from ${NOW} - ${ref('since')})::float8`.as('oldestSeconds'),
    ])
    .orderBy('depth', 'desc')
    .orderBy('lane')
    .$narrowType<{ lane: NotNull }>()
    .execute();
  return rows.map(({ lane, ...row }) => {
    const { role, concertId } = laneOf(lane);
    return { lane, name: role, concertId, ...row };
  });
}

async function readRedis(redis: Redis) {
  const [roles, served, audit, looked] = await Promise.all([
    countRoles(redis),
    servedLanes(redis),
    lastAudit(redis),
    lookedAgoMs(redis),
  ]);
  return { roles, served, audit, looked };
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

function faultsIn({
  roles,
  postgres,
  redis,
  audit,
  lookedAgoMs: ago,
  lanes,
}: Omit<Health, 'faults'>): Fault[] {
  const faults: Fault[] = [];
  for (const [name, { state, ms }] of [['postgres', postgres] as const, ['redis', redis] as const]) {
    if (state === 'unreachable') faults.push({ what: `${name}-unreachable` });
    if (state === 'slow') faults.push({ what: `${name}-slow`, ms: ms ?? 0 });
  }
  if (roles?.workers === 0) faults.push({ what: 'no-worker' });
  if (roles?.schedulers === 0) faults.push({ what: 'no-scheduler' });
  // Nobody can look into a database that is away.
  else if (ago !== null && ago > SCHEDULER_STANDS_MS && postgres.state !== 'unreachable')
    faults.push({ what: 'scheduler-stands', seconds: Math.floor(ago / 1_000) });
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

/** How the service is, for one reader. */
export function healthBody(health: Health, language: Language): HealthAnswer {
  const { faults, roles, postgres, redis, audit, lanes } = health;
  return {
    ok: faults.length === 0,
    faults: faults.map((fault) => inWords(fault, language)),
    api: roles?.api ?? null,
    workers: roles?.workers ?? null,
    schedulers: roles?.schedulers ?? null,
    postgres,
    redis,
    audit: { at: audit?.at ?? null, broken: audit?.broken ?? [] },
    lanes,
  };
}

function inWords(fault: Fault, language: Language): HealthAnswer['faults'][number] {
  const { what } = fault;
  const say = sentences(language).health;
  switch (what) {
    case 'postgres-slow':
    case 'redis-slow':
      return { what, sentence: say[what](fault) };
    case 'lane-unserved':
    case 'lane-late': {
      const { title, name, concertId, oldestSeconds, depth } = fault.lane;
      const seconds = Math.floor(oldestSeconds);
      return { what, sentence: say[what]({ title, lane: name, seconds, depth }), concertId };
    }
    case 'books-broken':
      return { what, sentence: say[what](fault) };
    case 'scheduler-stands':
      return { what, sentence: say[what](fault) };
    case 'audit-late':
      return { what, sentence: say[what](fault) };
    default:
      return { what, sentence: say[what]() };
  }
}
