import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { sql } from 'kysely';
import { pathOf } from '../../client/calls.ts';
import { closedLoop } from '../crowd/closed-loop.ts';
import { HttpClient } from '../crowd/http-client.ts';
import { median } from '../figures/latencies.ts';
import { medianOf, type Sample, sampleOf } from '../figures/sample.ts';
import { atMost, type Row, type Scenario } from '../scenario.ts';
import { type BenchFan, concertWith, givePlaces, usersOf } from '../stage/scene.ts';
import { ADMIN_KEY, Stage } from '../stage/stage.ts';

const WAITING = 1_000_000;
const PORTION = 50_000;
const ADMITTED = 1_000;
/** So many of those who wait ask where they stand; they are spread over the whole line. */
const ASKING = 2_000;
const CLIENTS = 64;
const SECONDS = 4;

/** What one round found out. */
interface Measured {
  polls: Sample;
  figures: Record<string, number>;
}

/** A million people wait in one line. */
export const line: Scenario = {
  name: 'line',
  title: `${WAITING.toLocaleString('en')} wait in one concert: their ranks, an admission, and an emptied Redis.`,
  async run({ rounds, say }) {
    const stage = await Stage.open({ apis: 1, workers: 1, schedulers: 1 });
    const redis = new Redis(stage.stores.redis.url);
    try {
      const empty = await usedMemory(redis);
      const { concertId, asking } = await longLine(stage);
      say(`${WAITING} stand in line`);
      await pausedRoom(stage, concertId, { paused: true });
      await copied(redis, WAITING);
      const measured: Measured[] = [];
      for (let round = 0; round <= rounds; round += 1) {
        const one = await measure(stage, redis, concertId, asking);
        one.figures['Redis, MiB'] = ((await usedMemory(redis)) - empty) / 2 ** 20;
        say(
          Object.entries(one.figures)
            .map(([name, value]) => `${name} ${value.toPrecision(3)}`)
            .join(', '),
        );
        // The first round warms up.
        if (round > 0) measured.push(one);
      }
      await stage.provesLaws();
      return findingsOf(measured);
    } finally {
      redis.disconnect();
      await stage.close();
    }
  },
};

function findingsOf(measured: readonly Measured[]) {
  const of = (name: string) => median(measured.map(({ figures }) => figures[name] ?? Number.NaN));
  const figures = Object.fromEntries(Object.keys(measured[0]?.figures ?? {}).map((name) => [name, of(name)]));
  const polls = medianOf(measured.map((one) => one.polls));
  const { api = 0, redis = 0, postgres = 0 } = polls.cpuMicros;
  const parameters = { waiting: WAITING };
  const rows: Row[] = [
    { contender: 'frontrow', parameters: { ...parameters, doing: 'polling' }, sample: polls },
    { contender: 'frontrow', parameters, figures },
  ];
  return {
    rows,
    judgements: [
      atMost('a poll: ms of all servers together', (api + redis + postgres) / 1_000, 1),
      atMost('a rank in Redis, ms', of('a rank in Redis, µs') / 1_000, 1),
      atMost(`deciding the admission of ${ADMITTED}, ms`, of('deciding an admission, ms'), 100),
      atMost('the copy made anew, s', of('the copy made anew, s'), 30),
      atMost('Redis, MiB', of('Redis, MiB'), 200),
    ],
  };
}

/** Everybody in line but one, who is inside; the first of the line are let in by the rounds. */
async function longLine(stage: Stage): Promise<{ concertId: string; asking: readonly BenchFan[] }> {
  const [concertId = ''] = await concertWith(stage.orm, { seats: 50, capacity: 1 });
  await givePlaces(stage.orm, concertId, await usersOf(stage.orm, 1), 'ACTIVE');
  const asking: BenchFan[] = [];
  for (let from = 0; from < WAITING; from += PORTION) {
    const fans = await usersOf(stage.orm, PORTION);
    await givePlaces(stage.orm, concertId, fans, 'WAITING');
    asking.push(...fans.filter((_, index) => index >= PORTION / 2 && index % (WAITING / ASKING) === 0));
  }
  await stage.sql(sql.raw('vacuum analyze queue_token'));
  const now = new Date();
  for (const fan of asking) fan.token = stage.signer.sign({ ...fan, concertId }, now);
  return { concertId, asking };
}

