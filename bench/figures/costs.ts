import { Redis } from 'ioredis';
import { sql } from 'kysely';
import type { Stage } from '../stage/stage.ts';
import { cpuSecondsOf, peakMemoryOf, sharedMemoryOf } from './processes.ts';

/** What a stretch of time cost, in all. */
export interface Costs {
  seconds: number;
  /** CPU microseconds by process; `client` is the one that measures. */
  cpuMicros: Record<string, number>;
  /** Transactions of PostgreSQL that wrote something. */
  commits: number;
  /** Bytes that PostgreSQL wrote to its log. */
  walBytes: number;
  redisCommands: number;
  /** Reads that Redis did of its clients' sockets: commands sent together count once. */
  redisRoundTrips: number;
  /** Peak memory in MiB of each process so far; PostgreSQL and Redis as they are at the end. */
  memory: Record<string, number>;
}

interface Reading {
  at: number;
  cpu: Record<string, number>;
  transactions: number;
  wal: number;
  commands: number;
  reads: number;
}

/** Reads all meters before and after. The reading itself costs a handful of statements. */
export async function costsOf<Value>(
  stage: Stage,
  run: () => Promise<Value>,
): Promise<{ value: Value; costs: Costs }> {
  const redis = new Redis(stage.stores.redis.url);
  try {
    const before = await read(stage, redis);
    const value = await run();
    const after = await read(stage, redis);
    const cpuMicros = Object.fromEntries(
      Object.entries(after.cpu).map(([name, seconds]) => [name, (seconds - (before.cpu[name] ?? 0)) * 1e6]),
    );
    return {
      value,
      costs: {
        seconds: (after.at - before.at) / 1_000,
        cpuMicros,
        commits: after.transactions - before.transactions,
        walBytes: after.wal - before.wal,
        redisCommands: after.commands - before.commands,
        redisRoundTrips: after.reads - before.reads,
        memory: memoryOf(stage),
      },
    };
  } finally {
    redis.disconnect();
  }
}

async function read(stage: Stage, redis: Redis): Promise<Reading> {
  const [row] = await stage.sql(sql<{ transactions: string; wal: string }>`
    select pg_snapshot_xmax(pg_current_snapshot())::text as transactions,
           (pg_current_wal_lsn() - '0/0')::text as wal`);
  const stats = await redis.info('stats');
  const stat = (name: string) => Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(stats)?.[1]);
  return {
    at: performance.now(),
    cpu: cpuOf(stage),
    transactions: Number(row?.transactions),
    wal: Number(row?.wal),
    commands: stat('total_commands_processed'),
    reads: stat('total_reads_processed'),
  };
}

function cpuOf(stage: Stage): Record<string, number> {
  const own = process.cpuUsage();
  const cpu: Record<string, number> = { client: (own.user + own.system) / 1e6 };
  const add = (name: string, pid: number) => {
    cpu[name] = (cpu[name] ?? 0) + cpuSecondsOf(pid);
  };
  for (const { name, pid } of stage.processes) add(name, pid);
  add('redis', stage.stores.redis.pid);
  add('postgres', stage.stores.postgres.pid);
  return cpu;
}

function memoryOf(stage: Stage): Record<string, number> {
  const memory: Record<string, number> = {};
  for (const { name, pid } of stage.processes)
    memory[name] = Math.max(memory[name] ?? 0, Math.round(peakMemoryOf(pid)));
  memory.redis = Math.round(sharedMemoryOf(stage.stores.redis.pid));
  memory.postgres = Math.round(sharedMemoryOf(stage.stores.postgres.pid));
  return memory;
}
