import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { call } from '../infrastructure/call.ts';
import { Figures } from '../infrastructure/figures.ts';
import { DATE, OnSale } from '../infrastructure/on-sale.ts';
import { until } from '../infrastructure/until.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const onSale = useOnSale({ workers: 2, laws: 'at the end' });
/** The same without workers: what is accepted there stays in its lane. */
const unserved = useOnSale({ workers: 0, schedulers: 0, laws: 'at the end', brokenLaw: 'no lane stands' });

const figures = async (of = onSale) => new Figures((await of.operator('GET', '/metrics')).body);

/** Workers lay their figures down every two seconds. */
const figuresOnce = (fits: (seen: Figures) => boolean | Promise<boolean>, of = onSale) =>
  until(async () => {
    const seen = await figures(of);
    return (await fits(seen)) ? seen : null;
  });

/** The figures once they tell of every request that was decided so far. */
const settledFigures = () =>
  figuresOnce(async (seen) => {
    const [row] = await onSale.sql(sql<{ settled: number }>`
      select count(*)::int as settled from request where settled_at is not null and lane is not null`);
    return (seen.of('frontrow_requests_total') ?? 0) === row?.settled;
  });

/** By how much a figure has grown. */
const growth = (before: Figures, after: Figures) => (name: string, labels: Record<string, string>) =>
  (after.of(name, labels) ?? 0) - (before.of(name, labels) ?? 0);

test('the figures are for operators alone, in Prometheus text format', async () => {
  const [fan] = await onSale.admitted(await onSale.concert(), 1);
  expect(await call(onSale.url, 'GET', '/metrics')).toMatchObject({
    status: 401,
    body: { code: 'UNAUTHENTICATED' },
  });
  expect(await fan?.call('GET', '/metrics')).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
  const answer = await onSale.operator('GET', '/metrics');
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=/);
  expect(answer.body).toMatch(/^# HELP frontrow_requests_total .+\n# TYPE frontrow_requests_total counter$/m);
});

test('requests are counted by kind and outcome, whichever worker decided them', async () => {
  const concerts = await Promise.all([1, 2, 3, 4].map(() => onSale.concert()));
  const [first, second, third] = await onSale.fans(3);
  const before = await settledFigures();
  for (const concertId of concerts) {
    await Promise.all([first, second, third].map((fan) => fan?.join(concertId)));
    expect(await first?.reserve(concertId, DATE, 1)).toMatchObject({ status: 201 });
    expect(await second?.reserve(concertId, DATE, 1)).toMatchObject({ status: 409 });
  }
  const grown = growth(before, await settledFigures());
  expect(grown('frontrow_requests_total', { kind: 'issue-token', outcome: 'succeeded' })).toBe(12);
  expect(grown('frontrow_requests_total', { kind: 'reserve', outcome: 'succeeded' })).toBe(4);
  expect(grown('frontrow_requests_total', { kind: 'reserve', outcome: 'SEAT_ALREADY_RESERVED' })).toBe(4);
  expect(grown('frontrow_requests_total', {})).toBe(20);
  expect(grown('frontrow_accepted_total', { kind: 'issue-token' })).toBe(12);
  expect(grown('frontrow_accepted_total', { kind: 'reserve' })).toBe(8);
  expect(await onSale.invariants()).toEqual([]);
});

test('commits are counted, with how many requests each decided and how long it took', async () => {
  const concertId = await onSale.concert();
  const [fan] = await onSale.admitted(concertId, 1);
  const before = await settledFigures();
  for (const seat of [1, 2, 3])
    expect(await fan?.reserve(concertId, DATE, seat)).toMatchObject({ status: 201 });
  const after = await settledFigures();
  const grown = growth(before, after);
  const booking = { lane: 'booking' };
  expect(grown('frontrow_decision_batch_size_sum', booking)).toBe(3);
  // One after another, so each was decided in a commit of its own; a ring too many decides nothing.
  expect(grown('frontrow_decision_batch_size_bucket', { ...booking, le: '1' })).toBe(
    grown('frontrow_decision_batch_size_count', booking),
  );
  expect(grown('frontrow_decision_batch_size_count', booking)).toBeGreaterThanOrEqual(3);
  expect(grown('frontrow_decision_seconds_count', booking)).toBe(
    grown('frontrow_decision_batch_size_count', booking),
  );
  expect(grown('frontrow_decision_seconds_sum', booking)).toBeGreaterThan(0);
  expect(grown('frontrow_decision_seconds_sum', booking)).toBeLessThan(30);
  expect(grown('frontrow_commits_total', { what: 'decide' })).toBeGreaterThanOrEqual(3);
  expect(grown('frontrow_commits_total', { what: 'accept' })).toBe(3);
  expect(after.of('frontrow_lanes_served')).toBeGreaterThan(0);
});

