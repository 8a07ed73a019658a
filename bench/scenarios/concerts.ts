import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { failFastRedis } from '../../config/redis.ts';
import { Doorbell } from '../../src/lane/doorbell.ts';
import { costsOf } from '../figures/costs.ts';
import { median } from '../figures/latencies.ts';
import { sharedMemoryOf } from '../figures/processes.ts';
import { atLeast, atMost, type Judgement, type Row, type Scenario } from '../scenario.ts';
import { type BookingStage, backlogOf, bookingStage, untilDecided } from '../stage/backlog.ts';
import { concertWith, usersOf } from '../stage/scene.ts';
import { Stage } from '../stage/stage.ts';

const FEW = 10;
const MANY = 10_000;
const REST_SECONDS = 30;
/** Long enough after a start or a change for everything to have come to rest. */
const SETTLE_MS = 3_000;
const HOT = 10;
const SCALED = 8;
const PROCESSES = [1, 2, 4];
/** Reservations that wait in each hot lane when the bells ring. */
const BACKLOG = 2_000;

const WANTED_FAIRNESS = 0.5;
/** What a minute of rest may cost more with many concerts than with few, in CPU of all processes and servers. */
const WANTED_MORE_CPU_MS = 100;

/** What many concerts cost that nobody asks for, and how the asked-for share the workers. */
export const concerts: Scenario = {
  name: 'concerts',
  title: `${MANY.toLocaleString('en')} concerts exist, ${HOT} of them are hot.`,
  async run({ rounds, say }) {
    const stage = await Stage.open({ apis: 1, workers: 1, schedulers: 1 });
    try {
      const rows: Row[] = [];
      const few = await atRest(stage, FEW);
      const many = await atRest(stage, MANY - FEW);
      rows.push({ contender: 'frontrow', parameters: { idle: FEW }, figures: few });
      rows.push({ contender: 'frontrow', parameters: { idle: MANY }, figures: many });
      say(`at rest: ${JSON.stringify(few)}, ${JSON.stringify(many)}`);
      const judgements = restJudgements(few, many);

      // It would ring for lanes that wait, while the backlogs of the others are still being written.
      for (const scheduler of stage.processes.filter(({ name }) => name === 'scheduler'))
        await stage.stop(scheduler);
      const shares: Record<string, number>[] = [];
      await hotLanes(stage, HOT);
      for (let round = 0; round < rounds; round += 1) shares.push(await hotLanes(stage, HOT));
      const share = medians(shares);
      rows.push({ contender: 'frontrow', parameters: { hot: HOT, workers: 1 }, figures: share });
      judgements.push(
        atLeast(
          'hot concerts: slowest to fastest',
          share['slowest to fastest'] ?? Number.NaN,
          WANTED_FAIRNESS,
        ),
      );

      for (const count of PROCESSES) {
        const running = stage.processes.filter(({ name }) => name === 'worker').length;
        await stage.enter({ workers: count - running });
        await pause(SETTLE_MS);
        await hotLanes(stage, SCALED);
        const measured: Record<string, number>[] = [];
        for (let round = 0; round < rounds; round += 1) measured.push(await hotLanes(stage, SCALED));
        const figures = medians(measured);
        say(`${count} workers: ${Math.round(figures['decided a second'] ?? 0)}/s`);
        rows.push({ contender: 'frontrow', parameters: { hot: SCALED, workers: count }, figures });
      }
      await stage.provesLaws();
      return { rows, judgements };
    } finally {
      await stage.close();
    }
  },
};

function restJudgements(few: Record<string, number>, many: Record<string, number>): Judgement[] {
  const more = (name: string) => (many[name] ?? Number.NaN) - (few[name] ?? Number.NaN);
  return [
    // A heartbeat more or less within the time is no cost of a concert.
    atMost('idle concerts: more Redis commands a second', more('Redis commands a second'), 1),
    atMost('idle concerts: more connections to Redis', more('connections to Redis'), 0),
    atMost('idle concerts: more connections to PostgreSQL', more('connections to PostgreSQL'), 0),
    atMost('idle concerts: more CPU, ms a minute', more('CPU, ms a minute'), WANTED_MORE_CPU_MS),
    atMost('idle concerts: more memory of our processes, MiB', more('memory of our processes, MiB'), 10),
  ];
}

/** Adds so many concerts and measures what the system costs while nobody asks for anything. */
async function atRest(stage: Stage, more: number): Promise<Record<string, number>> {
  await concertWith(stage.orm, { seats: 50, capacity: 100, count: more });
  await stage.sql(sql.raw('vacuum analyze'));
  await pause(SETTLE_MS);
  const { costs } = await costsOf(stage, () => pause(REST_SECONDS * 1_000));
  const redis = await readyRedis(stage);
  try {
    const cpu = Object.entries(costs.cpuMicros).filter(([name]) => name !== 'client');
    const [{ connections } = { connections: Number.NaN }] = await stage.sql(
      sql<{ connections: number }>`select count(*)::int as connections from pg_stat_activity`,
    );
    const clients = Number(/^connected_clients:(\d+)/m.exec(await redis.info('clients'))?.[1]);
    return {
      'Redis commands a second': costs.redisCommands / costs.seconds,
      'connections to Redis': clients,
      'connections to PostgreSQL': connections,
      'CPU, ms a minute': (cpu.reduce((sum, [, micros]) => sum + micros, 0) / 1_000 / costs.seconds) * 60,
      ...Object.fromEntries(
        cpu.map(([name, micros]) => [`${name}, ms a minute`, (micros / 1_000 / costs.seconds) * 60]),
      ),
      'memory of our processes, MiB': stage.processes.reduce((sum, { pid }) => sum + sharedMemoryOf(pid), 0),
    };
  } finally {
    redis.disconnect();
  }
}

/** A backlog in each of so many lanes, written straight into the table; then all bells ring at once. */
async function hotLanes(stage: Stage, count: number): Promise<Record<string, number>> {
  const lanes: { booking: BookingStage; last: string | undefined }[] = [];
  for (let lane = 0; lane < count; lane += 1) {
    const booking = await bookingStage(stage, await usersOf(stage.orm, BACKLOG));
    const ids = await backlogOf(stage, booking);
    lanes.push({ booking, last: ids.at(-1) });
  }
  const redis = await readyRedis(stage);
  const doorbell = new Doorbell(redis);
  try {
    const { value: seconds, costs } = await costsOf(stage, async () => {
      const started = performance.now();
      await Promise.all(lanes.map(({ booking }) => doorbell.ring(booking.lane, { because: 'time' })));
      return Promise.all(
        lanes.map(async ({ last = '' }) => {
          await untilDecided(stage, last, 10);
          return (performance.now() - started) / 1_000;
        }),
      );
    });
    const decided = count * BACKLOG;
    const micros = (name: string) => (costs.cpuMicros[name] ?? 0) / decided;
    return {
      'decided a second': decided / Math.max(...seconds),
      'slowest to fastest': Math.min(...seconds) / Math.max(...seconds),
      'worker µs a request': micros('worker'),
      'PostgreSQL µs a request': micros('postgres'),
      'Redis µs a request': micros('redis'),
    };
  } finally {
    await doorbell.close();
    redis.disconnect();
  }
}

function medians(all: readonly Record<string, number>[]): Record<string, number> {
  const names = Object.keys(all[0] ?? {});
  return Object.fromEntries(
    names.map((name) => [name, median(all.map((figures) => figures[name] ?? Number.NaN))]),
  );
}

async function readyRedis(stage: Stage) {
  const redis = failFastRedis(stage.stores.redis.url);
  await once(redis, 'ready');
  return redis;
}
