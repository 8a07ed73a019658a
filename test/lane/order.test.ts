import { expect, test } from '@jest/globals';
import { Queue } from 'bullmq';
import { sql } from 'kysely';
import { DECIDE_BATCH } from '../../config/limits.ts';
import { REDIS_PREFIX } from '../../config/redis.ts';
import { type Answer, call } from '../infrastructure/call.ts';
import type { Fan } from '../infrastructure/fan.ts';
import { DATE } from '../infrastructure/on-sale.ts';
import { Session } from '../infrastructure/session.ts';
import { until } from '../infrastructure/until.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const onSale = useOnSale({ apis: 2, workers: 3 });

/** A call through one of the API processes that does not wait for the outcome. */
function ask(index: number, fan: Fan, method: string, path: string, body: unknown): Promise<Answer> {
  const url = `http://127.0.0.1:${onSale.apis[index % onSale.apis.length]?.port}`;
  const headers: Record<string, string> =
    fan.token === '' ? { 'x-user-id': fan.userId } : { authorization: `Bearer ${fan.token}` };
  return call(url, method, path, { body, headers });
}

interface Settled {
  sequence: number;
  userId: string;
  status: string;
  // biome-ignore lint/suspicious/noExplicitAny: the outcome is what is being tested, not what is known.
  outcome: any;
  transaction: string;
}

/** All requests of a lane in the order of their acceptance, once all have their outcome. */
function settled(lane: string, count: number): Promise<Settled[]> {
  return until(
    async () => {
      const rows = await onSale.sql<Settled>(sql`
        select sequence::int, user_id as "userId", status, outcome, xmin::text as transaction
        from request where lane = ${lane} order by sequence`);
      return rows.length === count && rows.every(({ status }) => status !== 'queued') ? rows : null;
    },
    { ms: 20_000, every: 50 },
  );
}

test('joins answered one after another by two API processes get their numbers in that order', async () => {
  const concertId = await onSale.concert();
  const fans = await onSale.fans(40);
  for (const [index, fan] of fans.entries()) {
    expect((await ask(index, fan, 'POST', `/v1/concerts/${concertId}/tokens`, {})).status).toBe(202);
  }
  const rows = await settled(`admission.${concertId}`, 40);
  expect(rows.map(({ userId }) => userId)).toEqual(fans.map(({ userId }) => userId));
  expect(rows.map(({ outcome }) => outcome.result.number)).toEqual(fans.map((_, index) => index + 1));
});

test('three hundred simultaneous joins are numbered in the order of their acceptance', async () => {
  const concertId = await onSale.concert({ waitingRoom: { capacity: 10 } });
  const fans = await onSale.fans(300);
  const answers = await Promise.all(
    fans.map((fan, index) => ask(index, fan, 'POST', `/v1/concerts/${concertId}/tokens`, {})),
  );
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
  const rows = await settled(`admission.${concertId}`, 300);
  expect(rows.map(({ outcome }) => outcome.result.number)).toEqual(fans.map((_, index) => index + 1));
});

test('of all who want a seat at once the one who was accepted first gets it', async () => {
  const concertId = await onSale.concert();
  const fans = await onSale.admitted(concertId, 100);
  await Promise.all(
    fans.map((fan, index) =>
      ask(index, fan, 'POST', `/v1/concerts/${concertId}/reservations`, {
        date: DATE,
        seatNumber: (index % 5) + 1,
      }),
    ),
  );
  await settled(`booking.${concertId}`, 100);
  const rows = await onSale.sql<{ seat: number; outcomes: string[] }>(sql`
    select (payload -> 'seatNumbers' ->> 0)::int as seat,
           array_agg(coalesce(outcome ->> 'refused', 'held') order by sequence) as outcomes
    from request where lane = ${`booking.${concertId}`} group by seat order by seat`);
  const once = ['held', ...Array.from({ length: 19 }, () => 'SEAT_ALREADY_RESERVED')];
  expect(rows).toEqual([1, 2, 3, 4, 5].map((seat) => ({ seat, outcomes: once })));
});

