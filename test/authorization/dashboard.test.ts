import { beforeAll, describe, expect, test } from '@jest/globals';
import { io } from 'socket.io-client';
import { type Answer, call } from '../infrastructure/call.ts';
import type { Fan } from '../infrastructure/fan.ts';
import { inside } from '../infrastructure/inside.ts';
import { ADMIN_KEY } from '../infrastructure/on-sale.ts';
import { type ContractCode, expectRefused, problem } from '../infrastructure/refusals-of-the-contract.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const BOARD = '/admin/queues';
/** The operators' own page, which leads to the board. */
const ENTRANCE = '/admin';

const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
const basic = (password: string) => ({
  authorization: `Basic ${Buffer.from(`operator:${password}`).toString('base64')}`,
});

/** As a browser sends it from a page of somebody else. */
const CROSS_SITE = {
  origin: 'https://evil.example',
  referer: 'https://evil.example/page',
  'sec-fetch-site': 'cross-site',
  'sec-fetch-mode': 'no-cors',
  'sec-fetch-dest': 'empty',
};

const onSale = useOnSale({ laws: 'at the end' });
let fan: Fan;
let lane: string;
beforeAll(async () => {
  const concertId = await onSale.concert();
  lane = `booking.${concertId}`;
  fan = await inside(onSale, concertId);
});

const ask = (method: string, path: string, headers: Record<string, string> = {}): Promise<Answer> =>
  call(onSale.url, method, path, { headers });

/** Who knocks, and what they are told; `ok` for whoever is let in. */
const KNOCKS: [string, () => Record<string, string>, ContractCode | 'ok'][] = [
  ['nobody', () => ({}), 'UNAUTHENTICATED'],
  ['somebody who says a user id', () => ({ 'x-user-id': fan.userId }), 'UNAUTHENTICATED'],
  ['a wrong key as bearer', () => bearer(`${ADMIN_KEY}x`), 'INVALID_TOKEN'],
  ['a wrong key as password', () => basic(ADMIN_KEY.slice(1)), 'INVALID_TOKEN'],
  ['an empty password', () => basic(''), 'INVALID_TOKEN'],
  ['a scheme without a key', () => ({ authorization: 'Basic' }), 'INVALID_TOKEN'],
  [
    'a scheme that every object knows',
    () => ({ authorization: `constructor ${ADMIN_KEY}` }),
    'INVALID_TOKEN',
  ],
  ['a scheme that is a prototype', () => ({ authorization: `__proto__ ${ADMIN_KEY}` }), 'INVALID_TOKEN'],
  ['the key in a cookie', () => ({ cookie: `key=${ADMIN_KEY}; token=${ADMIN_KEY}` }), 'UNAUTHENTICATED'],
  ['a fan', () => bearer(fan.token), 'FORBIDDEN'],
  ['a fan’s token as password', () => basic(fan.token), 'FORBIDDEN'],
  ['the right key as bearer', () => bearer(ADMIN_KEY), 'ok'],
  ['the right key as password', () => basic(ADMIN_KEY), 'ok'],
];

