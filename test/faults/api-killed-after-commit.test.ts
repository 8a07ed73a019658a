import { afterEach, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import type { Line } from '../infrastructure/at-that-line.ts';
import { startDoomed } from '../infrastructure/doomed-role.ts';
import { Fan } from '../infrastructure/fan.ts';
import { inside } from '../infrastructure/inside.ts';
import { DATE } from '../infrastructure/on-sale.ts';
import { settingsFor } from '../infrastructure/role-process.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

/** The relay looks every second at what has waited for a second. */
const RELAYED_MS = 10_000;

/** What accepts: one statement, committed when it is answered, and the lane is not rung yet. */
const ACCEPTED: Line = { when: 'answered', statement: 'insert into request', signal: 'SIGKILL' };
const CHARGED: Line = {
  when: 'answered',
  statement: '^commit',
  inTransaction: 'insert into entry ',
  signal: 'SIGKILL',
};

const onSale = useOnSale({ schedulers: 0 });
afterEach(async () => {
  for (const scheduler of [...onSale.schedulers]) await onSale.stop(scheduler);
});

/** The fan asks an API process that is killed at this line: no answer comes, and nobody knows what was done. */
async function askDoomed(line: Line, fan: Fan, ask: (fan: Fan) => Promise<unknown>): Promise<void> {
  const doomed = await startDoomed('api', settingsFor(onSale), line);
  const there = Object.assign(new Fan(() => doomed.url, fan.userId), { token: fan.token });
  await expect(ask(there)).rejects.toThrow();
  expect(await doomed.ended).toMatchObject({ signal: 'SIGKILL' });
}

const requestsOf = (lane: string) =>
  onSale.sql(sql<{ id: string; status: string }>`select id, status from request where lane = ${lane}`);

test('who repeats the key at another API, after theirs was killed between accepting and ringing, is served once', async () => {
  const concertId = await onSale.concert();
  const fan = await inside(onSale, concertId);
  const reserve = (at: Fan) => at.reserve(concertId, DATE, 7, { 'idempotency-key': 'seat 7' });
  await askDoomed(ACCEPTED, fan, reserve);
  expect(await requestsOf(`booking.${concertId}`)).toMatchObject([{ status: 'queued' }]);

  const repeated = await reserve(fan);
  expect(repeated).toMatchObject({ status: 201, body: { status: 'HELD', seatNumbers: [7] } });
  const [request, ...more] = await requestsOf(`booking.${concertId}`);
  expect(more).toEqual([]);
  expect(repeated.headers.get('location')).toBe(`/v1/requests/${request?.id}`);
  expect(await reserve(fan)).toMatchObject({ status: 201, body: repeated.body });
  const { reservations } = (await fan.call('GET', '/v1/reservations')).body;
  expect(reservations).toMatchObject([{ reservationId: repeated.body.reservationId }]);
}, 30_000);

test('and without a repeat the relay finds what was accepted, and it is decided', async () => {
  const concertId = await onSale.concert();
  const fan = await inside(onSale, concertId);
  await askDoomed(ACCEPTED, fan, (at) => at.reserve(concertId, DATE, 7));
  const [request] = await requestsOf(`booking.${concertId}`);
  expect(request).toMatchObject({ status: 'queued' });

  const ear = await fan.listen();
  await onSale.addScheduler();
  const told = await ear.hears('request', () => true, RELAYED_MS);
  ear.close();
  expect(told).toMatchObject({ requestId: request?.id, kind: 'reserve', status: 'succeeded' });
}, 30_000);

test('who repeats the key of a charge, after the API was killed between its commit and its answer, is charged once', async () => {
  const fan = await onSale.fan();
  const charge = (at: Fan) => at.charge(5_000, { 'idempotency-key': 'once' });
  await askDoomed(CHARGED, fan, charge);
  expect((await fan.wallet()).body).toMatchObject({ balance: 5_000 });
  const repeated = await charge(fan);
  expect(repeated).toMatchObject({ status: 201, body: { amount: 5_000, balance: 5_000 } });
  expect((await fan.asUser('GET', '/v1/wallet/entries')).body.entries).toHaveLength(1);
}, 30_000);