test('waiting, active and holds stand there by concert, as they are now', async () => {
  const concertId = await onSale.concert({ waitingRoom: { capacity: 2 } });
  const quiet = await onSale.concert();
  const [first, second, ...waiting] = await onSale.fans(5);
  for (const fan of [first, second, ...waiting]) await fan?.join(concertId);
  await first?.reserve(concertId, DATE, [1, 2]);
  const held = await second?.reserve(concertId, DATE, 3);
  const full = await figures();
  const of = (seen: Figures, name: string) => seen.of(`frontrow_${name}`, { concert: concertId });
  expect(['waiting', 'active', 'holds'].map((name) => of(full, name))).toEqual([3, 2, 2]);
  expect(full.labels('concert')).not.toContain(quiet);

  await second?.release(concertId, held?.body.reservationId);
  await waiting[0]?.leave(concertId);
  const later = await figures();
  expect(['waiting', 'active', 'holds'].map((name) => of(later, name))).toEqual([2, 2, 1]);
  expect(await onSale.invariants()).toEqual([]);
});

test('a sale tells what it is called, what it may let in and has let in, and what it has sold', async () => {
  const concertId = await onSale.concert({
    title: 'A "quoted" concert',
    dates: [{ date: DATE, seats: 20, price: 1_500 }],
    waitingRoom: { capacity: 2 },
  });
  const [first, second, third] = await onSale.fans(3, { balance: 10_000 });
  for (const fan of [first, second, third]) await fan?.join(concertId);
  const figuresNow = async () => {
    const seen = await figures();
    const names = [
      'capacity',
      'admitted_total',
      'seats',
      'holds',
      'sold_seats',
      'revenue',
      'admission_paused',
    ];
    return names.map((name) => seen.of(`frontrow_${name}`, { concert: concertId }));
  };
  expect(await figuresNow()).toEqual([2, 2, 20, 0, 0, 0, 0]);

  const held = await first?.reserve(concertId, DATE, [1, 2]);
  await second?.reserve(concertId, DATE, 3);
  expect(await figuresNow()).toEqual([2, 2, 20, 2, 0, 0, 0]);
  expect(await first?.pay(concertId, held?.body.reservationId)).toMatchObject({ status: 201 });
  await onSale.operator('PATCH', `/v1/admin/concerts/${concertId}`, { waitingRoom: { paused: true } });
  // The place of the one who has paid may have been given to the third before the pause.
  expect((await figuresNow()).filter((_, index) => index !== 1)).toEqual([2, 20, 1, 2, 3_000, 1]);
  const { body } = await onSale.operator('GET', '/metrics');
  expect(body).toContain(`frontrow_concert{concert="${concertId}",title="A \\"quoted\\" concert"} 1`);
  expect(await onSale.invariants()).toEqual([]);
});

test('a sale is told for an hour after the last admission', async () => {
  const concertId = await onSale.concert();
  const [fan] = await onSale.fans(1, { balance: 100_000 });
  await fan?.join(concertId);
  const held = await fan?.reserve(concertId, DATE, 1);
  expect(await fan?.pay(concertId, held?.body.reservationId)).toMatchObject({ status: 201 });
  const sold = async () => (await figures()).of('frontrow_sold_seats', { concert: concertId });
  expect(await sold()).toBe(1);
  await onSale.sql(sql`
    update queue_token set joined_at = joined_at - interval '1 hour', admitted_at = admitted_at - interval '1 hour'
    where concert_id = ${concertId}`);
  expect(await sold()).toBeUndefined();
});

test('every process is counted, by its role', async () => {
  const seen = await figuresOnce((now) => now.of('frontrow_processes', { role: 'scheduler' }) === 1);
  expect(seen.of('frontrow_processes', { role: 'api' })).toBe(1);
  expect(seen.of('frontrow_processes', { role: 'worker' })).toBe(2);
  await figuresOnce((now) => now.of('frontrow_processes', { role: 'api' }) === 1, unserved);
  expect((await figures(unserved)).of('frontrow_processes', { role: 'worker' })).toBeUndefined();
});

