import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import type { Fan } from '../infrastructure/fan.ts';
import { DATE, OnSale } from '../infrastructure/on-sale.ts';
import { type Rewrite, StatementRewriter } from '../infrastructure/statement-rewriter.ts';

const PRICE = 50_000;
const PAID = 201;
const HOLD_EXPIRED = 410;

/** As if a lane were decided by the clock of a host that is this much wrong. */
const byClockOfHost = (wrongBy: string): Rewrite => [
  /floor\(extract\(epoch from clock_timestamp\(\)\)/g,
  `floor(extract(epoch from clock_timestamp() + interval '${wrongBy}')`,
];

test('a hold can be paid until its end by the database’s clock, and not after it', async () => {
  const { inTime, tooLate, forgotten, broken } = await payAroundTheEnd([]);

  expect(inTime.status).toBe(PAID);
  expect(tooLate.status).toBe(HOLD_EXPIRED);
  expect(forgotten).toBe('EXPIRED');
  expect(broken).toEqual([]);
});

test('by the clock of a host that is slow a hold is paid after its end, and one that is over stays', async () => {
  const { tooLate, readAs, forgotten, broken } = await payAroundTheEnd([byClockOfHost('-10 minutes')]);

  // The client's record: it was told that the hold is over, and has paid for it since.
  expect(readAs).toBe('EXPIRED');
  expect(tooLate.status).toBe(PAID);
  expect(forgotten).toBe('HELD');
  expect(broken).toContainEqual(expect.stringMatching(/^I6 .*overdue/));
});

test('by the clock of a host that is fast a hold is over before the end that was told, and the client’s record finds it', async () => {
  const { inTime, endsInMs } = await payAroundTheEnd([byClockOfHost('10 minutes')]);

  expect(endsInMs).toBeGreaterThan(60_000);
  expect(inTime.status).toBe(HOLD_EXPIRED);
});

/** Three hold seats by a true clock. One pays in time, one too late, and one forgets, by the clock of another worker. */
async function payAroundTheEnd(rewrites: Rewrite[]) {
  const onSale = await OnSale.start({ schedulers: 0 });
  const database = await StatementRewriter.start(onSale.databaseUrl, rewrites);
  try {
    const concertId = await onSale.concert({ waitingRoom: { activeSeconds: 7_200 } });
    const fans = (await onSale.admitted(concertId, 3, { balance: PRICE })) as [Fan, Fan, Fan];
    const [quick, slow] = fans;
    const held: string[] = [];
    for (const [index, fan] of fans.entries()) {
      held.push((await fan.reserve(concertId, DATE, index + 1)).body.reservationId);
    }
    const [first, second, third] = held as [string, string, string];
    await onSale.sql(sql`
      update reservation set held_at = held_at - interval '1 day',
                             expires_at = clock_timestamp() - interval '10 seconds'
      where id in (${second}, ${third})`);
    const [worker] = onSale.workers;
    if (worker === undefined) throw new Error('no worker runs');
    await onSale.stop(worker);
    Object.assign(onSale.environment, { databaseUrl: database.url });
    await onSale.addWorkers();

    const { body: read } = await slow.asUser('GET', `/v1/reservations/${second}`);
    const tooLate = await slow.pay(concertId, second);
    const inTime = await quick.pay(concertId, first);

    expect(database.changed > 0).toBe(rewrites.length > 0);
    const [ends] = await onSale.sql(sql<{ inMs: number }>`
      select (extract(epoch from expires_at - clock_timestamp()) * 1000)::float8 as "inMs"
      from reservation where id = ${first}`);
    const [left] = await onSale.sql(sql<{ status: string }>`
      select status from reservation where id = ${third}`);
    return {
      tooLate,
      readAs: read.status,
      inTime,
      endsInMs: ends?.inMs,
      forgotten: left?.status,
      broken: await onSale.invariants(),
    };
  } finally {
    await onSale.close();
    await database.close();
  }
}
