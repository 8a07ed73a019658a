import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, expect, test } from '@jest/globals';
import type { ApiEnvironment } from '../../config/environment.ts';
import { patientRedis } from '../../config/redis.ts';
import { startApi } from '../../src/api/api-process.ts';
import type { Running } from '../../src/run-role.ts';
import { freePort } from '../../start/address.ts';
import { startWorkers } from '../../workers/worker-process.ts';
import { call } from '../infrastructure/call.ts';
import { Figures } from '../infrastructure/figures.ts';
import { ADMIN_KEY, METRICS_KEY, OnSale } from '../infrastructure/on-sale.ts';
import { RoleProcess, settingsFor } from '../infrastructure/role-process.ts';
import { freshDatabase } from '../infrastructure/stores.ts';
import { until } from '../infrastructure/until.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const NOBODY = '127.0.0.1:1';
const READY = { ready: true, database: 'ok', migrations: 'applied', redis: 'ok' };

const onSale = useOnSale({ laws: 'at the end' });

const started: Running[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((role) => role.close()));
});

/** An API on the same stores, but for these settings. */
async function apiWith(environment: Partial<ApiEnvironment>): Promise<string> {
  const api = await startApi({ ...onSale.environment, ...environment });
  started.push(api);
  return `http://127.0.0.1:${api.port}`;
}

const running = async (role: Parameters<typeof RoleProcess.launch>[0], settings: Record<string, string>) => {
  const launched = RoleProcess.launch(role, settings);
  started.push(launched);
  return launched;
};

test('the health of an API that has all it needs is open to everybody', async () => {
  expect(await call(onSale.url, 'GET', '/healthz')).toMatchObject({ status: 200, body: { status: 'alive' } });
  expect(await call(onSale.url, 'GET', '/readyz')).toMatchObject({ status: 200, body: READY });
});

test('without its database an API lives, is not ready, and still tells what it knows of itself', async () => {
  const url = await apiWith({ databaseUrl: `postgres://postgres@${NOBODY}/none` });
  expect(await call(url, 'GET', '/healthz')).toMatchObject({ status: 200 });
  // It may take its time to connect to Redis.
  const state = await until(async () => {
    const answer = await call(url, 'GET', '/readyz');
    return answer.body.redis === 'ok' ? answer : null;
  });
  expect(state).toMatchObject({
    status: 503,
    body: { ready: false, database: 'unreachable', migrations: 'unknown', redis: 'ok' },
  });
  const metrics = await call(url, 'GET', '/metrics', { headers: { authorization: `Bearer ${ADMIN_KEY}` } });
  const told = new Figures(metrics.body).of('frontrow_http_request_seconds_count', {
    route: '/readyz',
    status: '503',
  });
  expect(metrics.status).toBe(200);
  expect(told).toBeGreaterThan(0);
});

test('without its Redis an API lives and is not ready', async () => {
  const url = await apiWith({ redisUrl: `redis://${NOBODY}` });
  expect(await call(url, 'GET', '/healthz')).toMatchObject({ status: 200 });
  expect(await call(url, 'GET', '/readyz')).toMatchObject({
    status: 503,
    body: { ready: false, database: 'ok', migrations: 'applied', redis: 'unreachable' },
  });
});

test('a Redis that stands still is noticed in time, and so is that it goes on', async () => {
  process.kill(onSale.redis.pid, 'SIGSTOP');
  try {
    const asked = performance.now();
    expect(await call(onSale.url, 'GET', '/readyz')).toMatchObject({
      status: 503,
      body: { redis: 'unreachable' },
    });
    expect(performance.now() - asked).toBeLessThan(8_000);
    expect(await call(onSale.url, 'GET', '/healthz')).toMatchObject({ status: 200 });
  } finally {
    process.kill(onSale.redis.pid, 'SIGCONT');
  }
  await until(async () => (await call(onSale.url, 'GET', '/readyz')).status === 200);
});

