import { setTimeout as pause } from 'node:timers/promises';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { Doorbell } from '../../src/lane/doorbell.ts';
import { HttpClient } from '../crowd/http-client.ts';
import { costsOf } from '../figures/costs.ts';
import { latenciesOf } from '../figures/latencies.ts';
import { perThing, type Sample } from '../figures/sample.ts';
import {
  acceptReservations,
  type BookingStage,
  backlogOf,
  bookingStage,
  untilDecided,
  waitsOf,
} from '../stage/backlog.ts';
import type { BenchFan } from '../stage/scene.ts';
import type { Stage } from '../stage/stage.ts';

/** Who decides, or only writes, a row of reservations as fast as it can; each on the same tables. */
export interface LaneContender {
  name: string;
  parameters: Record<string, string | number>;
  /** Prepares so many and measures them. A wait counts from the start, in steady flow from each acceptance. */
  measure(count: number): Promise<Sample>;
}

const POLL_MS = 10;
/** In steady flow: so many are accepted at once, and so many such batches are on their way at most. */
const FED_AT_ONCE = 64;
const FED_AHEAD = 16;
const FEED_POLL_MS = 1;

/** A worker process as in production. It is rung when everything waits already. */
export function lane(stage: Stage, fans: readonly BenchFan[]): LaneContender {
  return {
    name: 'lane',
    parameters: {},
    async measure(count) {
      const booking = await bookingStage(stage, fans.slice(0, count));
      const requests = await backlogOf(stage, booking);
      return withDoorbell(stage, (doorbell) =>
        timed(
          stage,
          count,
          async () => {
            await doorbell.ring(booking.lane, { because: 'time' });
            await untilDecided(stage, requests.at(-1) ?? '', POLL_MS);
          },
          (since) => waitsOf(stage, booking, since),
        ),
      );
    },
  };
}

/** The same process, while requests are accepted in small batches, each with its ring. */
export function steadyFlow(stage: Stage, fans: readonly BenchFan[]): LaneContender {
  return {
    name: 'lane (steady flow)',
    parameters: { 'accepted at once': FED_AT_ONCE },
    async measure(count) {
      const booking = await bookingStage(stage, fans.slice(0, count));
      return withDoorbell(stage, (doorbell) =>
        timed(
          stage,
          count,
          () => feed(stage, doorbell, booking),
          () => waitsOf(stage, booking),
        ),
      );
    },
  };
}

async function feed(stage: Stage, doorbell: Doorbell, booking: BookingStage): Promise<void> {
  const { lane, fans } = booking;
  const lastOfBatch: string[] = [];
  for (let from = 0; from < fans.length; from += FED_AT_ONCE) {
    const decided = lastOfBatch.at(-FED_AHEAD);
    if (decided !== undefined) await untilDecided(stage, decided, FEED_POLL_MS);
    const requests = await acceptReservations(stage, booking, from, from + FED_AT_ONCE);
    lastOfBatch.push(requests.at(-1) ?? '');
    await doorbell.ring(lane, { because: 'requests' });
  }
  await untilDecided(stage, lastOfBatch.at(-1) ?? '', POLL_MS);
}

/** One job a reservation, one transaction of an ORM a job, one at a time. */
export async function naive(stage: Stage, fans: readonly BenchFan[]): Promise<LaneContender> {
  const queue = 'naive';
  const settings = { databaseUrl: stage.stores.postgres.url, redisUrl: stage.stores.redis.url, queue };
  await stage.start('naive', 'bench/references/naive.ts', 'deciding', {}, [JSON.stringify(settings)]);
  return {
    name: 'naive',
    parameters: {},
    async measure(count) {
      const booking = await bookingStage(stage, fans.slice(0, count));
      const requests = await backlogOf(stage, booking);
      return withQueue(stage, queue, async (jobs) => {
        await jobs.pause();
        await jobs.addBulk(requests.map((requestId) => ({ name: 'reserve', data: { requestId } })));
        const run = async () => {
          await jobs.resume();
          await untilDecided(stage, requests.at(-1) ?? '', POLL_MS);
        };
        return timed(stage, count, run, (since) => waitsOf(stage, booking, since));
      });
    },
  };
}

