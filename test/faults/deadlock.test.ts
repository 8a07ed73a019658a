import { expect, test } from '@jest/globals';
import { type RawBuilder, sql } from 'kysely';
import { DATE } from '../infrastructure/on-sale.ts';
import { setScene } from '../infrastructure/scene.ts';
import { Session, untilBlocked } from '../infrastructure/session.ts';
import { until } from '../infrastructure/until.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

/*
 * Somebody else's transaction, an operator's by hand perhaps, locks the rows of ours in the opposite order. It never
 * looks for deadlocks itself, so it is ours that PostgreSQL breaks off, a second after it began to wait.
 */

const onSale = useOnSale();

const stranger = (): Promise<Session> => Session.holding(onSale, sql`set local deadlock_timeout = '1min'`);

/** Closes the circle, sees that it is one, and lets go as soon as ours has been broken off. */
async function closeCircle(other: Session, last: RawBuilder<unknown>): Promise<void> {
  const locked = other.run(last);
  await until(async () => {
    const circle = await onSale.sql(sql`
      select 1 from pg_stat_activity as one join pg_stat_activity as two
        on two.pid = any(pg_blocking_pids(one.pid)) and one.pid = any(pg_blocking_pids(two.pid))
      where one.datname = current_database()`);
    return circle.length > 0;
  });
  await locked;
  await other.end();
}

test('a payment that meets a deadlock is decided again, and pays once', async () => {
  const { concertId, fan, held } = await setScene(onSale, { balance: 60_000 });
  const other = await stranger();
  await other.run(sql`select 1 from account where id = ${fan.userId} for update`);
  const paying = fan.pay(concertId, held);
  await untilBlocked(onSale);
  // The payment has the token and waits for the wallet; the other has the wallet and waits for the token.
  await closeCircle(other, sql`select 1 from queue_token where user_id = ${fan.userId} for update`);
  expect(await paying).toMatchObject({ status: 201, body: { amount: 50_000, balance: 10_000 } });
  expect((await fan.wallet()).body.balance).toBe(10_000);
});

test('an acceptance that meets a deadlock is written again, and once', async () => {
  const { concertId, fan } = await setScene(onSale, { balance: 0 });
  const lane = `booking.${concertId}`;
  const other = await stranger();
  await other.run(sql`
    insert into request (id, kind, user_id, payload, idempotency_key, fingerprint, correlation_id, status, outcome, settled_at)
    values (gen_random_uuid(), 'charge', ${fan.userId}, '{}', 'my seat', '', '', 'failed', '{}', clock_timestamp())`);
  const reserving = fan.reserve(concertId, DATE, 2, { 'idempotency-key': 'my seat' });
  await untilBlocked(onSale, 'api');
  await closeCircle(other, sql`select 1 from lane where name = ${lane} for update`);
  expect((await reserving).status).toBe(201);
  const written = await onSale.sql(sql`
    select 1 from request where user_id = ${fan.userId} and idempotency_key = 'my seat'`);
  expect(written).toHaveLength(1);
});

test.each([
  ['with a key', { 'idempotency-key': 'my money' }],
  ['without one', {}],
])('a charge %s that meets a deadlock is done again, and once', async (_how, headers) => {
  const fan = await onSale.fan();
  const other = await stranger();
  await other.run(sql`select 1 from account where kind = 'cash-in' for update`);
  const charging = fan.charge(500, headers);
  await untilBlocked(onSale, 'api');
  await closeCircle(other, sql`select 1 from account where id = ${fan.userId} for update`);
  expect(await charging).toMatchObject({ status: 201, body: { balance: 500 } });
  expect((await fan.wallet()).body.balance).toBe(500);
});
