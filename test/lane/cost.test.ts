import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Redis } from 'ioredis';
import { sql } from 'kysely';
import { failFastRedis } from '../../config/redis.ts';
import { LineCopy } from '../../src/admission/line-copy.ts';
import { connectDatabase, type Orm } from '../../src/database/connect.ts';
import { Acceptor } from '../../src/lane/accept.ts';
import { Decider } from '../../src/lane/decider.ts';
import { Doorbell } from '../../src/lane/doorbell.ts';
import { timeOrderedId } from '../../src/lane/time-ordered-id.ts';
import { openLog } from '../../src/observability/log.ts';
import { openMetrics } from '../../src/observability/metrics.ts';
import { laneOf, laneRules } from '../../src/sale/lanes.ts';
import { lanesWith } from '../../workers/lanes.ts';
import { countStatements } from '../infrastructure/counted.ts';
import type { Fan } from '../infrastructure/fan.ts';
import { DATE } from '../infrastructure/on-sale.ts';
import { until } from '../infrastructure/until.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

/*
 * What a batch costs is guarded by counting, never by a clock: so many round trips and one commit, however many
 * requests there are in it.
 */

const onSale = useOnSale({ workers: 0, schedulers: 0 });
let orm: Orm;
let redis: Redis;
let counted: Awaited<ReturnType<typeof countStatements>>;
beforeEach(async () => {
  orm = connectDatabase(onSale.databaseUrl, 'worker');
  counted = await countStatements(orm);
  redis = failFastRedis(onSale.redis.url);
  await until(() => redis.status === 'ready');
});
afterEach(async () => {
  redis.disconnect();
  await orm.close(true);
});

const log = openLog('worker', 'silent');

function decide(name: string) {
  const lane = lanesWith(new LineCopy({ orm, redis, log }))[laneOf(name).role];
  return new Decider({ orm, lane, log }).decide(name);
}

/** Decides all that waits in the lane; answers the statements that it took, without the `discard plans` of the pool. */
async function statementsOf(lane: string, expected: number): Promise<string[]> {
  counted.forget();
  const commits = await decide(lane);
  expect(commits).toHaveLength(1);
  expect(commits[0]?.settled.filter(({ outcome }) => 'result' in outcome)).toHaveLength(expected);
  return counted.statements.filter((text) => text !== 'discard plans');
}

const commitsIn = (statements: readonly string[]) => statements.filter((text) => text === 'commit').length;

/** Fans who are inside, let in by the lane itself. */
async function inside(concertId: string, count: number, balance = 0): Promise<Fan[]> {
  const fans = await onSale.fans(count, { balance });
  const joined = await Promise.all(fans.map((fan) => fan.join(concertId, { prefer: '' })));
  await decide(`admission.${concertId}`);
  await Promise.all(
    fans.map(async (fan, index) => {
      const { body } = await fan.asUser('GET', `/v1/requests/${joined[index]?.body.requestId}`);
      fan.token = body.result.token;
    }),
  );
  return fans;
}

test.each([1, 8, 60])('a batch of %d holds takes five round trips and one commit', async (count) => {
  const concertId = await onSale.concert({ dates: [{ date: DATE, seats: 60, price: 1 }] });
  const fans = await inside(concertId, count);
  await Promise.all(fans.map((fan, seat) => fan.reserve(concertId, DATE, seat + 1, { prefer: '' })));
  const statements = await statementsOf(`booking.${concertId}`, count);
  expect(statements).toHaveLength(5);
  expect(commitsIn(statements)).toBe(1);
});

test.each([1, 8, 40])('a batch of %d payments takes five round trips and one commit', async (count) => {
  const concertId = await onSale.concert({ dates: [{ date: DATE, seats: 60, price: 1 }] });
  const fans = await inside(concertId, count, 1);
  const held = await Promise.all(
    fans.map((fan, seat) => fan.reserve(concertId, DATE, seat + 1, { prefer: '' })),
  );
  await decide(`booking.${concertId}`);
  await Promise.all(
    fans.map(async (fan, index) => {
      const { body } = await fan.asUser('GET', `/v1/requests/${held[index]?.body.requestId}`);
      return fan.pay(concertId, body.result.reservationId, { prefer: '' });
    }),
  );
  const statements = await statementsOf(`booking.${concertId}`, count);
  expect(statements).toHaveLength(5);
  expect(commitsIn(statements)).toBe(1);
});

test.each([1, 8, 60])('a batch of %d joins takes nine round trips and one commit', async (count) => {
  const concertId = await onSale.concert({ waitingRoom: { capacity: 1 } });
  const [first] = (await inside(concertId, 1)) as [Fan];
  expect((await first.place(concertId)).body.status).toBe('ACTIVE');
  const fans = await onSale.fans(count);
  await Promise.all(fans.map((fan) => fan.join(concertId, { prefer: '' })));
  const statements = await statementsOf(`admission.${concertId}`, count);
  // One of them is the pace of the line, which is remembered for a while.
  expect(statements).toHaveLength(9);
  expect(commitsIn(statements)).toBe(1);
});

test('requests that come together are accepted by one statement and rung for by one write', async () => {
  const concertId = await onSale.concert();
  const [fan] = (await onSale.fans(1)) as [Fan];
  const doorbell = new Doorbell(redis);
  const metrics = openMetrics('worker');
  const acceptor = new Acceptor({ orm, doorbell, rulesOf: laneRules, redisReady: () => true, metrics, log });
  const accept = (count: number) =>
    Promise.all(
      Array.from({ length: count }, () =>
        acceptor.accept({
          id: timeOrderedId(),
          lane: `booking.${concertId}`,
          kind: 'release',
          userId: fan.userId,
          payload: { tokenId: timeOrderedId(), reservationId: timeOrderedId() },
          idempotencyKey: null,
          fingerprint: '',
          correlationId: 'cost',
        }),
      ),
    );
  const readsOf = async () => Number(/total_reads_processed:(\d+)/.exec(await redis.info('stats'))?.[1]);
  try {
    // The first ring teaches Redis the script.
    await accept(1);
    counted.forget();
    const before = await readsOf();
    await accept(60);
    const reads = (await readsOf()) - before;
    expect(counted.statements.filter((text) => text !== 'discard plans')).toHaveLength(1);
    // One of them is the question itself. The heartbeats of others may come between.
    expect(reads).toBeLessThanOrEqual(4);
    await onSale.sql(sql`delete from request where correlation_id = 'cost'`);
  } finally {
    await doorbell.close();
  }
});