/** PostgreSQL alone: the same rows written in transactions of so many, nothing decided. */
export async function limit(
  stage: Stage,
  fans: readonly BenchFan[],
  batches: readonly number[],
): Promise<LaneContender[]> {
  const settings = { databaseUrl: stage.stores.postgres.url };
  const { port } = await stage.start('limit', 'bench/references/limit.ts', 'ready to write', {}, [
    JSON.stringify(settings),
  ]);
  return batches.map((batch) => ({
    name: 'limit',
    parameters: { batch },
    async measure(count) {
      const booking = await bookingStage(stage, fans.slice(0, count));
      await backlogOf(stage, booking);
      const http = new HttpClient(`http://127.0.0.1:${port}`);
      try {
        await http.request('POST', '/load', { body: { lane: booking.lane } });
        const run = () => http.request('POST', '/write', { body: { batch } });
        return await timed(stage, count, run, (since) => waitsOf(stage, booking, since));
      } finally {
        await http.close();
      }
    },
  }));
}

/** BullMQ alone: empty jobs, one at a time. */
export async function nothing(stage: Stage): Promise<LaneContender> {
  const queue = 'nothing';
  const settings = { redisUrl: stage.stores.redis.url, queue };
  await stage.start('bullmq', 'bench/references/nothing.ts', 'doing nothing', {}, [JSON.stringify(settings)]);
  return {
    name: 'BullMQ doing nothing',
    parameters: {},
    measure(count) {
      return withQueue(stage, queue, async (jobs, redis) => {
        await jobs.pause();
        await jobs.addBulk(Array.from({ length: count }, () => ({ name: 'nothing', data: {} })));
        const run = async () => {
          await jobs.resume();
          while ((await jobs.getCompletedCount()) < count) await pause(POLL_MS);
        };
        return timed(stage, count, run, (since) => waitsOfJobs(redis, jobs, since));
      });
    },
  };
}

/** Each completed job is kept under the instant at which it ended. */
async function waitsOfJobs(redis: Redis, jobs: Queue, since: Date): Promise<number[]> {
  const kept = await redis.zrange(jobs.toKey('completed'), '0', '-1', 'WITHSCORES');
  return kept.filter((_, index) => index % 2 === 1).map((endedAt) => Number(endedAt) - since.getTime());
}

/** Measures what `run` takes and costs for so many; how long each waited is read afterwards. */
async function timed(
  stage: Stage,
  count: number,
  run: () => Promise<unknown>,
  waits: (since: Date) => Promise<number[]>,
): Promise<Sample> {
  const { value, costs } = await costsOf(stage, async () => {
    const since = new Date();
    const started = performance.now();
    await run();
    return { since, seconds: (performance.now() - started) / 1_000 };
  });
  return perThing(count, count / value.seconds, latenciesOf(await waits(value.since)), costs);
}

async function withDoorbell<Value>(
  stage: Stage,
  use: (doorbell: Doorbell) => Promise<Value>,
): Promise<Value> {
  const redis = new Redis(stage.stores.redis.url);
  const doorbell = new Doorbell(redis);
  try {
    return await use(doorbell);
  } finally {
    await doorbell.close();
    redis.disconnect();
  }
}

async function withQueue<Value>(
  stage: Stage,
  name: string,
  use: (queue: Queue, redis: Redis) => Promise<Value>,
): Promise<Value> {
  const connection = new Redis(stage.stores.redis.url, { maxRetriesPerRequest: null });
  const queue = new Queue(name, { connection });
  try {
    const value = await use(queue, connection);
    await queue.clean(0, 0, 'completed');
    return value;
  } finally {
    await queue.close();
    connection.disconnect();
  }
}
