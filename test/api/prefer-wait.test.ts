import { describe, expect, test } from '@jest/globals';
import { type Answer, call } from '../infrastructure/call.ts';
import type { Fan } from '../infrastructure/fan.ts';
import { DATE } from '../infrastructure/on-sale.ts';
import { expectRefused } from '../infrastructure/refusals-of-the-contract.ts';
import { type Scene, setScene } from '../infrastructure/scene.ts';
import { Session } from '../infrastructure/session.ts';
import { until } from '../infrastructure/until.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const onSale = useOnSale();

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const prefer = (text: string) => ({ prefer: text });

const scene = () => setScene(onSale, { balance: 50_000 });

type Write = (scene: Scene, headers: Record<string, string>) => Promise<Answer>;

/** Every booking write: the kind of its request, its lane, what it answers when it succeeds and when it does not. */
const WRITES: [string, string, number, Write, Write][] = [
  [
    'issue-token',
    'admission',
    201,
    async ({ concertId }, headers) =>
      (await onSale.fan()).asUser('POST', `/v1/concerts/${concertId}/tokens`, {}, headers),
    ({ concertId, fan }, headers) => fan.asUser('POST', `/v1/concerts/${concertId}/tokens`, {}, headers),
  ],
  [
    'leave-queue',
    'admission',
    200,
    ({ concertId, fan }, headers) => fan.leave(concertId, headers),
    async ({ concertId, fan }, headers) => {
      // Both are accepted while the token stands; the second is decided when it has ended.
      const lane = await Session.holdingLane(onSale, `admission.${concertId}`);
      await fan.leave(concertId, prefer(''));
      const second = fan.leave(concertId, headers);
      if (headers.prefer !== '') await until(async () => (await waiting(concertId, 'admission')) === 2);
      else await second;
      await lane.end();
      return second;
    },
  ],
  [
    'reserve',
    'booking',
    201,
    ({ concertId, fan }, headers) => fan.reserve(concertId, DATE, [2, 3], headers),
    ({ concertId, fan }, headers) => fan.reserve(concertId, DATE, 51, headers),
  ],
  [
    'release',
    'booking',
    200,
    ({ concertId, fan, held }, headers) => fan.release(concertId, held, headers),
    ({ concertId, fan }, headers) => fan.release(concertId, '7b3f7a35-1f5c-4dd8-9d0e-3f9b7c0f7a10', headers),
  ],
  [
    'pay',
    'booking',
    201,
    ({ concertId, fan, held }, headers) => fan.pay(concertId, held, headers),
    ({ concertId, fan }, headers) => fan.pay(concertId, '7b3f7a35-1f5c-4dd8-9d0e-3f9b7c0f7a10', headers),
  ],
];

/** How many requests of a lane have no outcome yet. */
async function waiting(concertId: string, lane: string): Promise<number> {
  const { body } = await onSale.operator('GET', `/v1/admin/concerts/${concertId}/stats`);
  return body.lanes.find(({ name }: { name: string }) => name === lane).waiting;
}

/** The request at an address, as its user sees it, once it has ended. */
async function ended(location: string, fan: Fan): Promise<Answer['body']> {
  return until(async () => {
    const { body } = await fan.asUser('GET', location);
    return body.status === 'queued' ? null : body;
  });
}

