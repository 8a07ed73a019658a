import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import type { LookedUp } from '../../src/operators/look-up.ts';
import { halfAMinutePasses, holdRunsOut } from '../infrastructure/in-time.ts';
import { DATE } from '../infrastructure/on-sale.ts';
import { until } from '../infrastructure/until.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const PRICE = 50_000;

const onSale = useOnSale({ laws: 'at the end' });
let concertId: string;
/** What the story of one fan left behind. */
let story: Record<'userId' | 'first' | 'paid' | 'withdrawn' | 'expired' | 'paymentId' | 'request', string>;

beforeAll(async () => {
  concertId = await onSale.concert({
    dates: [{ date: DATE, seatMap: [{ section: 'A', rows: 2, seatsPerRow: 5, price: PRICE }] }],
  });
  const fan = await onSale.fan({ balance: 2 * PRICE });
  await fan.join(concertId, { 'x-correlation-id': 'the-join' });
  const first = (await fan.reserve(concertId, DATE, 7)).body.reservationId;
  await fan.release(concertId, first);
  await halfAMinutePasses(onSale);
  const withdrawn = (await fan.reserve(concertId, DATE, 7)).body.reservationId;
  await onSale.operator('POST', `/v1/admin/reservations/${withdrawn}/release`, undefined, {
    prefer: 'wait=10',
  });
  const expired = (await fan.reserve(concertId, DATE, 7)).body.reservationId;
  await holdRunsOut(onSale, expired);
  await until(async () => (await fan.call('GET', `/v1/reservations/${expired}`)).body.endedAt !== null);
  await halfAMinutePasses(onSale);
  const refused = await fan.reserve(concertId, DATE, 99, { 'x-correlation-id': 'the-refusal' });
  const paid = (await fan.reserve(concertId, DATE, 7)).body.reservationId;
  const payment = await fan.pay(concertId, paid);
  const request = refused.body.requestId;
  story = { userId: fan.userId, first, paid, withdrawn, expired, paymentId: payment.body.paymentId, request };
});

const ask = (query: string) => onSale.operator('GET', `/v1/admin/lookup?${query}`);
async function lookUp(query: string): Promise<LookedUp> {
  const { status, body } = await ask(query);
  if (status !== 200) throw new Error(JSON.stringify(body));
  const times = body.history.map(({ at }: { at: string }) => at);
  expect(times).toEqual(times.toSorted());
  return body;
}
const happened = ({ history }: LookedUp): string[] => history.map(({ what }) => what);
/** What was asked for, by kind, in the order of acceptance. */
const asked = ({ history }: LookedUp) =>
  history.filter(({ what }) => what === 'accepted').map(({ detail }) => detail.kind);

test('a user has a wallet and a whole story', async () => {
  const found = await lookUp(`q=${story.userId.toUpperCase()}`);

  expect(found.kind).toBe('user');
  expect(found.found).toMatchObject({ userId: story.userId, name: 'Fan 1', balance: PRICE });
  expect(asked(found)).toEqual([
    'issue-token',
    'reserve',
    'release',
    'reserve',
    'withdraw-hold',
    'reserve',
    'reserve',
    'reserve',
    'pay',
  ]);
  const count = (what: string) => happened(found).filter((one) => one === what).length;
  expect({
    joined: count('joined'),
    admitted: count('admitted'),
    held: count('held'),
    released: count('released'),
    expired: count('expired'),
    confirmed: count('confirmed'),
    paid: count('paid'),
    charged: count('charged'),
    completed: count('completed'),
    withdrawn: count('release-hold'),
    succeeded: count('succeeded'),
    failed: count('failed'),
  }).toEqual({
    joined: 1,
    admitted: 1,
    held: 4,
    released: 2,
    expired: 1,
    confirmed: 1,
    paid: 1,
    charged: 1,
    completed: 1,
    withdrawn: 1,
    succeeded: 8,
    failed: 1,
  });
  const join = found.history.find(({ correlationId }) => correlationId === 'the-join');
  expect(join).toMatchObject({
    what: 'accepted',
    requestId: expect.any(String),
    detail: { lane: `admission.${concertId}` },
  });
});

