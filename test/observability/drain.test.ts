import { Agent, type IncomingMessage, request } from 'node:http';
import { connect as connectTcp, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import { io } from 'socket.io-client';
import { freePort } from '../../start/address.ts';
import type { Fan } from '../infrastructure/fan.ts';
import { RoleProcess, settingsFor } from '../infrastructure/role-process.ts';
import { Session, untilBlocked } from '../infrastructure/session.ts';
import { until } from '../infrastructure/until.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

/** What the contract allows for a drain, and what a noisy machine may add. */
const DRAINED_MS = 11_000;

/**
 * Stores and an API of the tests' own; what is drained runs beside them, in processes of its own. What is accepted
 * while no worker is there waits to the end.
 */
const onSale = useOnSale({ workers: 0, schedulers: 0, laws: 'at the end', brokenLaw: 'no lane stands' });

const roles: RoleProcess[] = [];
const loose: { destroy(): unknown }[] = [];
afterEach(async () => {
  for (const one of loose.splice(0)) one.destroy();
  await Promise.all(roles.splice(0).map((role) => role.close()));
});

type Role = Parameters<typeof RoleProcess.launch>[0];

async function start(role: Role, settings: Record<string, string> = {}): Promise<RoleProcess> {
  const started = await RoleProcess.start(role, { ...settingsFor(onSale), ...settings });
  roles.push(started);
  if (role === 'api') await until(async () => (await fetch(`${started.url}/readyz`)).status === 200);
  return started;
}

/** A connection on which nothing, or only this, is ever said. */
async function silentTcp({ port }: RoleProcess, words = ''): Promise<Socket> {
  const socket = connectTcp(port, '127.0.0.1');
  loose.push(socket);
  socket.on('error', () => {});
  await new Promise((resolve) => socket.once('connect', resolve));
  if (words !== '') await new Promise((resolve) => socket.write(words, resolve));
  return socket;
}

/** A join on a connection that its client would keep for more. */
function join(
  { port }: RoleProcess,
  fan: Fan,
  concertId: string,
  prefer: string,
): Promise<IncomingMessage & { text: string }> {
  const agent = new Agent({ keepAlive: true });
  loose.push(agent);
  const headers = { 'content-type': 'application/json', 'x-user-id': fan.userId, prefer };
  return new Promise((resolve, reject) => {
    const path = `/v1/concerts/${concertId}/tokens`;
    const asking = request({ agent, port, host: '127.0.0.1', method: 'POST', path, headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      answer.once('end', () => resolve(Object.assign(answer, { text })));
      answer.once('error', reject);
    });
    asking.once('error', reject).end('{}');
  });
}

const queuedIn = (concertId: string, count: number) =>
  until(async () => {
    const { body } = await onSale.operator('GET', `/v1/admin/concerts/${concertId}/stats`);
    return body.lanes[0].waiting === count;
  });

const refusesConnections = (api: RoleProcess) =>
  until(() =>
    fetch(`${api.url}/healthz`).then(
      () => false,
      (error: { cause?: { code?: string } }) => error.cause?.code === 'ECONNREFUSED',
    ),
  );

const DRAINED = { code: 0, signal: null };

test.each([
  ['api', 'SIGTERM'],
  ['workers', 'SIGINT'],
  ['scheduler', 'SIGTERM'],
] as const)('%s end in good order on %s', async (name, signal) => {
  const asked = await start(name);
  const ending = await asked.drain(signal);
  expect(ending).toMatchObject(DRAINED);
  expect(ending.ms).toBeLessThan(DRAINED_MS);
  expect(asked.log.at(-1)).toMatchObject({ msg: 'drained' });
  expect(asked.errors).toBe('');
});

describe('an API that is asked to end', () => {
  test('answers whoever waits for an outcome with the address where it will be found', async () => {
    const concertId = await onSale.concert();
    const fan = await onSale.fan();
    const api = await start('api');
    const asked = join(api, fan, concertId, 'wait=30');
    await queuedIn(concertId, 1);
    const ending = api.drain();
    const answer = await asked;
    expect(answer).toMatchObject({ statusCode: 202, headers: { connection: 'close' } });
    expect(await ending).toMatchObject(DRAINED);
    expect((await ending).ms).toBeLessThan(DRAINED_MS);
    const { requestId } = JSON.parse(answer.text);
    expect(answer.headers.location).toBe(`/v1/requests/${requestId}`);
    expect(await fan.asUser('GET', `/v1/requests/${requestId}`)).toMatchObject({
      body: { status: 'queued' },
    });
  });

  test('takes nobody new in, and still gives the outcome to whoever waits', async () => {
    const concertId = await onSale.concert();
    const workers = await onSale.addWorkers();
    const held = await Session.holdingLane(onSale, `admission.${concertId}`);
    const api = await start('api');
    const asked = join(api, await onSale.fan(), concertId, 'wait=30');
    await untilBlocked(onSale);
    const ending = api.drain();
    await refusesConnections(api);
    await held.end();
    expect(await asked).toMatchObject({ statusCode: 201, headers: { connection: 'close' } });
    expect(await ending).toMatchObject(DRAINED);
    await onSale.stop(workers);
    expect(await onSale.invariants()).toEqual([]);
  });

  test('is not held up by connections on which nobody asks anything', async () => {
    const api = await start('api');
    const kept = await join(api, await onSale.fan(), await onSale.concert(), '');
    expect(kept.headers.connection).toBe('keep-alive');
    const openedAhead = await silentTcp(api);
    const inAHeader = await silentTcp(api, 'GET /healthz HTTP/1.1\r\nHost: he');
    const phoneThatIsGone = await silentTcp(
      api,
      'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: here\r\n' +
        'Upgrade: websocket\r\nConnection: Upgrade\r\n' +
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
    );
    const greeting = await new Promise((resolve) => phoneThatIsGone.once('data', resolve));
    expect(String(greeting)).toMatch(/^HTTP\/1.1 101/);
    phoneThatIsGone.pause();

    const closed = [openedAhead, inAHeader].map(
      (one) => new Promise((resolve) => one.once('close', resolve)),
    );
    const ending = await api.drain();
    expect(ending).toMatchObject(DRAINED);
    expect(ending.ms).toBeLessThan(5_000);
    await Promise.all(closed);
  });

  test('waits for a body that does not come, but not for ever', async () => {
    const api = await start('api');
    const sender = await silentTcp(
      api,
      'POST /v1/wallet/charges HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\n' +
        'Content-Length: 99\r\nExpect: 100-continue\r\n\r\n',
    );
    const invited = await new Promise((resolve) => sender.once('data', resolve));
    expect(String(invited)).toMatch(/^HTTP\/1.1 100/);
    const ending = await api.drain();
    expect(ending).toMatchObject(DRAINED);
    expect(ending.ms).toBeLessThan(DRAINED_MS);
  });

  test('leaves its sockets in a way that lets them come back by themselves', async () => {
    const api = await start('api');
    const { userId } = await onSale.fan();
    let connected = 0;
    const reasons = ['websocket', 'polling'].map(async (transport) => {
      const socket = io(api.url, {
        transports: [transport],
        auth: { userId },
        forceNew: true,
        reconnection: false,
      });
      loose.push({ destroy: () => socket.disconnect() });
      await new Promise((resolve) => socket.once('connect', () => resolve(null)));
      connected += 1;
      return new Promise((resolve) => socket.once('disconnect', resolve));
    });
    await until(() => connected === 2);
    const ending = await api.drain();
    expect(ending).toMatchObject(DRAINED);
    expect(ending.ms).toBeLessThan(5_000);
    // After any other reason Socket.IO's client stays away.
    for (const reason of await Promise.all(reasons)) expect(reason).toMatch(/^transport (close|error)$/);
  });
});

describe('workers that are asked to end', () => {
  test('finish what they decide, and what still waits is decided by the next', async () => {
    const concertId = await onSale.concert();
    const fans = await onSale.fans(200);
    const first = await start('workers');
    const asked = fans.map((fan) => fan.join(concertId, { prefer: '' }));
    await until(async () => {
      const { body } = await onSale.operator('GET', `/v1/admin/concerts/${concertId}/stats`);
      return body.waiting + body.active > 0;
    });
    expect(await first.drain()).toMatchObject(DRAINED);
    const accepted = await Promise.all(asked);
    expect(accepted.map(({ status }) => status)).toEqual(fans.map(() => 202));
    await Promise.all([start('workers'), start('scheduler')]);
    await queuedIn(concertId, 0);
    const { body } = await onSale.operator('GET', `/v1/admin/concerts/${concertId}/stats`);
    expect(body.waiting + body.active).toBe(200);
    expect(await onSale.invariants()).toEqual([]);
  });

  test('are not held up by whoever watches their health', async () => {
    const port = await freePort();
    const workers = await start('workers', { HEALTH_PORT: `${port}` });
    workers.port = port;
    await silentTcp(workers);
    expect(await workers.drain()).toMatchObject(DRAINED);
  });

  test('end while they still wait for the database', async () => {
    const workers = RoleProcess.launch('workers', {
      ...settingsFor(onSale),
      DATABASE_URL: 'postgres://postgres@127.0.0.1:1/none',
    });
    await workers.says('waiting for the database');
    expect(await workers.drain()).toMatchObject(DRAINED);
  });
});

describe('signals', () => {
  test('the same one twice at once, as npm passes it on, is one', async () => {
    const concertId = await onSale.concert();
    const api = await start('api');
    const asked = join(api, await onSale.fan(), concertId, 'wait=1');
    await queuedIn(concertId, 1);
    api.signal('SIGINT');
    const ending = api.drain();
    expect(await asked).toMatchObject({ statusCode: 202 });
    expect(await ending).toMatchObject(DRAINED);
  });

  test('a second one later ends the process at once', async () => {
    const concertId = await onSale.concert();
    const api = await start('api');
    const asked = join(api, await onSale.fan(), concertId, 'wait=30').catch(() => 'cut off');
    await queuedIn(concertId, 1);
    api.signal('SIGTERM');
    await pause(800);
    expect(await api.drain()).toMatchObject({ code: 1, signal: null });
    expect(await asked).toBe('cut off');
  });

  test('a drain that is stuck is cut short, also one in the middle of a start', async () => {
    const stuck = await start('workers');
    await (await onSale.fan()).join(await onSale.concert(), { prefer: '' });
    await stuck.says('decided');
    const starting = RoleProcess.launch('workers', {
      ...settingsFor(onSale),
      REDIS_URL: 'redis://127.0.0.1:1',
    });
    await starting.says('Redis is away');
    process.kill(onSale.redis.pid, 'SIGSTOP');
    try {
      for (const ending of await Promise.all([stuck.drain(), starting.drain()])) {
        expect(ending).toMatchObject({ code: 1, signal: null });
        expect(ending.ms).toBeLessThan(DRAINED_MS);
      }
    } finally {
      process.kill(onSale.redis.pid, 'SIGCONT');
    }
    expect([stuck.errors, starting.errors]).toEqual(['', '']);
  });
});
