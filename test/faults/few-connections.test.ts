import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import type { Answer } from '../infrastructure/call.ts';
import { Fan } from '../infrastructure/fan.ts';
import { DATE } from '../infrastructure/on-sale.ts';
import { until } from '../infrastructure/until.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const CONNECTIONS = 2;
const FANS = 250;
/** A fan's call that the database has no connection for is told so within two seconds; a thousand stand in line for one processor. */
const ALL_ANSWERED_MS = 10_000;

const onSale = useOnSale({ laws: 'at the end' });
let url: string;
beforeAll(async () => {
  // An account of PostgreSQL that may have no more connections than these, however many its process asks for.
  const account = `crowded_${randomUUID().replaceAll('-', '')}`;
  await onSale.sql(
    sql.raw(`create role ${account} login password 'crowded' connection limit ${CONNECTIONS}`),
  );
  await onSale.sql(sql.raw(`grant all on all tables in schema public to ${account}`));
  await onSale.sql(sql.raw(`grant all on all sequences in schema public to ${account}`));
  const databaseUrl = new URL(onSale.databaseUrl);
  Object.assign(databaseUrl, { username: account, password: 'crowded' });
  Object.assign(onSale.environment, { databaseUrl: databaseUrl.href });
  url = `http://127.0.0.1:${(await onSale.addApi()).port}`;
});

/** What each call may be told when it is not done. */
const NOT_NOW = {
  charge: 'CHARGE_FAILED',
  hold: 'SERVER_BUSY',
  seats: 'SEATS_UNAVAILABLE',
  wallet: 'BALANCE_UNAVAILABLE',
};

test('a thousand calls at once over two connections: each is answered, done or clearly refused', async () => {
  const concertId = await onSale.concert({ dates: [{ date: DATE, seats: FANS, price: 1 }] });
  const fans = (await onSale.admitted(concertId, FANS)).map(({ userId, token }) => {
    const fan = new Fan(() => url, userId);
    fan.token = token;
    return fan;
  });
  const started = performance.now();
  const told = { charge: [], hold: [], seats: [], wallet: [] } as Record<keyof typeof NOT_NOW, Answer[]>;
  await Promise.all(
    fans.flatMap((fan, index) => [
      fan.charge(1).then((answer) => told.charge.push(answer)),
      fan.reserve(concertId, DATE, index + 1, { prefer: '' }).then((answer) => told.hold.push(answer)),
      fan.seats(concertId, DATE).then((answer) => told.seats.push(answer)),
      fan.wallet().then((answer) => told.wallet.push(answer)),
    ]),
  );
  expect(performance.now() - started).toBeLessThan(ALL_ANSWERED_MS);

  for (const [what, answers] of Object.entries(told) as [keyof typeof NOT_NOW, Answer[]][]) {
    const codes = new Set(answers.filter(({ status }) => status >= 300).map(({ body }) => body.code));
    const allowed = new Set([NOT_NOW[what], ...(what === 'charge' ? [] : ['SERVER_BUSY'])]);
    expect([what, [...codes].filter((code) => !allowed.has(code))]).toEqual([what, []]);
  }
  const charged = told.charge.filter(({ status }) => status === 201).length;
  const accepted = told.hold.filter(({ status }) => status === 202).map(({ body }) => body.requestId);
  expect(Math.min(charged, accepted.length)).toBeGreaterThan(0);

  const lane = `booking.${concertId}`;
  await until(async () => {
    const waiting = await onSale.sql(sql`select 1 from request where lane = ${lane} and status = 'queued'`);
    return waiting.length === 0;
  });
  const requests = await onSale.sql(sql<{ id: string; status: string }>`
    select id, status from request where lane = ${lane}`);
  expect(new Set(requests.map(({ id }) => id))).toEqual(new Set(accepted));
  expect(requests.filter(({ status }) => status !== 'succeeded')).toEqual([]);
  const [wallets] = await onSale.sql(sql<{ sum: number }>`
    select coalesce(sum(balance), 0)::int as sum from account
    where id = any(${fans.map(({ userId }) => userId)}::uuid[])`);
  expect(wallets?.sum).toBe(charged);
  expect(await onSale.invariants()).toEqual([]);
}, 60_000);
