import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import type { Answer } from '../infrastructure/call.ts';
import type { Fan } from '../infrastructure/fan.ts';
import { DATE } from '../infrastructure/on-sale.ts';
import { RoleProcess, settingsFor } from '../infrastructure/role-process.ts';
import { Session, untilBlocked } from '../infrastructure/session.ts';
import { until } from '../infrastructure/until.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const onSale = useOnSale({ workers: 0, laws: 'at the end' });

/** The bound is five seconds for one that stands still; the rest is for a busy machine. */
const GOES_ON_MS = 9_000;

/** Payments of some fans on their way, the first of whom is caught in the middle of its transaction. */
async function payersCaught(): Promise<{
  concertId: string;
  paying: Promise<Answer>[];
  letGo(): Promise<void>;
}> {
  const concertId = await onSale.concert();
  const fans = await onSale.admitted(concertId, 5, { balance: 100_000 });
  const holds = await Promise.all(fans.map((fan, index) => fan.reserve(concertId, DATE, index + 1)));
  const wallet = await Session.holding(
    onSale,
    sql`select 1 from account where id = ${(fans[0] as Fan).userId} for update`,
  );
  const paying = fans.map((fan, index) => fan.pay(concertId, holds[index]?.body.reservationId));
  await untilBlocked(onSale);
  return { concertId, paying, letGo: () => wallet.end() };
}

async function everybodyPaidOnce(concertId: string, paying: Promise<Answer>[]): Promise<void> {
  for (const answer of await Promise.all(paying)) {
    expect(answer).toMatchObject({ status: 201, body: { amount: 50_000, balance: 50_000 } });
  }
  const { body } = await onSale.operator('GET', `/v1/admin/concerts/${concertId}/stats`);
  expect(body).toMatchObject({ sold: 5, held: 0, revenue: 250_000 });
  expect(await onSale.invariants()).toEqual([]);
}

const isSettled = (concertId: string) => async () => {
  const waiting = await onSale.sql(sql`
    select 1 from request where lane = ${`booking.${concertId}`} and status = 'queued'`);
  return waiting.length === 0;
};

test('the lane of a worker that is killed while it decides goes on elsewhere, and nothing is done twice', async () => {
  const victim = await RoleProcess.start('workers', settingsFor(onSale));
  const { concertId, paying, letGo } = await payersCaught();
  await onSale.addWorkers();
  victim.signal('SIGKILL');
  await victim.ended;
  await letGo();
  await until(isSettled(concertId), { ms: GOES_ON_MS });
  await everybodyPaidOnce(concertId, paying);
  for (const worker of [...onSale.workers]) await onSale.stop(worker);
}, 45_000);

test('a worker that slept inside its transaction for longer than its locks last changes nothing when it wakes', async () => {
  const sleeper = await RoleProcess.start('workers', settingsFor(onSale));
  const { concertId, paying, letGo } = await payersCaught();
  await onSale.addWorkers();
  sleeper.signal('SIGSTOP');
  await letGo();
  await until(isSettled(concertId), { ms: GOES_ON_MS });
  await everybodyPaidOnce(concertId, paying);

  const books = () =>
    onSale.sql(sql`
      select (select jsonb_agg(to_jsonb(request) order by id) from request) as requests,
             (select jsonb_agg(to_jsonb(entry) order by id) from entry) as entries,
             (select jsonb_agg(to_jsonb(reservation) order by id) from reservation) as reservations`);
  const before = await books();
  sleeper.signal('SIGCONT');
  await sleeper.says('a batch could not be decided');
  expect(await books()).toEqual(before);
  expect((await sleeper.drain()).code).toBe(0);
  expect(await books()).toEqual(before);
  for (const worker of [...onSale.workers]) await onSale.stop(worker);
}, 45_000);