describe.each(WRITES)('%s', (kind, lane, status, succeed, fail) => {
  test('without Prefer is accepted at once, and its outcome is at the address given', async () => {
    const staged = await scene();
    const answer = await succeed(staged, { ...prefer(''), 'x-user-id': staged.fan.userId });
    const { requestId } = answer.body;
    expect(answer).toMatchObject({
      status: 202,
      body: { requestId: expect.stringMatching(UUID), status: 'queued' },
    });
    expect(answer.headers.get('location')).toBe(`/v1/requests/${requestId}`);
    expect(answer.headers.has('preference-applied')).toBe(false);
    if (kind === 'issue-token') return;
    expect(await ended(`/v1/requests/${requestId}`, staged.fan)).toMatchObject({
      requestId,
      kind,
      status: 'succeeded',
    });
  });

  test('with Prefer answers the outcome, and the request says the same', async () => {
    const staged = await scene();
    const answer = await succeed(staged, prefer('wait=10'));
    expect(answer.status).toBe(status);
    expect(answer.headers.get('preference-applied')).toBe('wait=10');
    const location = answer.headers.get('location') ?? '';
    expect(location).toMatch(/^\/v1\/requests\//);
    if (kind === 'issue-token') return;
    expect((await staged.fan.asUser('GET', location)).body).toEqual({
      requestId: location.split('/').at(-1),
      kind,
      status: 'succeeded',
      result: answer.body,
    });
  });

  test('with Prefer answers the problem when it is refused, and the request says the same', async () => {
    const staged = await scene();
    const answer = await fail(staged, prefer('wait=10'));
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(answer.headers.get('preference-applied')).toBe('wait=10');
    const { requestId } = answer.body;
    expect((await staged.fan.asUser('GET', `/v1/requests/${requestId}`)).body).toEqual({
      requestId,
      kind,
      status: 'failed',
      problem: answer.body,
    });
  });

  test('without Prefer is accepted though it will be refused', async () => {
    const staged = await scene();
    const answer = await fail(staged, prefer(''));
    expect(answer.status).toBe(202);
    const request = await ended(answer.headers.get('location') ?? '', staged.fan);
    expect(request).toMatchObject({ kind, status: 'failed', problem: { requestId: answer.body.requestId } });
  });

  test('that is not decided in time is accepted, still queued, and decided later', async () => {
    const staged = await scene();
    const held = await Session.holdingLane(onSale, `${lane}.${staged.concertId}`);
    const asked = performance.now();
    const answer = await succeed(staged, prefer('wait=1'));
    expect(performance.now() - asked).toBeGreaterThan(950);
    expect(answer).toMatchObject({ status: 202, body: { status: 'queued' } });
    expect(answer.headers.get('preference-applied')).toBe('wait=1');
    expect(await waiting(staged.concertId, lane)).toBe(1);
    await held.end();
    await until(async () => (await waiting(staged.concertId, lane)) === 0);
  });
});

test('a request that waits says so to its user', async () => {
  const { concertId, fan } = await scene();
  const held = await Session.holdingLane(onSale, `booking.${concertId}`);
  const answer = await fan.reserve(concertId, DATE, 2, prefer(''));
  const request = await fan.call('GET', answer.headers.get('location') ?? '');
  expect(request).toMatchObject({
    status: 200,
    body: { requestId: answer.body.requestId, kind: 'reserve', status: 'queued' },
  });
  expect(request.body).not.toHaveProperty('result');
  expect(request.body).not.toHaveProperty('problem');
  await held.end();
  expect(await ended(answer.headers.get('location') ?? '', fan)).toMatchObject({ status: 'succeeded' });
});

test('the token of an accepted join is at its address, and opens the concert', async () => {
  const concertId = await onSale.concert();
  const fan = await onSale.fan();
  const accepted = await fan.join(concertId, prefer(''));
  expect(accepted.status).toBe(202);
  const { result } = await ended(accepted.headers.get('location') ?? '', fan);
  const headers = { authorization: `Bearer ${result.token}` };
  expect(
    (await call(onSale.url, 'GET', `/v1/concerts/${concertId}/tokens/me`, { headers })).body.status,
  ).toBe('ACTIVE');
});

test('the address answers in the language of the reader', async () => {
  const { concertId, fan } = await scene();
  const refused = await fan.reserve(concertId, DATE, 51, { 'accept-language': 'en' });
  expectRefused(refused, 'SEAT_NOT_FOUND', 'en');
  const { body } = await fan.asUser('GET', `/v1/requests/${refused.body.requestId}`);
  expect(body.problem).toEqual({ ...refused.body, detail: '존재하지 않는 좌석입니다' });
});

test.each([
  ['wait=0'],
  ['wait=-1'],
  ['wait=1.5'],
  ['wait=soon'],
  ['wait'],
  ['wait='],
  ['waiting=5'],
  ['respond-async'],
  ['return=minimal'],
  ['handling=lenient; wait=5'],
  ['=,;=;'],
])('Prefer: %s asks for nothing that is known, and is passed over', async (text) => {
  const { concertId, fan } = await scene();
  const answer = await fan.reserve(concertId, DATE, 2, prefer(text));
  expect(answer.status).toBe(202);
  expect(answer.headers.has('preference-applied')).toBe(false);
});

test.each([
  ['respond-async, wait=10'],
  ['return=representation,wait=10'],
  ['WAIT=10'],
  [' wait = "10" '],
  ['wait=10; reason=impatience'],
])('Prefer: %s asks to wait for ten seconds', async (text) => {
  const { concertId, fan } = await scene();
  const answer = await fan.reserve(concertId, DATE, 2, prefer(text));
  expect(answer.status).toBe(201);
  expect(answer.headers.get('preference-applied')).toBe('wait=10');
});

test('nobody waits longer than thirty seconds, whatever was asked', async () => {
  const { concertId, fan } = await scene();
  const answer = await fan.reserve(concertId, DATE, 2, prefer('wait=86400'));
  expect([answer.status, answer.headers.get('preference-applied')]).toEqual([201, 'wait=30']);
});

test('a charge answers at once, with Prefer and without', async () => {
  const fan = await onSale.fan();
  for (const text of ['', 'wait=10']) {
    expect((await fan.charge(1, prefer(text))).status).toBe(201);
  }
});
