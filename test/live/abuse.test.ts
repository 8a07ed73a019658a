import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { io } from 'socket.io-client';
import { ANNOUNCEMENT_CHANNEL } from '../../src/lane/announcement.ts';
import { connect, type Ear } from '../infrastructure/fan.ts';
import { inside } from '../infrastructure/inside.ts';
import { DATE } from '../infrastructure/on-sale.ts';
import { RoleProcess, settingsFor } from '../infrastructure/role-process.ts';
import { until } from '../infrastructure/until.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const onSale = useOnSale({ laws: 'at the end' });
/** In a process of its own, for what ends a process would end the tests. */
let api: RoleProcess;
beforeAll(async () => {
  api = await RoleProcess.start('api', settingsFor(onSale));
  onSale.apis.push(api);
  await until(async () => (await fetch(`${api.url}/readyz`)).status === 200);
});

const ears: Ear[] = [];
afterEach(async () => {
  for (const ear of ears.splice(0)) ear.close();
  await expectUnharmed();
});

/** The process runs, has said nothing of a bug of its own, and serves whoever comes. */
async function expectUnharmed(): Promise<void> {
  expect((await fetch(`${api.url}/healthz`)).status).toBe(200);
  expect(api.errors).toBe('');
  const complaints = api.log.filter(({ level, msg }) => level >= 50 && !/announcement/.test(msg));
  expect(complaints).toEqual([]);
  const concertId = await onSale.concert();
  const fan = await inside(onSale, concertId);
  const ear = await connect(api.url, { token: fan.token });
  const { requestId } = (await fan.reserve(concertId, DATE, 1, { prefer: '' })).body;
  await ear.hears('request', (told) => told.requestId === requestId);
  ear.close();
}

const MEGABYTE = 'x'.repeat(1_000_000);

/** How a socket with this handshake ends: turned away with a problem, or cut off. */
function endOf(auth: Record<string, unknown>): Promise<string> {
  const socket = io(api.url, { transports: ['websocket'], auth, forceNew: true, reconnection: false });
  return new Promise<string>((resolve) => {
    socket.once('connect', () => resolve('let in'));
    socket.once('connect_error', (error) => {
      resolve((error as Error & { data?: { code: string } }).data?.code ?? error.message);
    });
    // The client closes its own connection before it says why.
    socket.io.once('close', () => setImmediate(() => resolve('cut off')));
  }).finally(() => socket.disconnect());
}

/** Says these words on a bare websocket once it is greeted; answers what came back before the end or soon. */
async function bare(words: (string | Uint8Array)[]): Promise<string[]> {
  const socket = new WebSocket(`${api.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`);
  const answers: string[] = [];
  socket.onmessage = ({ data }) => answers.push(String(data));
  const closed = new Promise((resolve) => {
    socket.onclose = resolve;
    socket.onerror = resolve;
  });
  await until(() => answers[0]?.startsWith('0'));
  for (const word of words) socket.send(word);
  await Promise.race([closed, until(() => answers.length > 1, { ms: 500 }).catch(() => {})]);
  socket.close();
  return answers.slice(1);
}

describe('a handshake that makes no sense is turned away', () => {
  test.each([
    ['numbers', { token: 5, userId: 7, identity: 1e300 }],
    ['objects', { token: { toString: 'x' }, userId: { $ne: null } }],
    ['arrays', { token: ['a', 'b'], userId: [] }],
    ['nothing where something belongs', { token: null }],
    ['a locale that is none', { userId: {}, locale: { en: true } }],
  ])('%s', async (_what, auth) => {
    expect(await endOf(auth)).toBe('INVALID_REQUEST');
  });

  test.each([
    [
      'the names of what every object has',
      { userId: '__proto__', token: 'constructor', locale: '__proto__' },
    ],
    ['control characters', { token: '\u0000\r\n\u2028' }],
    ['a token of fifteen kilobytes', { token: 'x.'.repeat(7_500) }],
  ])('%s', async (_what, auth) => {
    expect(await endOf(auth)).toBe('INVALID_TOKEN');
  });

  test('a megabyte', async () => {
    for (const field of ['token', 'userId', 'identity', 'since', 'unknown']) {
      expect(await endOf({ [field]: MEGABYTE })).toBe('cut off');
    }
  });

  test.each([
    ['a string', '40"token"'],
    ['an array', '40[1,2]'],
    ['a number', '405'],
    ['half an object', '40{"token":'],
    ['another namespace', '40/admin,{"token":"x"}'],
    ['deep nesting', `40{"token":${'['.repeat(3_000)}${']'.repeat(3_000)}}`],
    ['nothing', '40'],
  ])('%s instead of an object', async (_what, packet) => {
    const answers = await bare([packet]);
    expect(answers.filter((answer) => answer.startsWith('40'))).toEqual([]);
  });
});