test('workers and scheduler answer for themselves where they are told to, and only there', async () => {
  const [workersPort, schedulerPort] = [await freePort(), await freePort()];
  const workers = await running('workers', { ...settingsFor(onSale), HEALTH_PORT: `${workersPort}` });
  const scheduler = await running('scheduler', { ...settingsFor(onSale), HEALTH_PORT: `${schedulerPort}` });
  await Promise.all([workers.says('serving lanes'), scheduler.says('keeping time')]);
  for (const port of [workersPort, schedulerPort]) {
    const url = `http://127.0.0.1:${port}`;
    expect(await call(url, 'GET', '/healthz')).toMatchObject({ status: 200, body: { status: 'alive' } });
    expect(await call(url, 'GET', '/readyz')).toMatchObject({ status: 200, body: READY });
    expect(await call(url, 'GET', '/anything')).toMatchObject({ status: 404 });
    const asking = (key: string) => ({ headers: { authorization: `Bearer ${key}` } });
    expect((await call(url, 'GET', '/metrics')).status).toBe(401);
    const wrong = await Promise.all([1, 2, 3].map(() => call(url, 'GET', '/metrics', asking('a-wrong-key'))));
    expect(wrong.map(({ status }) => status).sort()).toEqual([401, 401, 429]);
    const metrics = await call(url, 'GET', '/metrics', asking(METRICS_KEY));
    expect(metrics.headers.get('content-type')).toMatch(/^text\/plain; version=/);
    expect(new Figures(metrics.body).of('process_cpu_seconds_total')).toBeGreaterThan(0);
    expect((await call(url, 'GET', '/metrics', asking(ADMIN_KEY))).status).toBe(200);
  }
});

test('the figures of a worker with a port of its own are there, and not a second time at the API', async () => {
  const own = await OnSale.start({ workers: 0, schedulers: 0 });
  const redis = patientRedis(own.redis.url);
  const port = await freePort();
  try {
    own.workers.push(
      await startWorkers({ ...own.environment, healthPort: port }, new AbortController().signal),
    );
    await own.addWorkers();
    for (const concertId of await Promise.all([own.concert(), own.concert(), own.concert()]))
      await own.admitted(concertId, 2);
    // The other worker came later, so when it has laid its figures down, this one would have done so as well.
    const joined = async () => {
      const [atWorker, atApi] = await Promise.all([
        call(`http://127.0.0.1:${port}`, 'GET', '/metrics', {
          headers: { authorization: `Bearer ${METRICS_KEY}` },
        }),
        own.operator('GET', '/metrics'),
      ]);
      const of = ({ body }: { body: string }) => new Figures(body).of('frontrow_requests_total') ?? 0;
      return of(atWorker) + of(atApi);
    };
    await until(async () => (await redis.hlen('frontrow:metrics')) > 0 && (await joined()) >= 6);
    expect(await redis.hlen('frontrow:metrics')).toBe(1);
    expect(await joined()).toBe(6);
  } finally {
    redis.disconnect();
    await own.close();
  }
});

test('single roles wait, alive and not ready, until the migrations are applied', async () => {
  const empty = await freshDatabase({ migrated: false });
  const ports = { workers: await freePort(), scheduler: await freePort() };
  const settings = { ...settingsFor(onSale), DATABASE_URL: empty.url };
  try {
    const api = await running('api', settings);
    const workers = await running('workers', { ...settings, HEALTH_PORT: `${ports.workers}` });
    const scheduler = await running('scheduler', { ...settings, HEALTH_PORT: `${ports.scheduler}` });
    api.port = (await api.says('listening')).port;
    await Promise.all([workers, scheduler].map((role) => role.says('waiting for the migrations')));
    const urls = [api.url, ...Object.values(ports).map((port) => `http://127.0.0.1:${port}`)];
    for (const url of urls) {
      expect(await call(url, 'GET', '/healthz')).toMatchObject({ status: 200 });
      const answer = await until(async () => {
        const seen = await call(url, 'GET', '/readyz');
        return seen.body.redis === 'ok' ? seen : null;
      });
      expect(answer).toMatchObject({
        status: 503,
        body: { ready: false, database: 'ok', migrations: 'pending' },
      });
    }
    expect([workers, scheduler].flatMap(({ log }) => log.map(({ msg }) => msg))).not.toContain(
      'serving lanes',
    );

    await promisify(execFile)(process.execPath, ['src/database/migrate.ts'], {
      env: { PATH: process.env.PATH, DATABASE_URL: empty.url },
    });
    for (const url of urls) await until(async () => (await call(url, 'GET', '/readyz')).status === 200);
    await Promise.all([workers.says('serving lanes'), scheduler.says('keeping time')]);
    const operator = { authorization: `Bearer ${ADMIN_KEY}` };
    const created = await call(api.url, 'POST', '/v1/admin/users', {
      body: { name: 'First' },
      headers: operator,
    });
    expect(created.status).toBe(201);
  } finally {
    await Promise.all(started.splice(0).map((role) => role.close()));
    await empty.drop();
  }
});

test('the key of the figures opens them at an API as well, and nothing else', async () => {
  const headers = { authorization: `Bearer ${METRICS_KEY}` };
  expect((await call(onSale.url, 'GET', '/metrics', { headers })).status).toBe(200);
  for (const path of ['/v1/admin/ledger', '/v1/admin/session', '/admin/queues', '/v1/wallet']) {
    expect((await call(onSale.url, 'GET', path, { headers })).status).toBe(401);
  }
});
