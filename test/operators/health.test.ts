import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { getTasks } from 'node-cron';
import { STORE_SLOW_MS } from '../../config/limits.ts';
import { failFastRedis } from '../../config/redis.ts';
import { startApi } from '../../src/api/api-process.ts';
import { Auditor } from '../../src/audit/auditor.ts';
import { keepAudit } from '../../src/audit/last-audit.ts';
import { connectDatabase } from '../../src/database/connect.ts';
import { openLog } from '../../src/observability/log.ts';
import { openMetrics } from '../../src/observability/metrics.ts';
import type { HealthAnswer } from '../../src/operators/health.ts';
import { call } from '../infrastructure/call.ts';
import { inside } from '../infrastructure/inside.ts';
import { ADMIN_KEY, DATE } from '../infrastructure/on-sale.ts';
import { Session } from '../infrastructure/session.ts';
import { TcpProxy } from '../infrastructure/tcp-proxy.ts';
import { until } from '../infrastructure/until.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';
import { Browser } from './browser.ts';

const onSale = useOnSale({ laws: 'at the end' });

const health = async (language = 'en', url = onSale.url): Promise<HealthAnswer> => {
  const headers = { authorization: `Bearer ${ADMIN_KEY}`, 'accept-language': language };
  const { status, body } = await call(url, 'GET', '/v1/admin/health', { headers });
  if (status !== 200) throw new Error(JSON.stringify(body));
  return body;
};

/** What is wrong, by name. */
const faults = async (url?: string) => (await health('en', url)).faults.map(({ what }) => what);
const untilFault = (what: string) => until(async () => (await faults()).some((one) => one === what));
/** Nothing is wrong, and nothing waits any more. */
const untilWell = () =>
  until(async () => {
    const { ok, lanes } = await health();
    return ok && lanes.length === 0;
  });

test('a service that is well says who is there, and that nothing is wrong', async () => {
  await until(async () => (await health()).api === 1);

  expect(await health()).toEqual({
    ok: true,
    faults: [],
    api: 1,
    workers: 1,
    schedulers: 1,
    postgres: { state: 'ok', ms: expect.any(Number) },
    redis: { state: 'ok', ms: expect.any(Number) },
    audit: { at: null, broken: [] },
    lanes: [],
  });
});

test('processes that come and go are counted, also those that said no goodbye', async () => {
  const api = await startApi(onSale.environment);
  expect(await until(async () => (await health()).api === 2)).toBe(true);
  await api.close();
  expect((await health()).api).toBe(1);

  const redis = failFastRedis(onSale.redis.url);
  await until(() => redis.status === 'ready');
  // One that died a moment ago said last that it is there.
  await redis.zadd('frontrow:workers', Date.now() - 2_000, 'died');
  expect((await health()).workers).toBe(2);
  await until(async () => (await health()).workers === 1, { ms: 3_000 });
  redis.disconnect();
});

test('a lane that waits while no worker runs is seen, and what is missing is said in the reader’s language', async () => {
  const concertId = await onSale.concert({ title: 'Without workers' });
  const fan = await inside(onSale, concertId);
  const [worker] = onSale.workers;
  if (worker === undefined) throw new Error('no worker runs');
  await onSale.stop(worker);
  try {
    await fan.reserve(concertId, DATE, 1, { prefer: '' });
    await untilFault('no-worker');

    const { ok, workers, lanes, faults: told } = await health('ko');
    expect([ok, workers]).toEqual([false, 0]);
    expect(told).toEqual([
      {
        what: 'no-worker',
        sentence: '실행 중인 워커가 없습니다. 접수된 요청이 처리되지 않고 대기합니다. 워커를 시작하세요',
      },
    ]);
    expect(lanes).toMatchObject([
      { lane: `booking.${concertId}`, name: 'booking', concertId, title: 'Without workers', depth: 1 },
    ]);
  } finally {
    await onSale.addWorkers();
  }
  await untilWell();
});

test('a scheduler that is missing is said to be', async () => {
  const [scheduler] = onSale.schedulers;
  if (scheduler === undefined) throw new Error('no scheduler runs');
  await onSale.stop(scheduler);
  try {
    expect((await health()).faults).toEqual([
      {
        what: 'no-scheduler',
        sentence:
          'No scheduler is running: holds and visits that run out end late, and nobody looks at the books. Start one',
      },
    ]);
  } finally {
    await onSale.addScheduler();
  }
  await untilWell();
});

test('a scheduler that lives and does not look is said to stand', async () => {
  const looks = [...getTasks().values()].filter(({ name }) => name === 'look');
  for (const look of looks) await look.stop();
  const redis = failFastRedis(onSale.redis.url);
  await until(() => redis.status === 'ready');
  try {
    await redis.set('frontrow:looked', Date.now() - 4_000);
    expect(await faults()).toEqual([]);
    await redis.set('frontrow:looked', Date.now() - 61_500);
    expect((await health()).faults).toEqual([
      {
        what: 'scheduler-stands',
        sentence: 'The scheduler has not looked for 61 s: holds end late and nobody is let in. Restart it',
      },
    ]);
  } finally {
    for (const look of looks) await look.start();
    redis.disconnect();
  }
  await untilWell();
  // And the metric that the alarm hangs on goes on again.
  await until(async () => {
    const { body } = await onSale.operator('GET', '/metrics');
    const [, at = '0'] = /^frontrow_looked_timestamp_seconds (\S+)$/m.exec(body) ?? [];
    return Number(at) > Date.now() / 1_000 - 8;
  });
});

