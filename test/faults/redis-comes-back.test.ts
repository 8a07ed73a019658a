import { mkdtemp, readdir, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { patientRedis } from '../../config/redis.ts';
import type { EmbeddedServer } from '../../start/embedded/server.ts';
import { startRedis } from '../../start/embedded-redis.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';
import { FullFlow } from './full-flow.ts';
import { LineAtRest } from './line-at-rest.ts';

/** The bound of every answer, all the while: two seconds, with room for a busy machine. */
const ANSWERED_MS = 2_600;

/**
 * Longer than a worker's place in the roster and a job's lock last, and than a command or a connection waits: after
 * that, time changes only that lanes without a ring are let go. `REDIS_AWAY_SECONDS=32` tries that as well.
 */
const AWAY_MS = Number(process.env.REDIS_AWAY_SECONDS ?? 5) * 1_000;

let dataDir: string;
let redis: EmbeddedServer;
const onSale = useOnSale({ apis: 0, workers: 0, schedulers: 0, laws: 'at the end' });
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'frontrow-redis-'));
  redis = await startRedis({ dataDir });
  Object.assign(onSale.environment, { redisUrl: redis.url });
  await onSale.addApi();
  for (let count = 0; count < 2; count += 1) await onSale.addWorkers();
  await onSale.addScheduler();
});
afterAll(async () => {
  await redis.stop();
  await rm(dataDir, { recursive: true, force: true });
});

async function startAgain(): Promise<void> {
  redis = await startRedis({ dataDir, port: redis.port });
}

async function kill(): Promise<void> {
  process.kill(redis.pid, 'SIGKILL');
  await redis.ended;
}

/** The file to which Redis appends what changes. */
async function appendedTo(): Promise<string> {
  const folder = join(dataDir, 'appendonlydir');
  const name = (await readdir(folder)).find((file) => file.endsWith('.incr.aof'));
  if (name === undefined) throw new Error('Redis keeps no append-only file');
  return join(folder, name);
}

/** Nobody serves the lane of the line at rest: whoever did has gone. */
async function newWorkers(): Promise<void> {
  for (const worker of [...onSale.workers]) await onSale.stop(worker);
  for (let count = 0; count < 2; count += 1) await onSale.addWorkers();
}

const FAULTS: Record<string, (line: LineAtRest) => Promise<() => Promise<void>>> = {
  'is restarted with its data': async () => async () => {
    await redis.stop();
    await startAgain();
  },
  'is killed, and what it last appended is lost': async (line) => {
    const { size } = await stat(await appendedTo());
    await line.changes();
    await newWorkers();
    return async () => {
      await kill();
      // Somewhere in the middle of what it wrote about the line.
      await truncate(await appendedTo(), size + 7);
      await startAgain();
    };
  },
  'is emptied three times': async () => async () => {
    const connection = patientRedis(redis.url);
    for (let time = 1; time <= 3; time += 1) {
      await connection.flushall();
      await pause(300);
    }
    connection.disconnect();
  },
  'is away': async () => async () => {
    await kill();
    await pause(AWAY_MS);
    await startAgain();
  },
  'stands still': async () => async () => {
    process.kill(redis.pid, 'SIGSTOP');
    await pause(AWAY_MS);
    process.kill(redis.pid, 'SIGCONT');
  },
};

test.each(Object.keys(FAULTS))(
  'while Redis %s in full flow, every accepted request ends, in order, and everybody keeps their place',
  async (what) => {
    const line = await LineAtRest.form(onSale);
    const strike = await FAULTS[what]?.(line);
    const places = await line.places();
    const flow = await FullFlow.begin(onSale);
    await strike?.();
    const back = performance.now();
    await Promise.all([line.isAsBefore(places, back), flow.goesOn()]);
    const { slowestMs } = await flow.end();
    expect(slowestMs).toBeLessThan(ANSWERED_MS);
  },
  90_000,
);