describe.each(KNOCKS)('with %s', (_who, headers, code) => {
  test.each([BOARD, `${BOARD}/api/queues`, `${BOARD}/static/js/nothing.js`])(
    '%s is opened or not',
    async (path) => {
      for (const site of [{}, CROSS_SITE]) {
        const answer = await ask('GET', path, { ...headers(), ...site });
        if (code === 'ok') expect(answer.status).not.toBe(401);
        else expectRefused(answer, code);
        expect(answer.headers.get('set-cookie')).toBeNull();
        expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
      }
    },
  );

  test.each(['POST', 'PUT', 'PATCH', 'DELETE'])('%s from another site changes nothing', async (method) => {
    const before = await onSale.operator('GET', `${BOARD}/api/queues`);
    for (const path of [
      BOARD,
      `${BOARD}/api/queues/${lane}/pause`,
      `${BOARD}/api/queues/${lane}/obliterate`,
    ]) {
      const answer = await ask(method, path, { ...headers(), ...CROSS_SITE });
      expectRefused(answer, code === 'ok' ? 'METHOD_NOT_ALLOWED' : code);
    }
    const paused = (answer: Answer) =>
      answer.body.queues.map(({ isPaused }: { isPaused: boolean }) => isPaused);
    expect(paused(await onSale.operator('GET', `${BOARD}/api/queues`))).toEqual(paused(before));
  });

  test('the entrance is the page for everybody, or leads to the board alone, and tells nothing', async () => {
    for (const path of [ENTRANCE, `${ENTRANCE}?next=//evil.example`]) {
      const answer = await fetch(`${onSale.url}${path}`, {
        headers: { ...headers(), ...CROSS_SITE, 'x-forwarded-host': 'evil.example' },
        redirect: 'manual',
      });
      // The page where it was built, the board where it was not.
      const entrances = [
        [200, null],
        [302, BOARD],
      ];
      expect(entrances).toContainEqual([answer.status, answer.headers.get('location')]);
      expect(await answer.text()).not.toContain(ADMIN_KEY);
    }
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      expectRefused(await ask(method, ENTRANCE, { ...headers(), ...CROSS_SITE }), 'METHOD_NOT_ALLOWED');
    }
  });
});

test('a browser is never told that a page of another site may read with the key that it keeps', async () => {
  for (const path of [BOARD, `${BOARD}/api/queues`, ENTRANCE, '/v1/admin/ledger', '/metrics']) {
    const asked = await ask('OPTIONS', path, {
      ...CROSS_SITE,
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'authorization',
    });
    const read = await ask('GET', path, { ...CROSS_SITE, ...basic(ADMIN_KEY) });
    for (const { headers } of [asked, read]) {
      expect(headers.get('access-control-allow-credentials')).toBeNull();
      expect(headers.get('access-control-allow-origin') ?? '*').toBe('*');
    }
  }
});

test('having signed in at the board opens neither the API nor a socket', async () => {
  const signedIn = await ask('GET', BOARD, basic(ADMIN_KEY));
  expect(signedIn.status).toBe(200);
  for (const path of ['/v1/admin/ledger', '/metrics', '/v1/wallet']) {
    expectRefused(await ask('GET', path, basic(ADMIN_KEY)), 'INVALID_TOKEN');
  }
  // The same connection carries no memory of who used it before.
  expectRefused(await ask('GET', '/v1/admin/ledger'), 'UNAUTHENTICATED');
  expectRefused(await ask('GET', BOARD), 'UNAUTHENTICATED');
  for (const extraHeaders of [basic(ADMIN_KEY), bearer(ADMIN_KEY), bearer(fan.token)]) {
    expect(await turnedAway(extraHeaders)).toMatchObject(problem('UNAUTHENTICATED'));
  }
});

/** What a socket is told that has its credential where a browser would put it. */
function turnedAway(extraHeaders: Record<string, string>): Promise<unknown> {
  const socket = io(onSale.url, {
    transports: ['websocket'],
    extraHeaders,
    forceNew: true,
    reconnection: false,
  });
  return new Promise((resolve) => {
    socket.once('connect', () => resolve('let in'));
    socket.once('connect_error', (error) => resolve((error as Error & { data?: unknown }).data));
  }).finally(() => socket.disconnect());
}

test('the challenge asks a browser for a password at the board only', async () => {
  for (const headers of [{}, basic('wrong'), bearer('wrong')]) {
    expect((await ask('GET', BOARD, headers)).headers.get('www-authenticate')).toMatch(/^Basic realm=/);
    expect((await ask('GET', '/v1/admin/ledger', headers)).headers.get('www-authenticate')).toBe('Bearer');
  }
  expect((await ask('GET', BOARD, bearer(fan.token))).headers.get('www-authenticate')).toBeNull();
});
