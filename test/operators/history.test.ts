import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import type { HistoryAnswer } from '../../src/operators/history.ts';
import type { Point } from '../../src/operators/sale-history.ts';
import { DATE } from '../infrastructure/on-sale.ts';
import { until } from '../infrastructure/until.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const PRICE = 50_000;

const onSale = useOnSale({ laws: 'at the end' });

const history = async (concertId: string, minutes?: number): Promise<HistoryAnswer> => {
  const query = minutes === undefined ? '' : `?minutes=${minutes}`;
  const { status, body } = await onSale.operator('GET', `/v1/admin/concerts/${concertId}/history${query}`);
  if (status !== 200) throw new Error(JSON.stringify(body));
  return body;
};

const total = (points: Point[], of: 'joins' | 'admissions' | 'decided') =>
  points.reduce((sum, point) => sum + point[of], 0);

/** The middle of the slot of so many seconds ago, so that what is written there is in one slot, however long it takes. */
const ago = (seconds: number): number => Math.floor((Date.now() / 1_000 - seconds) / 5) * 5 + 2.5;

/** A request as it would be, had it been accepted and settled then. */
const written = (
  concertId: string,
  { lane = 'booking', accepted, settled }: { lane?: string; accepted: number; settled: number | null },
) =>
  onSale.sql(sql`
    insert into request
      (id, lane, sequence, kind, user_id, payload, fingerprint, correlation_id, status, outcome, accepted_at, settled_at)
    select ${randomUUID()}, ${`${lane}.${concertId}`}, ${Math.round(accepted * 1_000)}, 'reserve',
      ${randomUUID()}, '{}', '', 'test', ${settled === null ? 'queued' : 'failed'},
      ${settled === null ? null : '{"refused":"SEAT_NOT_FOUND"}'}::jsonb,
      to_timestamp(${accepted}), ${settled === null ? null : sql`to_timestamp(${settled})`}`);

/** The point that covers an instant. */
function pointAt({ points }: HistoryAnswer, seconds: number): Point {
  const found = points.findLast((point) => Date.parse(point.at) <= seconds * 1_000);
  if (found === undefined) throw new Error('no point covers it');
  return found;
}

test('a sale that nobody has come to has a quarter of an hour of nothing', async () => {
  const concertId = await onSale.concert();

  const { everySeconds, from, points, funnel } = await history(concertId);

  expect(everySeconds).toBe(5);
  expect(points).toHaveLength(181);
  expect(points[0]?.at).toBe(from);
  for (const [index, point] of points.entries()) {
    expect(Date.parse(point.at)).toBe(Date.parse(from) + index * 5_000);
    expect(Date.parse(point.at) % 5_000).toBe(0);
    expect({ ...point, at: '' }).toEqual({
      at: '',
      joins: 0,
      admissions: 0,
      decided: 0,
      depth: { admission: 0, booking: 0 },
      oldestSeconds: 0,
      p50Ms: null,
      p99Ms: null,
    });
  }
  expect(Math.abs(Date.parse(points.at(-1)?.at ?? '') - Date.now())).toBeLessThan(7_000);
  expect(funnel).toEqual({ joined: 0, admitted: 0, held: 0, paid: 0 });
  expect((await history(concertId, 1)).points).toHaveLength(13);
  expect((await history(concertId, 60)).points).toHaveLength(721);
});

test('joins, admissions, decisions and the funnel are those of the sale', async () => {
  const concertId = await onSale.concert({ waitingRoom: { capacity: 4 } });
  const fans = await onSale.fans(6, { balance: PRICE });
  for (const fan of fans) await fan.join(concertId);
  const [buyer, holder, returner] = fans;
  if (!buyer || !holder || !returner) throw new Error('no fans');
  await buyer.pay(concertId, (await buyer.reserve(concertId, DATE, 1)).body.reservationId);
  await holder.reserve(concertId, DATE, 2);
  await returner.release(concertId, (await returner.reserve(concertId, DATE, 3)).body.reservationId);
  await until(async () => (await history(concertId)).funnel.admitted === 5 || null, {
    ms: 12_000,
    every: 200,
  });

  const { points, funnel } = await history(concertId);

  expect(funnel).toEqual({ joined: 6, admitted: 5, held: 3, paid: 1 });
  expect(total(points, 'joins')).toBe(6);
  expect(total(points, 'admissions')).toBe(5);
  expect(total(points, 'decided')).toBe(6 + 5);
  const busy = points.filter(({ decided }) => decided > 0);
  for (const { p50Ms, p99Ms } of busy) {
    expect(p50Ms).toBeGreaterThan(0);
    expect(p99Ms).toBeGreaterThanOrEqual(p50Ms ?? 0);
    expect(p99Ms).toBeLessThan(10_000);
  }
});