test('what one fan asks for is done in the order in which it was asked', async () => {
  const concertId = await onSale.concert({ seatsPerUser: 1 });
  const [fan] = (await onSale.admitted(concertId, 1)) as [Fan];
  const lane = await Session.holdingLane(onSale, `booking.${concertId}`);
  const path = `/v1/concerts/${concertId}/reservations`;
  for (const seatNumber of [1, 2, 1]) await ask(seatNumber, fan, 'POST', path, { date: DATE, seatNumber });
  await lane.end();
  const rows = await settled(`booking.${concertId}`, 3);
  expect(rows.map(({ outcome }) => outcome.refused ?? 'held')).toEqual([
    'held',
    'SEAT_LIMIT_EXCEEDED',
    'SEAT_LIMIT_EXCEEDED',
  ]);
});

test('what piled up is decided in as few commits as its number allows', async () => {
  const concertId = await onSale.concert();
  const fans = await onSale.fans(300);
  const lane = await Session.holdingLane(onSale, `admission.${concertId}`);
  await Promise.all(
    fans.map((fan, index) => ask(index, fan, 'POST', `/v1/concerts/${concertId}/tokens`, {})),
  );
  await lane.end();
  const rows = await settled(`admission.${concertId}`, 300);
  // The worker took what was there when it came to the lock, then all the rest.
  const transactions = new Set(rows.map(({ transaction }) => transaction));
  expect(transactions.size).toBeLessThanOrEqual(Math.ceil(300 / DECIDE_BATCH) + 1);
});

test('requests accepted at the same time share commits', async () => {
  const concertId = await onSale.concert();
  const fans = await onSale.fans(300);
  const lane = await Session.holdingLane(onSale, `admission.${concertId}`);
  await Promise.all(
    fans.map((fan, index) => ask(index, fan, 'POST', `/v1/concerts/${concertId}/tokens`, {})),
  );
  const [row] = await onSale.sql<{ requests: number; transactions: number }>(sql`
    select count(*)::int as requests, count(distinct xmin::text)::int as transactions
    from request where lane = ${`admission.${concertId}`} and status = 'queued'`);
  await lane.end();
  expect(row?.requests).toBe(300);
  // Far fewer than one each; how many exactly is the machine's affair.
  expect(row?.transactions).toBeLessThan(150);
  await settled(`admission.${concertId}`, 300);
});

test('three worker processes answer one ring of a lane at a time', async () => {
  const concertId = await onSale.concert();
  const fans = await onSale.admitted(concertId, 100);
  const lane = `booking.${concertId}`;
  // Each decision takes its time, so that another would have the time to begin.
  await onSale.sql(sql`
    create function take_time() returns trigger language plpgsql as $$
      begin perform pg_sleep(0.01); return null; end $$`);
  await onSale.sql(sql`
    create trigger take_time after update of status on request for each statement execute function take_time()`);
  let asking = true;
  const asked = (async () => {
    for (const [index, fan] of fans.entries()) {
      await ask(index, fan, 'POST', `/v1/concerts/${concertId}/reservations`, { date: DATE, seatNumber: 1 });
    }
    asking = false;
  })();
  const active: number[] = [];
  while (asking) active.push(await onSale.redisConnection.llen(`${REDIS_PREFIX}:${lane}:active`));
  await asked;
  await settled(lane, 100);
  await onSale.sql(sql`drop trigger take_time on request`);
  expect(Math.max(...active)).toBe(1);
});

test('the queue gives out one ring at a time, also after Redis has forgotten that it should', async () => {
  const concertId = await onSale.concert();
  await onSale.admitted(concertId, 1);
  const queue = new Queue(`admission.${concertId}`, {
    connection: onSale.redisConnection,
    prefix: REDIS_PREFIX,
  });
  await until(async () => (await queue.getGlobalConcurrency()) === 1);
  await onSale.redisConnection.flushall();
  await until(async () => (await queue.getGlobalConcurrency()) === 1);
  await queue.close();
});
