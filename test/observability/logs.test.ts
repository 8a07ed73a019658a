import { beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { ADMIN_KEY, DATE, TOKEN_SECRET } from '../infrastructure/on-sale.ts';
import { RoleProcess, settingsFor } from '../infrastructure/role-process.ts';
import { Session } from '../infrastructure/session.ts';
import { until } from '../infrastructure/until.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const onSale = useOnSale({ apis: 0, workers: 0, schedulers: 0, laws: 'at the end' });
let api: RoleProcess;
let workers: RoleProcess;
beforeAll(async () => {
  const settings = { ...settingsFor(onSale), LOG_LEVEL: 'info' };
  [api, workers] = await Promise.all([
    RoleProcess.start('api', settings),
    RoleProcess.start('workers', settings),
  ]);
  onSale.apis.push(api);
  onSale.workers.push(workers);
  await until(async () => (await fetch(`${api.url}/readyz`)).status === 200);
});

/** The fan's seat under this correlation id (none given when null), asked for with a socket open. */
async function oneReservation(correlationId: string | null) {
  const concertId = await onSale.concert();
  const [fan] = await onSale.admitted(concertId, 1);
  if (fan === undefined) throw new Error('no fan');
  const ear = await fan.listen();
  const headers: Record<string, string> = { prefer: '' };
  if (correlationId !== null) headers['x-correlation-id'] = correlationId;
  const accepted = await fan.reserve(concertId, DATE, 1, headers);
  expect(accepted.status).toBe(202);
  const { requestId } = accepted.body;
  await ear.hears('request', (told) => told.requestId === requestId);
  ear.close();
  return { fan, requestId, echoed: accepted.headers.get('x-correlation-id') };
}

/** The three lines of one request: where it came in, where it was decided, where it was told. */
async function linesOf(requestId: string) {
  const [answered, decided, told] = await Promise.all([
    api.says('answered', (line) => line.requestId === requestId),
    workers.says('decided', (line) =>
      line.requests.some((one: { requestId: string }) => one.requestId === requestId),
    ),
    api.says('told', (line) => line.requestId === requestId),
  ]);
  const request = decided.requests.find((one: { requestId: string }) => one.requestId === requestId);
  return { answered, decided, request, told };
}

test('one correlation id goes from the HTTP line through the worker’s line to the socket’s line', async () => {
  const given = 'checkout.7f3a:9_b-1';
  const { requestId, echoed } = await oneReservation(given);
  expect(echoed).toBe(given);
  const { answered, decided, request, told } = await linesOf(requestId);
  expect(answered).toMatchObject({ role: 'api', correlationId: given, method: 'POST', status: 202 });
  expect(decided).toMatchObject({ role: 'worker', lane: expect.stringMatching(/^booking\./) });
  expect(request).toMatchObject({ correlationId: given, kind: 'reserve', outcome: 'succeeded' });
  expect(told).toMatchObject({ role: 'api', correlationId: given, sockets: 1 });
});

test('whoever gives no id gets one, and it is the same everywhere', async () => {
  const [one, other] = [await oneReservation(null), await oneReservation(null)];
  expect(one.echoed).toMatch(/^[0-9a-f-]{36}$/);
  expect(other.echoed).not.toBe(one.echoed);
  const { answered, request, told } = await linesOf(one.requestId);
  expect([answered, request, told].map(({ correlationId }) => correlationId)).toEqual(
    Array(3).fill(one.echoed),
  );
});

test.each([
  ['too long', 'x'.repeat(129)],
  ['with spaces', 'not one word'],
  ['with quotes', '"},{"level":60,"msg":"forged"'],
])('an id %s is replaced by a decent one', async (_how, given) => {
  const answer = await fetch(`${api.url}/healthz`, { headers: { 'x-correlation-id': given } });
  const echoed = answer.headers.get('x-correlation-id');
  expect(echoed).toMatch(/^[0-9a-f-]{36}$/);
  await api.says('answered', (line) => line.correlationId === echoed);
  expect(api.lines.join('\n')).not.toContain('not one word');
  expect(api.log.some(({ msg }) => msg === 'forged')).toBe(false);
});

test('every line is JSON with time, level, role and message', async () => {
  const { requestId } = await oneReservation(null);
  await linesOf(requestId);
  for (const { lines, errors } of [api, workers]) {
    expect(lines.length).toBeGreaterThan(1);
    expect(errors).toBe('');
    for (const line of lines) {
      expect(JSON.parse(line)).toMatchObject({
        level: expect.any(Number),
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        role: expect.stringMatching(/^(api|worker)$/),
        msg: expect.stringMatching(/\w/),
      });
    }
  }
});

test('the clock that the scheduler uses writes to the same log', async () => {
  const scheduler = await RoleProcess.start('scheduler', settingsFor(onSale));
  // A look that takes longer than a second is in the way of the next one.
  const held = await Session.holding(onSale, sql`lock table reservation in access exclusive mode`);
  try {
    await until(() => scheduler.log.find(({ level, msg }) => level === 40 && /overlap/.test(msg)));
  } finally {
    await held.end();
    await scheduler.close();
  }
  expect(scheduler.errors).toBe('');
});

test('no key, token or password stands in the log, whatever goes wrong', async () => {
  const { fan, requestId } = await oneReservation(null);
  await linesOf(requestId);
  const password = 'a-password-that-is-not-the-right-one';
  const wrong = new URL(onSale.redis.url);
  wrong.password = password;
  const astray = RoleProcess.launch('api', {
    ...settingsFor(onSale),
    DATABASE_URL: `postgres://somebody:${password}@127.0.0.1:1/none`,
    REDIS_URL: wrong.href,
    LOG_LEVEL: 'trace',
  });
  try {
    await astray.says('Redis is away', ({ err }) => /WRONGPASS|NOAUTH/.test(err.message));
    const { port } = await astray.says('listening');
    for (const key of [fan.token, ADMIN_KEY, `${fan.token}x`]) {
      const headers = { authorization: `Bearer ${key}`, cookie: 'a=secret-cookie' };
      for (const path of [`/v1/wallet?key=${key}`, '/metrics', '/admin/queues/api/queues'])
        await fetch(`http://127.0.0.1:${port}${path}`, { headers });
    }
    await astray.says('a store is away');
    await astray.says('answered', (line) => line.path === '/admin/queues/api/queues');
  } finally {
    await astray.close();
  }
  const said = [api, workers, astray].map(({ lines, errors }) => [...lines, errors].join('\n')).join('\n');
  const secrets = {
    adminKey: ADMIN_KEY,
    tokenSecret: TOKEN_SECRET,
    queueToken: fan.token,
    redisPassword: new URL(onSale.redis.url).password,
    passwordOfAStoreThatIsAway: password,
    cookie: 'secret-cookie',
  };
  for (const [name, secret] of Object.entries(secrets)) {
    expect(secret.length).toBeGreaterThan(8);
    expect([name, said.includes(secret)]).toEqual([name, false]);
  }
});

test('the line of a request names the address and the user, and shortens the address where that is set, also of a wrong key', async () => {
  const { fan, requestId } = await oneReservation(null);
  const { answered } = await linesOf(requestId);
  expect(answered).toMatchObject({ address: '127.0.0.1', userId: fan.userId });
  const short = await RoleProcess.start('api', { ...settingsFor(onSale), LOG_ADDRESSES: 'short' });
  onSale.apis.push(short);
  await until(async () => (await fetch(`${short.url}/healthz`)).status === 200);
  expect(await short.says('answered')).toMatchObject({ address: '127.0.0.0/24' });
  const wrong = await fetch(`${short.url}/v1/admin/ledger`, {
    headers: { authorization: 'Bearer a-wrong-key' },
  });
  expect(wrong.status).toBe(401);
  expect(await short.says('a wrong key was shown')).toMatchObject({ address: '127.0.0.0/24' });
});
