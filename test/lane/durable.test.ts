import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { Queue } from 'bullmq';
import { sql } from 'kysely';
import { REDIS_PREFIX } from '../../config/redis.ts';
import type { Answer } from '../infrastructure/call.ts';
import type { Fan } from '../infrastructure/fan.ts';
import { DATE } from '../infrastructure/on-sale.ts';
import { Session, untilBlocked } from '../infrastructure/session.ts';
import { until } from '../infrastructure/until.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const onSale = useOnSale();

/** Without waiting for the outcome. */
const accepted = { prefer: '' };

/** All that a booking can change, to be compared with itself. */
const books = (concertId: string) =>
  onSale.sql(sql`
    select
      (select jsonb_agg(to_jsonb(request) order by sequence) from request where lane = ${`booking.${concertId}`}) as requests,
      (select jsonb_agg(to_jsonb(reservation) order by id) from reservation where concert_id = ${concertId}) as reservations,
      (select jsonb_agg(to_jsonb(queue_token) order by id) from queue_token where concert_id = ${concertId}) as tokens,
      (select jsonb_agg(to_jsonb(payment) order by id) from payment where concert_id = ${concertId}) as payments,
      (select jsonb_agg(to_jsonb(entry) order by id) from entry) as entries`);

/** The outcomes of a lane in the order of acceptance; the refusal's code, or `done`. */
const outcomes = async (lane: string): Promise<string[]> =>
  (
    await onSale.sql<{ outcome: string }>(sql`
      select case status when 'queued' then 'queued' when 'succeeded' then 'done' else outcome ->> 'refused' end as outcome
      from request where lane = ${lane} order by sequence`)
  ).map(({ outcome }) => outcome);

const allEnded = (lane: string, count: number) =>
  until(
    async () => {
      const seen = await outcomes(lane);
      return seen.length === count && !seen.includes('queued');
    },
    { ms: 20_000, every: 50 },
  );

test('the answer that a request is accepted comes when its row is committed and not before', async () => {
  const concertId = await onSale.concert();
  const fan = await onSale.fan();
  const lane = await Session.holding(
    onSale,
    sql`select 1 from lane where name = ${`admission.${concertId}`} for update`,
  );
  let answer: Answer | undefined;
  const answering = fan.join(concertId, accepted).then((given) => {
    answer = given;
    return given;
  });
  await untilBlocked(onSale, 'api');
  expect(answer).toBeUndefined();
  await lane.end();
  const { status, body } = await answering;
  expect(status).toBe(202);
  expect(await onSale.sql(sql`select 1 from request where id = ${body.requestId}`)).toHaveLength(1);
  await allEnded(`admission.${concertId}`, 1);
});

test('a request whose commit fails is not accepted and leaves nothing behind', async () => {
  const concertId = await onSale.concert();
  const fan = await onSale.fan();
  await onSale.sql(sql`
    create function refuse_commit() returns trigger language plpgsql as $$
      begin raise exception 'not this one'; end $$`);
  await onSale.sql(sql`
    create constraint trigger refuse_commit after insert on request deferrable initially deferred
      for each row when (new.kind = 'issue-token') execute function refuse_commit()`);
  const answer = await fan.join(concertId);
  await onSale.sql(sql`drop trigger refuse_commit on request`);
  expect(answer).toMatchObject({ status: 503, body: { code: 'SERVER_BUSY' } });
  expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
  expect(await onSale.sql(sql`select 1 from request where user_id = ${fan.userId}`)).toEqual([]);
  expect((await fan.join(concertId)).status).toBe(201);
});

test('what was accepted while no worker ran survives an emptied Redis and ends in order', async () => {
  const concertId = await onSale.concert({ waitingRoom: { capacity: 5 } });
  const inside = await onSale.concert();
  const fans = await onSale.admitted(inside, 20);
  for (const worker of [...onSale.workers]) await onSale.stop(worker);
  const joiners = await onSale.fans(30);
  for (const fan of joiners) expect((await fan.join(concertId, accepted)).status).toBe(202);
  for (const fan of fans) await fan.reserve(inside, DATE, 1, accepted);
  await onSale.redisConnection.flushall();

  await onSale.addWorkers();
  await allEnded(`admission.${concertId}`, 30);
  await allEnded(`booking.${inside}`, 20);
  const numbers = await onSale.sql<{ user: string }>(sql`
    select user_id as user from queue_token where concert_id = ${concertId} order by number`);
  expect(numbers.map(({ user }) => user)).toEqual(joiners.map(({ userId }) => userId));
  expect(await outcomes(`booking.${inside}`)).toEqual([
    'done',
    ...fans.slice(1).map(() => 'SEAT_ALREADY_RESERVED'),
  ]);
});

test('while Redis is emptied again and again every request ends once, in order', async () => {
  const concertId = await onSale.concert({ waitingRoom: { capacity: 10 } });
  const fans = await onSale.fans(200);
  const joining: Promise<Answer>[] = [];
  for (const [index, fan] of fans.entries()) {
    joining.push(fan.join(concertId));
    if (index % 40 === 20) {
      await Promise.race(joining.slice(-5));
      await onSale.redisConnection.flushall();
    }
  }
  const answers = await Promise.all(joining);
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
  const numbers = await onSale.sql<{ number: number }>(sql`
    select (outcome -> 'result' ->> 'number')::int as number from request
    where lane = ${`admission.${concertId}`} order by sequence`);
  expect(numbers.map(({ number }) => number)).toEqual(fans.map((_, index) => index + 1));
});

test('a ring that is answered again changes nothing', async () => {
  const concertId = await onSale.concert();
  const [fan] = (await onSale.admitted(concertId, 1, { balance: 100_000 })) as [Fan];
  const held = await fan.reserve(concertId, DATE, 1);
  const paid = await fan.pay(concertId, held.body.reservationId);
  const before = await books(concertId);
  const lane = `booking.${concertId}`;
  const queue = new Queue(lane, { connection: onSale.redisConnection, prefix: REDIS_PREFIX });
  const requestId = paid.headers.get('location')?.split('/').at(-1);
  for (const data of [{ requests: [requestId] }, { requests: [randomUUID()] }, { because: 'time' }]) {
    const job = await queue.add('again', data);
    await until(async () => (await job.getState()) === 'completed');
  }
  await queue.close();
  expect(await books(concertId)).toEqual(before);
});

test('a worker that is stopped in order ends what it decides, and what still waits is for the next', async () => {
  const concertId = await onSale.concert();
  const fans = await onSale.admitted(concertId, 5);
  const lane = `booking.${concertId}`;
  const held = await Session.holdingLane(onSale, lane);
  const [first, ...others] = fans as [Fan, ...Fan[]];
  const deciding = first.reserve(concertId, DATE, 1);
  await untilBlocked(onSale);
  const stopping = [...onSale.workers].map((worker) => onSale.stop(worker));
  const waiting = others.map((fan, index) => fan.reserve(concertId, DATE, index + 2));
  await until(async () => (await outcomes(lane)).length === 5);
  await held.end();
  expect((await deciding).status).toBe(201);
  await Promise.all(stopping);
  await onSale.addWorkers();
  for (const answer of await Promise.all(waiting)) expect(answer.status).toBe(201);
});