test('a lane that no worker has is told from one whose worker is behind', async () => {
  const concertId = await onSale.concert({ title: 'Left alone' });
  const fan = await inside(onSale, concertId);
  const session = await Session.holdingLane(onSale, `booking.${concertId}`);
  const waitsSince = (seconds: number) =>
    onSale.sql(sql`
      update request set accepted_at = clock_timestamp() - make_interval(secs => ${seconds}) where status = 'queued'`);
  try {
    await fan.reserve(concertId, DATE, 1, { prefer: '' });
    await until(async () => (await health()).lanes[0]?.served === true);
    await waitsSince(5);
    expect(await faults()).toEqual([]);

    await waitsSince(11);
    const { faults: told } = await health();
    expect(told).toEqual([
      {
        what: 'lane-late',
        sentence: 'The booking lane of “Left alone” is behind: 1 request has waited for up to 11 s',
        concertId,
      },
    ]);
  } finally {
    await session.end();
  }
  await untilWell();

  // A lane of whom nobody has heard: its bell was lost, and there is no scheduler that rings again.
  const [scheduler] = onSale.schedulers;
  if (scheduler === undefined) throw new Error('no scheduler runs');
  await onSale.stop(scheduler);
  const silent = await onSale.concert({ title: 'Unheard' });
  await onSale.sql(sql`
    insert into request (id, lane, sequence, kind, user_id, payload, fingerprint, correlation_id, accepted_at)
    values (gen_random_uuid(), ${`admission.${silent}`}, 1, 'issue-token', ${fan.userId}, '{}', '', 'test',
      clock_timestamp() - interval '4 seconds')`);
  expect((await health()).lanes).toMatchObject([{ concertId: silent, served: false }]);
  expect(await faults()).toEqual(['no-scheduler', 'lane-unserved']);
  await onSale.addScheduler();
  await untilWell();
});

test('books that do not add up are told of by the last audit, until they do again', async () => {
  const concertId = await onSale.concert();
  const fan = await inside(onSale, concertId, { balance: 50_000 });
  await fan.pay(concertId, (await fan.reserve(concertId, DATE, 1)).body.reservationId);
  const orm = connectDatabase(onSale.databaseUrl, 'audit');
  const redis = failFastRedis(onSale.redis.url);
  await until(() => redis.status === 'ready');
  const log = openLog('scheduler', 'silent');
  const auditor = new Auditor({ orm, redis, metrics: openMetrics('scheduler'), log });
  try {
    await onSale.sql(sql`update payment set amount = amount - 1 where concert_id = ${concertId}`);
    await auditor.look();
    const { ok, audit, faults: told } = await health();
    expect(ok).toBe(false);
    expect(Math.abs(Date.now() - Date.parse(audit.at ?? ''))).toBeLessThan(10_000);
    expect(audit.broken).toContainEqual(expect.objectContaining({ name: 'I8', count: 1 }));
    expect(told).toContainEqual({
      what: 'books-broken',
      sentence:
        'The books do not add up: payments and sold seats contradict each other (2 found). Pause the sale and look at it',
    });

    await onSale.sql(sql`update payment set amount = amount + 1 where concert_id = ${concertId}`);
    await auditor.look();
    expect((await health()).audit.broken).toEqual([]);

    await redis.set('frontrow:audit', JSON.stringify({ at: new Date(Date.now() - 600_000), broken: [] }));
    expect(await faults()).toEqual(['audit-late']);
    await keepAudit(redis, []);
    expect(await faults()).toEqual([]);
  } finally {
    redis.disconnect();
    await orm.close(true);
  }
});

test('a store that is slow or away is told of, and an operator who is signed in can still look', async () => {
  const [postgres, redis] = await Promise.all([
    TcpProxy.start(onSale.databaseUrl),
    TcpProxy.start(onSale.redis.url),
  ]);
  const api = await startApi({ ...onSale.environment, databaseUrl: postgres.url, redisUrl: redis.url });
  const url = `http://127.0.0.1:${api.port}`;
  const browser = new Browser(() => url);
  try {
    await browser.signIn('Ji-woo');
    await until(async () => (await browser.call('GET', '/v1/admin/health')).body.ok);

    await redis.cut();
    const withoutRedis = await health('en', url);
    expect(withoutRedis).toMatchObject({
      api: null,
      workers: null,
      redis: { state: 'unreachable', ms: null },
    });
    expect(withoutRedis.faults.map(({ what }) => what)).toEqual(['redis-unreachable']);
    await redis.restore();
    await until(async () => (await faults(url)).length === 0);

    await postgres.cut();
    const { status, body } = await browser.call('GET', '/v1/admin/health');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      postgres: { state: 'unreachable', ms: null },
      redis: { state: 'ok' },
      lanes: [],
    });
    expect(body.faults.map(({ what }: { what: string }) => what)).toEqual(['postgres-unreachable']);
    await postgres.restore();
    await until(async () => (await faults(url)).length === 0);

    postgres.silence();
    const asked = health('en', url);
    await pause(STORE_SLOW_MS + 100);
    await postgres.restore();
    const slow = await asked;
    expect(slow.postgres.state).toBe('slow');
    expect(slow.faults).toEqual([
      { what: 'postgres-slow', sentence: `PostgreSQL takes ${slow.postgres.ms} ms to answer` },
    ]);
  } finally {
    await api.close();
    await Promise.all([postgres.close(), redis.close()]);
  }
});

test('nobody but an operator hears how the service is', async () => {
  expect((await call(onSale.url, 'GET', '/v1/admin/health')).status).toBe(401);
  const fan = await onSale.fan();
  expect((await fan.asUser('GET', '/v1/admin/health')).status).toBe(403);
});