describe('what a client says once it is connected', () => {
  test('is not listened to, whatever it is', async () => {
    const concertId = await onSale.concert();
    const [fan, other] = [await inside(onSale, concertId), await inside(onSale, concertId)];
    const [ear, otherEar] = [
      await connect(api.url, { token: fan.token }),
      await connect(api.url, { token: other.token }),
    ];
    ears.push(ear, otherEar);
    for (const each of [ear, otherEar]) await each.hears('queue');
    const acknowledged: unknown[] = [];
    for (const event of [
      'request',
      'seats',
      'queue',
      'hold-expired',
      'token-expired',
      'join',
      'error',
      '__proto__',
    ]) {
      ear.socket.emit(event, { concertId, userId: other.userId, changes: [{ number: 1, status: 'SOLD' }] });
      ear.socket.emit(event, null, 5, ['x'], new Uint8Array([1, 2, 3]), (answer: unknown) =>
        acknowledged.push(answer),
      );
    }
    const { requestId } = (await fan.reserve(concertId, DATE, 2, { prefer: '' })).body;
    await ear.hears('request', (told) => told.requestId === requestId);
    await otherEar.hears('seats');
    expect(ear.socket.connected).toBe(true);
    expect(acknowledged).toEqual([]);
    expect(new Set(otherEar.heard.map(({ event }) => event))).toEqual(new Set(['queue', 'sale', 'seats']));
    expect(otherEar.of('seats')[0].changes).toEqual([{ number: 2, status: 'HELD' }]);
  });

  test('ends the connection when it is too long', async () => {
    const ear = await connect(api.url, { userId: (await onSale.fan()).userId });
    ears.push(ear);
    const ended = new Promise((resolve) => ear.socket.once('disconnect', resolve));
    ear.socket.emit('essay', MEGABYTE);
    expect(await ended).toMatch(/^transport/);
  });

  test.each([
    ['no packet', ['nonsense', '9', '']],
    ['half a packet', ['40{}', '42["request"', '42[', '451-["x",{"_placeholder":true,"num":0}]']],
    ['a packet too early', ['42["request",{}]', '41', '43[1]']],
    ['placeholders for nothing', ['40{}', '451-["x",{"_placeholder":true,"num":99}]', new Uint8Array(4)]],
    ['a name that is reserved', ['40{}', '42["connect",{}]', '42["disconnect"]', '42[{"a":1}]', '42[5]']],
    ['bytes', [new Uint8Array(512), new Uint8Array(0)]],
    ['two handshakes', ['40{}', '40{}', '40{"userId":"x"}']],
  ])('is %s and harms nobody', async (_what, words) => {
    await bare(words);
  });
});

describe('what comes by the channel of announcements', () => {
  test.each([
    ['is no JSON', 'not json'],
    ['is null', 'null'],
    ['is nothing like one', '{"lane":5}'],
    ['has events of a kind that is not known yet', '{"lane":"x","settled":[],"events":[{"type":"encore"}]}'],
  ])('and %s is passed over', async (_what, message) => {
    expect(await onSale.redisConnection.publish(ANNOUNCEMENT_CHANNEL, message)).toBeGreaterThan(0);
  });

  test('and cannot be told ends no process: an outcome of a kind to come, or of a token that cannot be read', async () => {
    const { userId } = await onSale.fan();
    ears.push(await connect(api.url, { userId }));
    const settled = (requestId: string, kind: string) => ({
      requestId,
      kind,
      userId,
      correlationId: 'x',
      outcome: {
        result: {
          tokenId: 'no-id-at-all',
          userId,
          concertId: userId,
          joinedAt: new Date().toISOString(),
          status: 'WAITING',
          number: 1,
          rank: 1,
          ahead: 0,
          estimatedWaitSeconds: 1,
          expiresAt: new Date().toISOString(),
        },
      },
    });
    for (const [requestId, kind] of [
      ['a', 'encore'],
      ['b', 'issue-token'],
    ] as const) {
      const message = { lane: 'x', settled: [settled(requestId, kind)], events: [] };
      await onSale.redisConnection.publish(ANNOUNCEMENT_CHANNEL, JSON.stringify(message));
      await api.says('an outcome could not be told', (line) => line.requestId === requestId);
    }
  });
});
