import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import type { Fan } from '../infrastructure/fan.ts';
import { DATE } from '../infrastructure/on-sale.ts';
import { Session, untilBlocked } from '../infrastructure/session.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const onSale = useOnSale({ laws: 'at the end' });

/** More than a process has connections in its pool: one that is lost with each would be the end of it. */
const BREAKS = 12;

/** Breaks the connections of a role that stand before a lock, in the middle of their transactions. */
const breakBlocked = (role: 'api' | 'worker') =>
  onSale.sql(sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and application_name = ${`frontrow-${role}`} and wait_event_type = 'Lock'`);

test('a worker whose connections break in the middle of decisions decides again, and goes on for ever', async () => {
  const concertId = await onSale.concert({ seatsPerUser: BREAKS, holdsPerVisit: BREAKS });
  const [fan] = (await onSale.admitted(concertId, 1)) as [Fan];
  for (let seat = 1; seat <= BREAKS; seat += 1) {
    const lane = await Session.holdingLane(onSale, `booking.${concertId}`);
    const reserving = fan.reserve(concertId, DATE, seat);
    await untilBlocked(onSale);
    await breakBlocked('worker');
    await lane.end();
    expect((await reserving).status).toBe(201);
  }
  expect(await onSale.invariants()).toEqual([]);
});

test('an API process whose connections break in the middle of charges charges again, once, and goes on for ever', async () => {
  const fan = await onSale.fan();
  for (let time = 1; time <= BREAKS; time += 1) {
    const wallet = await Session.holding(
      onSale,
      sql`select 1 from account where id = ${fan.userId} for update`,
    );
    const charging = fan.charge(1_000);
    await untilBlocked(onSale, 'api');
    await breakBlocked('api');
    await wallet.end();
    expect(await charging).toMatchObject({ status: 201, body: { balance: 1_000 * time } });
  }
  expect(await onSale.invariants()).toEqual([]);
});
