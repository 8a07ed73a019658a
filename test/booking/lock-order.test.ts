import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { connectDatabase } from '../../src/database/connect.ts';
import { holdRunsOut } from '../infrastructure/in-time.ts';
import { inside } from '../infrastructure/inside.ts';
import { DATE, OnSale } from '../infrastructure/on-sale.ts';
import { until } from '../infrastructure/until.ts';

test('a leave and a request that meet a hold which ran out do not lock each other out', async () => {
  const onSale = await OnSale.start({ schedulers: 0 });
  const orm = connectDatabase(onSale.databaseUrl, 'migrate');
  try {
    const concertId = await onSale.concert();
    const fan = await inside(onSale, concertId, { balance: 50_000 });
    const { reservationId } = (await fan.reserve(concertId, DATE, 1)).body;
    await holdRunsOut(onSale, reservationId);
    // The fan's token is held until both lanes stand before it: admission first, then booking.
    const em = orm.em.fork();
    await em.begin();
    await sql`select 1 from queue_token where user_id = ${fan.userId} for update`.execute(em.getKysely());
    const waiting = (count: number) =>
      until(async () => {
        const rows = await onSale.sql(sql`
          select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`);
        return rows.length >= count;
      });
    const leaving = fan.leave(concertId);
    await waiting(1);
    const paying = fan.pay(concertId, reservationId);
    await waiting(2);
    const started = performance.now();
    await em.commit();

    expect((await leaving).status).toBe(200);
    expect((await paying).body.code).toBe('INVALID_TOKEN');
    // PostgreSQL looks for deadlocks after one second: whoever was done before that was in none.
    expect(performance.now() - started).toBeLessThan(1_000);
  } finally {
    await orm.close(true);
    await onSale.close();
  }
});