test('the depth and the oldest age of the past are those of what waited then', async () => {
  const concertId = await onSale.concert();
  const end = ago(100);
  await written(concertId, { accepted: end - 100, settled: end });
  await written(concertId, { accepted: end - 50, settled: end });
  await written(concertId, { lane: 'admission', accepted: end - 20, settled: end - 19.9 });

  const told = await history(concertId);

  const before = pointAt(told, end - 110);
  expect([before.depth.booking, before.oldestSeconds]).toEqual([0, 0]);
  expect(pointAt(told, end - 80).depth).toEqual({ admission: 0, booking: 1 });
  const two = pointAt(told, end - 20);
  expect(two.depth).toEqual({ admission: 0, booking: 2 });
  // At the end of that slot, which is 2.5 seconds after its middle.
  expect(two.oldestSeconds).toBe(82.5);
  expect(two).toMatchObject({ decided: 1, p50Ms: 100, p99Ms: 100 });
  const settled = pointAt(told, end);
  expect(settled).toMatchObject({ decided: 2, p50Ms: 50_000, p99Ms: 100_000, oldestSeconds: 0 });
  expect(settled.depth.booking).toBe(0);
});

test('what waits now is seen at once, and so is what was longer ago than anybody looked before', async () => {
  const concertId = await onSale.concert();
  const [worker] = onSale.workers;
  if (worker === undefined) throw new Error('no worker runs');
  await onSale.stop(worker);
  try {
    const since = ago(30);
    await written(concertId, { accepted: since, settled: null });
    const short = await history(concertId, 1);
    expect(short.points.at(-1)?.depth.booking).toBe(1);
    expect(short.points.at(-1)?.oldestSeconds).toBeGreaterThan(27);
    const longAgo = ago(600);
    await written(concertId, { accepted: longAgo - 1, settled: longAgo });

    const long = await history(concertId, 15);

    expect(pointAt(long, longAgo).decided).toBe(1);
    expect(total(long.points, 'decided')).toBe(1);
    expect(pointAt(long, since).depth.booking).toBe(1);
    expect(pointAt(long, since - 5).depth.booking).toBe(0);
  } finally {
    await onSale.sql(sql`
      update request set status = 'failed', outcome = '{"refused":"SEAT_NOT_FOUND"}', settled_at = clock_timestamp()
      where status = 'queued'`);
    await onSale.addWorkers();
  }
});

test('what was read once is told the same again, and what came meanwhile is added', async () => {
  const concertId = await onSale.concert();
  const then = ago(60);
  await written(concertId, { accepted: then - 1, settled: then });
  const first = await history(concertId);
  const fan = await onSale.fan();
  await fan.join(concertId);

  const second = await history(concertId);

  expect([total(first.points, 'decided'), total(second.points, 'decided')]).toEqual([1, 2]);
  expect(pointAt(second, then).decided).toBe(1);
});

test('a history of no minutes, of too many or of no concert is refused', async () => {
  const concertId = await onSale.concert();
  const ask = (path: string) => onSale.operator('GET', path);

  for (const minutes of ['0', '61', '1.5', 'all', '-1', '']) {
    const refused = await ask(`/v1/admin/concerts/${concertId}/history?minutes=${minutes}`);
    expect(refused).toMatchObject({ status: 400, body: { errors: [{ pointer: '/minutes' }] } });
  }
  expect(await ask(`/v1/admin/concerts/${randomUUID()}/history`)).toMatchObject({ status: 404 });
});
