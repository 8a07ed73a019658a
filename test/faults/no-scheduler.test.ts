import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import type { Fan } from '../infrastructure/fan.ts';
import { inside } from '../infrastructure/inside.ts';
import { DATE } from '../infrastructure/on-sale.ts';
import { expectRefused } from '../infrastructure/refusals-of-the-contract.ts';
import { until } from '../infrastructure/until.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

/** After a scheduler starts, what was left lying is done within so long. */
const BACKLOG_GONE_MS = 10_000;
const HOLDS = 40;
const CONCERTS = 4;

const onSale = useOnSale({ schedulers: 0, laws: 'at the end' });

/** As if the concert's holds and admitted tokens had been made so long ago. */
async function letPass(concertId: string, minutes: number): Promise<void> {
  const ago = sql`make_interval(mins => ${minutes})`;
  await onSale.sql(sql`
    update reservation set held_at = held_at - ${ago}, expires_at = expires_at - ${ago}
    where concert_id = ${concertId}`);
  await onSale.sql(sql`
    update queue_token
    set joined_at = joined_at - ${ago}, admitted_at = admitted_at - ${ago}, expires_at = expires_at - ${ago}
    where id in (
      -- In the order of the lanes, which may be about to change the same rows.
      select id from queue_token where concert_id = ${concertId} and status = 'ACTIVE' order by id for update
    )`);
}

test('a payment that comes ten minutes late is refused, and the seat goes to somebody else, who can pay it', async () => {
  const concertId = await onSale.concert({ waitingRoom: { activeSeconds: 3_600 } });
  const [late, next] = [
    await inside(onSale, concertId, { balance: 60_000 }),
    await inside(onSale, concertId, { balance: 60_000 }),
  ];
  const held = await late.reserve(concertId, DATE, 1);
  await letPass(concertId, 15);
  expectRefused(await late.pay(concertId, held.body.reservationId), 'HOLD_EXPIRED');
  const taken = await next.reserve(concertId, DATE, 1);
  expect((await next.pay(concertId, taken.body.reservationId)).status).toBe(201);
  expectRefused(await late.pay(concertId, held.body.reservationId), 'HOLD_EXPIRED');
  expect((await late.wallet()).body.balance).toBe(60_000);
  const { body } = await onSale.operator('GET', `/v1/admin/concerts/${concertId}/stats`);
  expect(body).toMatchObject({ sold: 1, held: 0, revenue: 50_000 });
  expect(await onSale.invariants()).toEqual([]);
});

test('what ten minutes without a scheduler left lying is done within ten seconds of its start', async () => {
  const held = await Promise.all(
    Array.from({ length: CONCERTS }, () => onSale.concert({ waitingRoom: { activeSeconds: 3_600 } })),
  );
  for (const concertId of held) {
    const fans = await onSale.admitted(concertId, HOLDS);
    await Promise.all(fans.map((fan, index) => fan.reserve(concertId, DATE, index + 1)));
    await letPass(concertId, 15);
  }
  const crowded = await onSale.concert({ waitingRoom: { capacity: HOLDS } });
  await onSale.admitted(crowded, HOLDS);
  const waiting = await onSale.admitted(crowded, HOLDS);
  await letPass(crowded, 20);
  // As an API process leaves it that dies between its commit and the queue.
  const [fan] = waiting as [Fan, ...Fan[]];
  const requestId = randomUUID();
  const lane = `admission.${held[0]}`;
  await onSale.sql(sql`
    with numbered as (
      update lane set last_sequence = last_sequence + 1 where name = ${lane} returning last_sequence
    )
    insert into request (id, lane, sequence, kind, user_id, payload, fingerprint, correlation_id, accepted_at)
    select ${requestId}, ${lane}, last_sequence, 'issue-token', ${fan.userId}, '{}', '', '',
           clock_timestamp() - interval '10 minutes'
    from numbered`);

  await onSale.addScheduler();
  await until(
    async () => {
      const [left] = await onSale.sql(sql<{
        holds: number;
        tokens: number;
        waiting: number;
        requests: number;
      }>`
        select
          (select count(*)::int from reservation where status = 'HELD') as holds,
          (select count(*)::int from queue_token
           where status in ('WAITING', 'ACTIVE') and expires_at < clock_timestamp()) as tokens,
          (select count(*)::int from queue_token where status = 'WAITING') as waiting,
          (select count(*)::int from request where status = 'queued') as requests`);
      return Object.values(left ?? { unknown: 1 }).every((count) => count === 0);
    },
    { ms: BACKLOG_GONE_MS },
  );
  const { body } = await onSale.operator('GET', `/v1/admin/concerts/${crowded}/stats`);
  expect(body).toMatchObject({ active: HOLDS, waiting: 0, expiredTotal: HOLDS, admittedTotal: 2 * HOLDS });
  expect((await fan.asUser('GET', `/v1/requests/${requestId}`)).body.status).toBe('succeeded');
  expect(await onSale.invariants()).toEqual([]);
});
