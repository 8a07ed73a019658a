import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Redis } from 'ioredis';
import { patientRedis, REDIS_PREFIX } from '../../config/redis.ts';
import { BELL_CHANNEL } from '../../src/lane/doorbell.ts';
import { openLog } from '../../src/observability/log.ts';
import { Roster } from '../../workers/roster.ts';
import { type FreshRedis, freshRedis } from '../infrastructure/stores.ts';
import { until } from '../infrastructure/until.ts';

/** The bounds are for a machine of one's own. */
const BUSY_MACHINE_MS = 3_000;

let server: FreshRedis;
let redis: Redis;
beforeAll(async () => {
  server = await freshRedis();
  redis = patientRedis(server.url);
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

/** What one worker process serves, as far as its roster says. */
class Process {
  readonly lanes = new Set<string>();
  readonly opened: string[] = [];
  /** How often one of its lanes was told that somebody who may have had it is gone. */
  takenOver = 0;
  /** The lanes in which somebody waits, by the table. */
  static waiting: string[] = [];
  readonly #redis = patientRedis(server.url);
  readonly #bell = patientRedis(server.url);
  readonly #roster: Roster;
  #dead = false;

  constructor(idleMs?: number) {
    this.#roster = new Roster({
      redis: this.#redis,
      bell: this.#bell,
      log: openLog('worker', 'silent'),
      idleMs,
      open: async (lane) => {
        this.lanes.add(lane);
        this.opened.push(lane);
        return {
          takeOver: async () => {
            this.takenOver += 1;
          },
          heed: () => {},
          close: async () => {
            this.lanes.delete(lane);
          },
        };
      },
      waiting: async () => Process.waiting,
      tick: async () => {},
    });
  }

  static async start(idleMs?: number): Promise<Process> {
    const started = new Process(idleMs);
    await started.#roster.start();
    processes.push(started);
    return started;
  }

  /** Goes as a deployment makes it go. */
  async leave(): Promise<void> {
    if (this.#dead) return;
    this.#dead = true;
    await this.#roster.close();
    this.#redis.disconnect();
  }

  /** Goes without a word, as if the process had been killed. */
  die(): void {
    this.#dead = true;
    this.#redis.disconnect();
    this.#bell.disconnect();
    this.lanes.clear();
  }

  /** Stands still, as if the process had been stopped: it says nothing any more, and its connections stay. */
  fallSilent(): void {
    this.#dead = true;
    this.#redis.disconnect();
    this.lanes.clear();
  }

  async bury(): Promise<void> {
    await this.#roster.close().catch(() => {});
  }
}

const processes: Process[] = [];
afterEach(async () => {
  for (const one of processes.splice(0)) await one.leave();
  await redis.flushall();
});

const lanesNamed = (count: number) => Array.from({ length: count }, () => `booking.${randomUUID()}`);

const ring = (lanes: string[]) => Promise.all(lanes.map((lane) => redis.publish(BELL_CHANNEL, lane)));

/**
 * Waits until each of the lanes is served, by exactly one of the processes, and each of these has some: before
 * its next heartbeat the first of them still believes to be alone, and serves all.
 */
const untilShared = (lanes: string[], among: Process[], ms = 10_000) =>
  until(
    () =>
      among.every((one) => one.lanes.size > 0) &&
      lanes.every((lane) => among.filter((one) => one.lanes.has(lane)).length === 1),
    { ms },
  );

test('three processes share the busy lanes: each has one of them, and everybody has some', async () => {
  const three = [await Process.start(), await Process.start(), await Process.start()];
  const workersKnown = async () => (await redis.zcard(`${REDIS_PREFIX}:workers`)) === 3;
  await until(workersKnown);
  // So many that nobody is left without by chance.
  const lanes = lanesNamed(120);
  await ring(lanes);
  await untilShared(lanes, three);
});

test('a process that joins takes its share from the others, and nobody else’s lanes move', async () => {
  const [one, two] = [await Process.start(), await Process.start()];
  const lanes = lanesNamed(120);
  await until(async () => (await redis.zcard(`${REDIS_PREFIX}:workers`)) === 2);
  await ring(lanes);
  await untilShared(lanes, [one, two]);
  const before = [new Set(one.lanes), new Set(two.lanes)];
  const third = await Process.start();
  // It has not heard the lanes be rung: busy lanes are rung again and again.
  await ring(lanes);
  await until(() => third.lanes.size > 0);
  await untilShared(lanes, [one, two, third]);
  expect([...one.lanes].every((lane) => before[0]?.has(lane))).toBe(true);
  expect([...two.lanes].every((lane) => before[1]?.has(lane))).toBe(true);
});

test('the lanes of a process that leaves go to the others, though nobody rings them again', async () => {
  const three = [await Process.start(), await Process.start(), await Process.start()];
  await until(async () => (await redis.zcard(`${REDIS_PREFIX}:workers`)) === 3);
  const lanes = lanesNamed(60);
  await ring(lanes);
  await untilShared(lanes, three);
  const [leaver, ...others] = three as [Process, ...Process[]];
  await leaver.leave();
  expect(leaver.lanes.size).toBe(0);
  await untilShared(lanes, others);
});

test('the lanes of a process that is killed go to the others within a second, for its connection is closed', async () => {
  const [victim, other] = [await Process.start(), await Process.start()];
  await until(async () => (await redis.zcard(`${REDIS_PREFIX}:workers`)) === 2);
  const lanes = lanesNamed(60);
  await ring(lanes);
  await untilShared(lanes, [victim, other]);
  victim.die();
  await untilShared(lanes, [other], 1_000 + BUSY_MACHINE_MS);
  expect(other.takenOver).toBeGreaterThan(0);
  await victim.bury();
});

test('the lanes of a process that falls silent go to the others within four seconds, though its connections are open', async () => {
  const [victim, other] = [await Process.start(), await Process.start()];
  await until(async () => (await redis.zcard(`${REDIS_PREFIX}:workers`)) === 2);
  const lanes = lanesNamed(60);
  await ring(lanes);
  await untilShared(lanes, [victim, other]);
  victim.fallSilent();
  await untilShared(lanes, [other], 4_000 + BUSY_MACHINE_MS);
  await victim.bury();
});

test('a process that comes serves the lanes in which somebody waits, though it never heard them rung', async () => {
  Process.waiting = lanesNamed(5);
  try {
    const one = await Process.start();
    await until(() => one.lanes.size === 5, { ms: 1_000 + BUSY_MACHINE_MS });
  } finally {
    Process.waiting = [];
  }
});

test('a broken connection of one’s own is no reason to take the others for dead', async () => {
  const [one, two] = [await Process.start(), await Process.start()];
  await until(async () => (await redis.zcard(`${REDIS_PREFIX}:workers`)) === 2);
  const lanes = lanesNamed(60);
  await ring(lanes);
  await untilShared(lanes, [one, two]);
  const opened = [one.opened.length, two.opened.length];
  // Redis closes every connection at once, as when it restarts.
  await redis.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
  await until(async () => (await redis.pubsub('CHANNELS', `${REDIS_PREFIX}:workers:*`)).length === 2);
  await ring(lanes);
  await untilShared(lanes, [one, two]);
  expect([one.takenOver, two.takenOver]).toEqual([0, 0]);
  expect([one.opened.length, two.opened.length]).toEqual(opened);
});

test('a lane that nobody rings is let go, one that is rung is kept', async () => {
  const one = await Process.start(1_500);
  const [idle, busy] = lanesNamed(2) as [string, string];
  await ring([idle, busy]);
  await until(() => one.lanes.size === 2);
  await until(async () => {
    await ring([busy]);
    return !one.lanes.has(idle);
  });
  expect([...one.lanes]).toEqual([busy]);
  expect(one.opened.filter((lane) => lane === busy)).toHaveLength(1);
  // And it is served again when somebody rings.
  await ring([idle]);
  await until(() => one.lanes.has(idle));
});

test('an emptied Redis makes nobody forget for longer than a heartbeat who else is there', async () => {
  const three = [await Process.start(), await Process.start(), await Process.start()];
  await until(async () => (await redis.zcard(`${REDIS_PREFIX}:workers`)) === 3);
  const lanes = lanesNamed(60);
  await ring(lanes);
  await untilShared(lanes, three);
  await redis.flushall();
  await until(async () => (await redis.zcard(`${REDIS_PREFIX}:workers`)) === 3);
  await untilShared(lanes, three);
});