test('a reservation has its own story and no other’s', async () => {
  const paid = await lookUp(`q=${story.paid}`);
  expect(paid).toMatchObject({
    kind: 'reservation',
    found: { status: 'CONFIRMED', userId: story.userId, seatNumbers: [7] },
  });
  expect(asked(paid)).toEqual(['reserve', 'pay']);
  expect(happened(paid)).toEqual(
    expect.arrayContaining(['held', 'confirmed', 'paid', 'admitted', 'completed']),
  );
  expect(JSON.stringify(paid)).not.toContain(story.expired);

  const withdrawn = await lookUp(`q=${story.withdrawn}`);
  expect(asked(withdrawn)).toEqual(['reserve', 'withdraw-hold']);
  const action = withdrawn.history.find(({ what }) => what === 'release-hold');
  expect(action?.detail).toMatchObject({ who: 'ADMIN_KEY' });
});

test('a payment, a token and a request are found by their ids', async () => {
  const payment = await lookUp(`q=${story.paymentId}`);
  expect(payment).toMatchObject({ kind: 'payment', found: { amount: PRICE, status: 'PAID' } });
  expect(asked(payment)).toEqual(['pay']);
  expect(happened(payment)).toEqual(expect.arrayContaining(['held', 'confirmed', 'paid']));

  const { tokenId } = (await lookUp(`q=${story.paid}`)).found as { tokenId: string };
  const token = await lookUp(`q=${tokenId}`);
  expect(token).toMatchObject({ kind: 'token', found: { status: 'COMPLETED', number: 1 } });
  expect(asked(token)).toHaveLength(9);

  const request = await lookUp(`q=${story.request}`);
  expect(request).toMatchObject({
    kind: 'request',
    found: {
      kind: 'reserve',
      status: 'failed',
      outcome: { refused: 'SEAT_NOT_FOUND' },
      correlationId: 'the-refusal',
    },
  });
  expect(
    request.history.filter(({ requestId }) => requestId === story.request).map(({ what }) => what),
  ).toEqual(['accepted', 'failed']);
});

test('a seat has everybody who ever had it', async () => {
  const seat = await lookUp(`concertId=${concertId}&date=${DATE}&seat=7`);

  expect(seat).toMatchObject({
    kind: 'seat',
    found: { concertId, date: DATE, number: 7, section: 'A', row: '2', price: PRICE, status: 'SOLD' },
  });
  expect(happened(seat).filter((what) => what === 'held')).toHaveLength(4);
  expect(happened(seat)).toContain('paid');
  expect(asked(seat)).toEqual([
    'reserve',
    'release',
    'reserve',
    'withdraw-hold',
    'reserve',
    'reserve',
    'pay',
  ]);
  const free = await lookUp(`concertId=${concertId}&date=${DATE}&seat=1`);
  expect(free).toMatchObject({ found: { status: 'AVAILABLE' }, history: [] });
});

test('what does not exist is not found, and what is no question is pointed at', async () => {
  expect(await ask(`q=${randomUUID()}`)).toMatchObject({
    status: 200,
    body: { kind: 'users', users: [], next: null },
  });
  const seat = (number: number, date = DATE) => ask(`concertId=${concertId}&date=${date}&seat=${number}`);
  expect((await seat(11)).body.code).toBe('SEAT_NOT_FOUND');
  expect((await seat(1, '2099-12-25')).body.code).toBe('SEAT_NOT_FOUND');
  for (const [query, pointer] of [
    ['', '/q'],
    ['q=', '/q'],
    [`q=${'n'.repeat(201)}`, '/q'],
    ['q=a%00b', '/q'],
    [`q=fan&after=${randomUUID()}`, '/after'],
    ['q=fan&after=x', '/after'],
    [`concertId=${concertId}`, '/date'],
    [`concertId=${concertId}&date=${DATE}`, '/seat'],
    [`date=${DATE}&seat=1`, '/concertId'],
    [`concertId=${concertId}&date=2099-02-30&seat=1`, '/date'],
    [`concertId=${concertId}&date=${DATE}&seat=0`, '/seat'],
  ] as const) {
    expect(await ask(query)).toMatchObject({ status: 400, body: { errors: [{ pointer }] } });
  }
});

