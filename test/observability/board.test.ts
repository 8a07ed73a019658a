import { expect, test } from '@jest/globals';
import { call } from '../infrastructure/call.ts';
import { ADMIN_KEY, DATE } from '../infrastructure/on-sale.ts';
import { until } from '../infrastructure/until.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const BOARD = '/admin/queues';
const basic = (name: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`,
});

const onSale = useOnSale({ laws: 'at the end' });

const open = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  call(onSale.url, method, path, { headers: { 'accept-language': 'en', ...headers } });

interface ShownLane {
  name: string;
  description: string;
  delimiter: string;
  readOnlyMode: boolean;
  isPaused: boolean;
  hasWorkers: boolean;
  counts: Record<string, number>;
}

/** The lanes on the board, once it shows these. */
const shown = (...names: string[]): Promise<ShownLane[]> =>
  until(async () => {
    const { body } = await onSale.operator('GET', `${BOARD}/api/queues`);
    const lanes: ShownLane[] = body.queues;
    return names.every((name) => lanes.some((lane) => lane.name === name)) ? lanes : null;
  });

test.each([BOARD, `${BOARD}/`, `${BOARD}/api/queues`, `${BOARD}/static/favicon.ico`, `${BOARD}/nothing`])(
  'without a key %s asks the browser to sign in',
  async (path) => {
    const answer = await open(path);
    expect(answer).toMatchObject({
      status: 401,
      body: { code: 'UNAUTHENTICATED', detail: 'Sign-in is required' },
    });
    expect(answer.headers.get('www-authenticate')).toMatch(/^Basic realm=/);
  },
);

test.each([
  '/admin/queues%2fapi/queues',
  '/admin/%71ueues/api/queues',
  '/ADMIN/queues/api/queues',
  '//admin/queues',
])('no other spelling of the address (%s) leads around the key', async (path) => {
  const { status, body } = await open(path);
  expect([401, 404]).toContain(status);
  expect(body).toHaveProperty('code');
});

test.each([
  ['as bearer', { authorization: 'Bearer not-the-operators-key' }],
  ['as password', basic('operator', 'not-the-operators-key')],
  ['as user name', basic(ADMIN_KEY, '')],
  ['without a colon', { authorization: `Basic ${Buffer.from(ADMIN_KEY).toString('base64')}` }],
  ['by another scheme', { authorization: `Digest ${ADMIN_KEY}` }],
])('a wrong key %s is refused and may be tried again', async (_how, headers) => {
  const answer = await open(BOARD, headers);
  expect(answer).toMatchObject({ status: 401, body: { code: 'INVALID_TOKEN' } });
  expect(answer.headers.get('www-authenticate')).toMatch(/^Basic realm=/);
});

test("a fan's token is valid, but not for the board", async () => {
  const [fan] = await onSale.admitted(await onSale.concert(), 1);
  for (const headers of [{ authorization: `Bearer ${fan?.token}` }, basic('me', fan?.token ?? '')]) {
    expect(await open(BOARD, headers)).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
  }
  const believed = await open(BOARD, { 'x-user-id': fan?.userId ?? '' });
  expect(believed).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED' } });
});

test.each([
  ['a bearer', { authorization: `Bearer ${ADMIN_KEY}` }],
  ['a password with any name', basic('anybody at all', ADMIN_KEY)],
  ['a password with no name', basic('', ADMIN_KEY)],
])('the admin key opens the board as %s', async (_how, headers) => {
  const page = await open(BOARD, headers);
  expect(page.status).toBe(200);
  expect(page.headers.get('content-type')).toMatch(/^text\/html/);
  expect(page.body).toContain('<title>Frontrow lanes</title>');
});

test('it shows both lanes of every concert, with what was rung in them', async () => {
  const first = await onSale.concert({ title: 'One' });
  await onSale.concert({ title: 'Two' });
  const [fan] = await onSale.admitted(first, 1);
  await fan?.reserve(first, DATE, 1);
  const names = ['One – admission', 'One – booking', 'Two – admission', 'Two – booking'];
  const lanes = await shown(...names);
  const ours = names.map((name) => lanes.find((lane) => lane.name === name));
  expect(ours[0]).toMatchObject({ description: first, delimiter: ' – ' });
  const rung = (lane?: ShownLane) => Object.values(lane?.counts ?? {}).reduce((sum, count) => sum + count, 0);
  expect(ours.slice(0, 2).map(rung)).toEqual([expect.any(Number), 1]);
  expect(rung(ours[0])).toBeGreaterThan(0);
  expect(ours.slice(2).map(rung)).toEqual([0, 0]);
});

test('concerts of one title have their ids beside it, and no title leads astray', async () => {
  const odd = 'A/B? 100 % "&" <b>#1</b> – 밤';
  const ids = [await onSale.concert({ title: 'Twins' }), await onSale.concert({ title: 'Twins' })];
  await onSale.concert({ title: odd });
  const name = `${odd.replace(' – ', ' - ')} – booking`;
  await shown(...ids.map((id) => `Twins (${id}) – booking`), name);
  const asked = await onSale.operator('GET', `${BOARD}/api/queues/${encodeURIComponent(name)}/workers`);
  expect(asked).toMatchObject({ status: 200, body: { workers: [expect.any(Object)] } });
});

test('a quiet lane has workers as long as there is one that would take it', async () => {
  const quiet = 'Quiet – booking';
  await onSale.concert({ title: 'Quiet' });
  const lane = async () => (await shown(quiet)).find(({ name }) => name === quiet);
  expect(await lane()).toMatchObject({ hasWorkers: true });
  const { body } = await onSale.operator('GET', `${BOARD}/api/queues/${encodeURIComponent(quiet)}/workers`);
  expect(body).toMatchObject({ workers: [{ name: 'ready, takes the lane when it is rung' }] });

  for (const worker of [...onSale.workers]) await onSale.stop(worker);
  await until(async () => (await lane())?.hasWorkers === false);
  await onSale.addWorkers();
  await until(async () => (await lane())?.hasWorkers === true);
});

test('nothing can be changed by it, whichever of its writes is called', async () => {
  const concertId = await onSale.concert({ title: 'Unchanged' });
  const [fan] = await onSale.admitted(concertId, 1);
  await fan?.reserve(concertId, DATE, 1);
  const lane = 'Unchanged – booking';
  const before = (await shown(lane)).find(({ name }) => name === lane);
  expect(before).toMatchObject({ readOnlyMode: true, isPaused: false });

  const writes = [
    ['PUT', '/api/queues/pause'],
    ['PUT', `/api/queues/${encodeURIComponent(lane)}/pause`],
    ['PUT', `/api/queues/${encodeURIComponent(lane)}/empty`],
    ['PUT', `/api/queues/${encodeURIComponent(lane)}/obliterate`],
    ['PUT', `/api/queues/${encodeURIComponent(lane)}/clean/completed`],
    ['PUT', `/api/queues/${encodeURIComponent(lane)}/promote`],
    ['PUT', `/api/queues/${encodeURIComponent(lane)}/retry/completed`],
    ['PUT', `/api/queues/${encodeURIComponent(lane)}/concurrency`],
    ['POST', `/api/queues/${encodeURIComponent(lane)}/add`],
    ['PUT', `/api/queues/${encodeURIComponent(lane)}/1/retry/completed`],
    ['PUT', `/api/queues/${encodeURIComponent(lane)}/1/clean`],
    ['PATCH', `/api/queues/${encodeURIComponent(lane)}/1/update-data`],
    ['DELETE', `/api/queues/${encodeURIComponent(lane)}`],
  ] as const;
  for (const [method, path] of writes) {
    const answer = await onSale.operator(method, `${BOARD}${path}`, {});
    expect([path, answer.status, answer.body.code]).toEqual([path, 405, 'METHOD_NOT_ALLOWED']);
    expect(answer.headers.get('allow')).toBe('GET, HEAD');
  }
  expect((await shown(lane)).find(({ name }) => name === lane)).toEqual(before);
  expect(await fan?.reserve(concertId, DATE, 2)).toMatchObject({ status: 201 });
  expect(await onSale.invariants()).toEqual([]);
});

test('the page, its styles and its policy name no other host', async () => {
  const page = await onSale.operator('GET', BOARD);
  const references = [...page.body.matchAll(/\b(?:href|src)="([^"]*)"/g)].map(([, reference]) => reference);
  expect(references.length).toBeGreaterThan(5);
  expect(references.filter((reference) => /^([a-z]+:)?\/\//i.test(reference))).toEqual([]);

  const styles = references.filter((reference) => reference.endsWith('.css'));
  expect(styles.length).toBeGreaterThan(0);
  for (const style of styles) {
    const { status, body } = await onSale.operator('GET', `${BOARD}/${style}`);
    expect(status).toBe(200);
    expect(body).not.toMatch(/(@import|url\()\s*['"]?([a-z]+:)?\/\//i);
  }
  for (const script of references.filter((reference) => reference.endsWith('.js'))) {
    expect(await onSale.operator('GET', `${BOARD}/${script}`)).toMatchObject({ status: 200 });
  }

  // Scripts make addresses of their own at run time: of these the browser is told.
  const policy = page.headers.get('content-security-policy') ?? '';
  const directives = new Map(
    policy.split('; ').map((rule) => [rule.split(' ')[0], rule.split(' ').slice(1)]),
  );
  expect(directives.get('default-src')).toEqual(["'none'"]);
  expect(directives.get('script-src')).toEqual(["'self'"]);
  expect(directives.get('connect-src')).toEqual(["'self'"]);
  expect(directives.get('frame-ancestors')).toEqual(["'none'"]);
  const sources = new Set([...directives.values()].flat());
  expect([...sources].sort()).toEqual(["'none'", "'self'", "'unsafe-inline'"]);
});