async function measure(
  stage: Stage,
  redis: Redis,
  concertId: string,
  asking: readonly BenchFan[],
): Promise<Measured> {
  const polls = await poll(stage, concertId, asking);
  const inRedis = await rankMicros(redis, concertId);
  const decidedBefore = await decidingSeconds(stage);
  const [room] = await stage.sql(sql<{ capacity: number; waiting: number }>`
    select capacity, waiting from waiting_room where concert_id = ${concertId}`);
  if (room === undefined) throw new Error('there is no room');
  // One transaction lets in as many as have room, up to the batch.
  await pausedRoom(stage, concertId, { paused: false, capacity: room.capacity + ADMITTED });
  await copied(redis, room.waiting - ADMITTED);
  const decided = await decidingSeconds(stage);
  await pausedRoom(stage, concertId, { paused: true });
  await pause(1_500);
  await redis.flushall();
  const emptied = performance.now();
  await copied(redis, room.waiting - ADMITTED);
  return {
    polls,
    figures: {
      'a rank in Redis, µs': inRedis,
      'deciding an admission, ms': (decided - decidedBefore) * 1_000,
      'the copy made anew, s': (performance.now() - emptied) / 1_000,
    },
  };
}

/** Clients that know nothing of sockets ask for their places, each with a token of its own. */
async function poll(stage: Stage, concertId: string, asking: readonly BenchFan[]): Promise<Sample> {
  const clients = Array.from({ length: CLIENTS }, () => new HttpClient(stage.origin('api')));
  const path = pathOf('/v1/concerts/{concertId}/tokens/me', { concertId });
  let turn = 0;
  const next = (client: number) => async () => {
    const fan = asking[turn % asking.length];
    turn += 1;
    const credential = { token: fan?.token ?? '' };
    const { status, text } = await (clients[client] as HttpClient).request('GET', path, { credential });
    return status === 200 && JSON.parse(text).rank > 0;
  };
  const sample = await sampleOf(stage, () => closedLoop(CLIENTS, next, SECONDS * 1_000));
  await Promise.all(clients.map((client) => client.close()));
  return sample;
}

/** What Redis itself says of the time that a rank takes, over ranks of the whole line. */
async function rankMicros(redis: Redis, concertId: string): Promise<number> {
  const key = await lineKeyOf(redis, concertId);
  await redis.config('RESETSTAT');
  const asking = redis.pipeline();
  for (let number = 2; number < WAITING; number += 500) asking.zrank(key, String(number));
  await asking.exec();
  const stats = await redis.info('commandstats');
  return Number(/^cmdstat_zrank:.*usec_per_call=([\d.]+)/m.exec(stats)?.[1]);
}

async function lineKeyOf(redis: Redis, concertId: string): Promise<string> {
  const keys = await redis.keys(`*:line:{${concertId}}`);
  if (keys[0] === undefined) throw new Error('the line has no copy');
  return keys[0];
}

/** Waits until the copy has as many as wait. */
async function copied(redis: Redis, waiting: number): Promise<void> {
  for (;;) {
    const [key] = await redis.keys('*:line:{*}');
    if (key !== undefined && (await redis.zcard(key)) === waiting) return;
    await pause(20);
  }
}

/** The seconds that all decisions of admission lanes have taken so far, as the worker counts them. */
async function decidingSeconds(stage: Stage): Promise<number> {
  const client = new HttpClient(stage.origin('api'));
  // The worker passes its metrics on every two seconds.
  await pause(2_500);
  const { text } = await client.request('GET', '/metrics', { credential: { adminKey: ADMIN_KEY } });
  await client.close();
  return Number(/^frontrow_decision_seconds_sum\{.*lane="admission".*\} (\S+)$/m.exec(text)?.[1] ?? 0);
}

async function pausedRoom(
  stage: Stage,
  concertId: string,
  waitingRoom: { paused: boolean; capacity?: number },
): Promise<void> {
  const client = new HttpClient(stage.origin('api'));
  const { status, text } = await client.request(
    'PATCH',
    pathOf('/v1/admin/concerts/{concertId}', { concertId }),
    { credential: { adminKey: ADMIN_KEY }, body: { waitingRoom } },
  );
  await client.close();
  if (status !== 200) throw new Error(text);
}

const usedMemory = async (redis: Redis): Promise<number> =>
  Number(/^used_memory:(\d+)/m.exec(await redis.info('memory'))?.[1]);