test('users and concerts are told with what they are called', async () => {
  const { names } = await lookUp(`q=${story.userId}`);
  expect(names).toEqual({ [story.userId]: 'Fan 1', [concertId]: 'A concert' });
  const seat = await lookUp(`concertId=${concertId}&date=${DATE}&seat=7`);
  expect(seat.names).toMatchObject({ [story.userId]: 'Fan 1', [concertId]: 'A concert' });
  const { body } = await onSale.operator('GET', `/v1/admin/actions?concertId=${concertId}`);
  expect(body.actions).toMatchObject([
    { what: 'release-hold', userName: 'Fan 1' },
    { what: 'create-concert', userName: null },
  ]);
});

/** All that the pages of this search tell, one after the other. */
async function called(part: string): Promise<string[]> {
  const names: string[] = [];
  let path: string | null = `/v1/admin/lookup?q=${encodeURIComponent(part)}`;
  while (path !== null) {
    const { status, body } = await onSale.operator('GET', path);
    expect([status, body.kind]).toEqual([200, 'users']);
    expect(body.users.length).toBeLessThanOrEqual(20);
    names.push(...body.users.map(({ name }: { name: string }) => name));
    path = body.next;
  }
  return names;
}

test('people are found by any part of their name, those first whose name begins so', async () => {
  const users = ['Haneul Seo', '서하늘', '하늘 정', 'SEO', 'Joseon', '100% _real_', 'seo\\']
    .map((name) => ({ name }))
    .concat(Array.from({ length: 45 }, (_, at) => ({ name: `Twin ${String(at).padStart(2, '0')}` })))
    .concat(Array.from({ length: 30 }, () => ({ name: 'A twin' })));
  await onSale.operator('POST', '/v1/admin/users', { users });

  expect(await called('seo')).toEqual(['SEO', 'seo\\', 'Haneul Seo', 'Joseon']);
  expect(await called('하늘')).toEqual(['하늘 정', '서하늘']);
  expect(await called('서')).toEqual(['서하늘']);
  expect(await called('%')).toEqual(['100% _real_']);
  expect(await called('_')).toEqual(['100% _real_']);
  expect(await called('nobody')).toEqual([]);
  const twins = await called('tWin');
  expect(twins.slice(0, 45)).toEqual(users.slice(7, 52).map(({ name }) => name));
  expect(twins.slice(45)).toEqual(Array.from({ length: 30 }, () => 'A twin'));
});

test('a name is sought in the index alone, however many there are', async () => {
  await onSale.sql(sql`
    insert into users (id, name)
    select gen_random_uuid(), 'Crowd ' || count from generate_series(1, 20000) as count`);
  await onSale.sql(sql`vacuum analyze users`);
  expect(await called('crowd 12345')).toHaveLength(1);
  expect(await called('wd 1234')).toHaveLength(11);
  const plan = await onSale.sql(sql<{ 'QUERY PLAN': string }>`
    explain select id from users where strpos(sought_as, 'nobody') > 1 order by sought_as, id limit 21`);
  expect(plan.map((line) => line['QUERY PLAN']).join('\n')).toMatch(/Index.* using users_sought_as/);
});

test('the latest two hundred are told of somebody who did more', async () => {
  const fan = await onSale.fan();
  for (let count = 0; count < 210; count += 1) await fan.charge(1);

  const { history } = await lookUp(`q=${fan.userId}`);

  expect(history).toHaveLength(200);
  expect(history.at(-1)).toMatchObject({ what: 'charged', detail: { amount: 1, balance: 210 } });
});
