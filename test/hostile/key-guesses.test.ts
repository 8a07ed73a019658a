import { beforeAll, expect, test } from '@jest/globals';
import { WRONG_KEYS_WAITING } from '../../config/limits.ts';
import { call } from '../infrastructure/call.ts';
import { ADMIN_KEY } from '../infrastructure/on-sale.ts';
import { expectRefused } from '../infrastructure/refusals-of-the-contract.ts';
import { RoleProcess, settingsFor } from '../infrastructure/role-process.ts';
import { until } from '../infrastructure/until.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';
import { DOORS, guessAt } from './key-guessers.ts';

/** So long a right key may be kept waiting, whatever others try. */
const KEPT_OUT_MS = 3_000;
/** What an address is answered a second, unless a setting says otherwise. */
const ANSWERED_A_SECOND = 2;

const onSale = useOnSale({ apis: 0, workers: 0, schedulers: 0, laws: 'at the end' });
/** In a process of its own, with the limits that it has by itself, behind one proxy. */
let api: RoleProcess;
beforeAll(async () => {
  api = await RoleProcess.start('api', { ...settingsFor(onSale), TRUST_PROXY_HOPS: '1' });
  onSale.apis.push(api);
  await until(async () => (await fetch(`${api.url}/readyz`)).status === 200);
});

test('whoever guesses keys, at whatever door, learns of few, and keeps nobody out who has the right one', async () => {
  const doors = Object.keys(DOORS);
  const guessed = await Promise.all(
    doors.map((door, at) =>
      guessAt(door, { port: api.port, from: () => `198.51.100.${at}`, key: ADMIN_KEY, ms: 1_100, atOnce: 8 }),
    ),
  );
  for (const [at, { answered, refused, worstMs }] of guessed.entries()) {
    expect([doors[at], answered > 0, refused > answered]).toEqual([doors[at], true, true]);
    // What is told a second late is counted over a little more than the second.
    expect([doors[at], answered <= 2 * ANSWERED_A_SECOND]).toEqual([doors[at], true]);
    expect([doors[at], worstMs < KEPT_OUT_MS]).toEqual([doors[at], true]);
  }
});

test('a thousand addresses together learn of no more than one process tells', async () => {
  let next = 0;
  const figures = await guessAt('the operators’ calls', {
    port: api.port,
    from: () => {
      next += 1;
      return `203.0.${next % 4}.${next % 256}`;
    },
    key: ADMIN_KEY,
    ms: 1_100,
    atOnce: 100,
  });
  expect(figures.answered).toBeLessThanOrEqual(2 * WRONG_KEYS_WAITING);
  expect(figures.worstMs).toBeLessThan(KEPT_OUT_MS);
});

const wrong = (from: string, accept = 'ko') =>
  call(api.url, 'GET', '/v1/admin/ledger', {
    headers: {
      authorization: 'Bearer one-that-is-wrong',
      'x-forwarded-for': from,
      'accept-language': accept,
    },
  });

test('the first wrong key is told so, a second later; the next ones that they are too many', async () => {
  const begun = performance.now();
  const first = wrong('192.0.2.1').then((answer) => ({ answer, ms: performance.now() - begun }));
  await wrong('192.0.2.1').then((answer) => expectRefused(answer, 'INVALID_TOKEN'));
  const { answer, ms } = await first;
  expectRefused(answer, 'INVALID_TOKEN');
  expect(ms).toBeGreaterThan(950);
  const [, , third] = await Promise.all(['ko', 'ko', 'en'].map((accept) => wrong('192.0.2.1', accept)));
  if (third === undefined) throw new Error('no third answer');
  expectRefused(third, 'RATE_LIMITED', 'en');
  expect(third.headers.get('retry-after')).toBe('1');
});

test('all addresses of one /64 are one guesser, and its neighbours are none', async () => {
  const from = ['2001:db8:1:2::1', '2001:db8:1:2::2', '2001:0DB8:1:2:ffff::9'];
  const answers = await Promise.all([...from, '2001:db8:1:3::1'].map((address) => wrong(address)));
  expect(answers.slice(0, 3).filter(({ status }) => status === 429)).toHaveLength(1);
  expect(answers[3]?.status).toBe(401);
});

test('a fan whose token has run out is told so at once, however many there are', async () => {
  const begun = performance.now();
  const token = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl';
  const answers = await Promise.all(
    Array.from({ length: 20 }, () =>
      call(api.url, 'GET', '/v1/wallet', { headers: { authorization: `Bearer ${token}` } }),
    ),
  );
  for (const answer of answers) expectRefused(answer, 'INVALID_TOKEN');
  expect(performance.now() - begun).toBeLessThan(950);
});

test('wrong keys are counted by their door, and the log names who showed them', async () => {
  await wrong('192.0.2.77');
  const { body } = await onSale.operator('GET', '/metrics');
  for (const door of ['operators', 'dashboard', 'sign-in', 'operator-socket', 'fan-socket']) {
    const counted = new RegExp(`^frontrow_wrong_keys_total\\{door="${door}"\\} (\\d+)$`, 'm').exec(body)?.[1];
    expect([door, Number(counted ?? 0) > 5]).toEqual([door, true]);
  }
  const line = await api.says('a wrong key was shown', ({ address }) => address === '192.0.2.77');
  expect(line).toMatchObject({ door: 'operators', level: 40 });
});