test('whoever asks at the same time as others gets the whole', async () => {
  const concertId = await onSale.concert();
  await onSale.admitted(concertId, 2);
  const asking: Promise<Figures>[] = [];
  for (let count = 0; count < 30; count += 1) {
    asking.push(figures());
    // Not in step with each other: one begins while another is being answered.
    await call(onSale.url, 'GET', '/healthz');
  }
  const active = (await Promise.all(asking)).map((seen) =>
    seen.of('frontrow_active', { concert: concertId }),
  );
  expect(active).toEqual(asking.map(() => 2));
});

test('a hold that ran out is counted as swept', async () => {
  const concertId = await onSale.concert();
  const [fan] = await onSale.admitted(concertId, 1);
  const { body } = (await fan?.reserve(concertId, DATE, 9)) ?? {};
  const before = (await figures()).of('frontrow_swept_total', { lane: 'booking' }) ?? 0;
  await onSale.sql(sql`
    update reservation set held_at = held_at - interval '1 hour', expires_at = clock_timestamp()
    where id = ${body.reservationId}`);
  await figuresOnce((seen) => seen.of('frontrow_swept_total', { lane: 'booking' }) === before + 1);
  expect((await figures()).of('frontrow_holds', { concert: concertId })).toBe(0);
  expect(await onSale.invariants()).toEqual([]);
});

test('what waits in a lane that nobody serves is told, and for how long already', async () => {
  const concertId = await unserved.concert();
  for (const fan of await unserved.fans(4))
    expect(await fan.join(concertId, { prefer: '' })).toMatchObject({ status: 202 });
  const lane = { concert: concertId, lane: 'admission' };
  const young = await figures(unserved);
  expect(young.of('frontrow_lane_depth', lane)).toBe(4);
  expect(young.of('frontrow_lane_oldest_seconds', lane)).toBeLessThan(60);
  expect(young.of('frontrow_lane_depth', { ...lane, lane: 'booking' })).toBeUndefined();
  await unserved.sql(sql`
    update request set accepted_at = accepted_at - interval '1 hour' where lane = ${`admission.${concertId}`}`);
  const age = (await figures(unserved)).of('frontrow_lane_oldest_seconds', lane);
  expect(age).toBeGreaterThanOrEqual(3_600);
  expect(age).toBeLessThan(3_660);
});

test('sockets are counted while they are connected', async () => {
  const before = (await figures()).of('frontrow_sockets') ?? 0;
  const [one, two] = await onSale.admitted(await onSale.concert(), 2);
  const ears = [await one?.listen(), await two?.listen()];
  await figuresOnce((seen) => seen.of('frontrow_sockets') === before + 2);
  ears[0]?.close();
  await figuresOnce((seen) => seen.of('frontrow_sockets') === before + 1);
  ears[1]?.close();
  await figuresOnce((seen) => seen.of('frontrow_sockets') === before);
});

test('HTTP durations are told by route, method and status, and no address becomes a label', async () => {
  const concertId = await onSale.concert();
  const before = await figures();
  const route = { method: 'GET', route: '/v1/concerts/{concertId}' };
  for (const id of [concertId, concertId, 'no-such-concert'])
    await call(onSale.url, 'GET', `/v1/concerts/${id}`);
  await call(onSale.url, 'GET', '/made-up/by-a-scanner');
  const after = await figures();
  const name = 'frontrow_http_request_seconds_count';
  const grown = growth(before, after);
  expect(grown(name, { ...route, status: '200' })).toBe(2);
  expect(grown(name, { ...route, status: '404' })).toBe(1);
  expect(grown(name, { route: 'other', status: '404' })).toBe(1);
  expect(after.of('frontrow_http_request_seconds_sum', route)).toBeGreaterThan(0);
  const routes = [...after.labels('route')];
  expect(routes.filter((label) => label !== 'other' && !/^(\/[\w{}.]+)+$/.test(label))).toEqual([]);
  expect(routes.join(' ')).not.toContain(concertId);
  expect(routes).not.toContain('/made-up/by-a-scanner');
});

test('what the API knows of itself is told also when a worker is gone', async () => {
  const own = await OnSale.start({ workers: 1, schedulers: 0 });
  try {
    const concertId = await own.concert();
    await own.admitted(concertId, 2);
    await figuresOnce((seen) => seen.of('frontrow_requests_total', { kind: 'issue-token' }) === 2, own);
    const [worker] = own.workers;
    if (worker !== undefined) await own.stop(worker);
    const seen = await figures(own);
    expect(seen.of('frontrow_requests_total')).toBeUndefined();
    expect(seen.of('frontrow_accepted_total', { kind: 'issue-token' })).toBe(2);
    expect(seen.of('frontrow_active', { concert: concertId })).toBe(2);
  } finally {
    await own.close();
  }
});
