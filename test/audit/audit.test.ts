import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { Auditor } from '../../src/audit/auditor.ts';
import { breachesSeenBy, INVARIANTS } from '../../src/audit/invariants.ts';
import { connectDatabase, type Orm } from '../../src/database/connect.ts';
import { openLog } from '../../src/observability/log.ts';
import { openMetrics } from '../../src/observability/metrics.ts';
import type { Fan } from '../infrastructure/fan.ts';
import { DATE } from '../infrastructure/on-sale.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const onSale = useOnSale({ laws: 'at the end' });
let orm: Orm;
let concertId: string;
beforeAll(async () => {
  orm = connectDatabase(onSale.databaseUrl, 'migrate');
  onSale.beforeClosing(() => orm.close(true));
  concertId = await onSale.concert({ waitingRoom: { capacity: 3 } });
  const fans = await onSale.admitted(concertId, 5, { balance: 200_000 });
  const [holder, buyer] = fans as [Fan, Fan];
  const held = await holder.reserve(concertId, DATE, 1);
  expect(held.status).toBe(201);
  const bought = await buyer.reserve(concertId, DATE, 2);
  expect((await buyer.pay(concertId, bought.body.reservationId)).status).toBe(201);
});

/** Without the guards: triggers, foreign keys, and the unique index of live seats. */
const UNGUARDED = `
  set local session_replication_role = replica;
  drop index reserved_seat_live`;

/** How each invariant is broken by hand. */
const BROKEN: [string, string][] = [
  [
    'a seat has at most one live reservation',
    `insert into reserved_seat (reservation_id, date_id, seat_number, price, status)
     select gen_random_uuid(), date_id, seat_number, price, 'HELD' from reserved_seat where seat_number = 1`,
  ],
  [
    'a reservation and its seats say the same',
    `update reserved_seat set status = 'FREED' where seat_number = 1`,
  ],
  [
    'the entries of each transfer, and so of the whole ledger, sum to zero',
    `update entry set amount = amount + 1 where id = (select min(id) from entry)`,
  ],
  [
    'a wallet is the sum of its entries, and never below zero',
    `update account set balance = balance + 1 where kind = 'wallet'`,
  ],
  [
    "an entry's balance is that of its wallet right after it",
    `update entry set balance_after = balance_after + 1 where balance_after is not null`,
  ],
  [
    'an accepted request gets its outcome: no lane stands',
    `update request set status = 'queued', outcome = null, settled_at = null, lane = 'booking.nobody',
       accepted_at = now() - interval '11 seconds' where kind = 'pay'`,
  ],
  ['what an outcome promises is there, and is promised once', `delete from payment`],
  ['a payment has its outcome', `delete from request where kind = 'pay'`],
  [
    'an idempotency key stands for one request',
    `drop index request_idempotency_key; update request set idempotency_key = 'mine', user_id = gen_random_uuid();
     update request set user_id = (select min(user_id::text)::uuid from request)`,
  ],
  [
    "a lane's outcomes are in order of acceptance",
    `update request set settled_at = settled_at + interval '1 hour' where sequence = 1`,
  ],
  [
    'no hold is overdue',
    `update reservation set held_at = now() - interval '1 hour', expires_at = now() - interval '3 seconds'
     where status = 'HELD'`,
  ],
  [
    'nothing is paid after its end, and nothing ends before its time has come',
    `update reservation set held_at = now() - interval '1 hour', expires_at = now() - interval '59 minutes'
     where status = 'CONFIRMED'`,
  ],
  [
    'a hold ends with its visit',
    `update queue_token set status = 'LEFT', ended_at = now() where id in (select token_id from reservation)`,
  ],
  [
    'no more people are let in than there is room for',
    `update queue_token set status = 'ACTIVE', admitted_at = now() where status = 'WAITING';
     update waiting_room set capacity_set_at = now() - interval '1 hour', capacity = 2`,
  ],
  [
    'nobody in line is lost: every number has its token, and those who wait are counted',
    `delete from queue_token where status = 'WAITING'`,
  ],
  [
    'a user has at most one place in a concert',
    `drop index queue_token_live; update queue_token set user_id = (select min(user_id::text)::uuid from queue_token)`,
  ],
  ['people are let in by number', `update queue_token set number = number + 100 where status = 'ACTIVE'`],
  ['a sold seat is paid for, and a payment has bought its seats', `update payment set amount = amount - 1`],
  ['a concert has earned what its payments come to', `delete from entry where balance_after is null`],
  ['available, held and sold seats are all seats', `delete from seat where number = 50`],
];

test('every invariant has a way in which it is broken here', () => {
  expect(BROKEN.map(([says]) => says)).toEqual(INVARIANTS.map(({ says }) => says));
});

test('a sale that keeps its laws has nothing to tell', async () => {
  expect(await onSale.invariants()).toEqual([]);
});

test.each(BROKEN)('%s: the audit notices when it is not so', async (says, harm) => {
  const em = orm.em.fork();
  await em.begin();
  try {
    await sql.raw(UNGUARDED).execute(em.getKysely());
    expect(await breachesSeenBy(em)).toEqual([]);
    await sql.raw(harm).execute(em.getKysely());
    expect((await breachesSeenBy(em)).map((breach) => breach.says)).toContain(says);
  } finally {
    await em.rollback();
  }
});

test('a door that was made smaller than the crowd inside has let nobody in too many', async () => {
  const path = `/v1/admin/concerts/${concertId}`;
  expect((await onSale.operator('PATCH', path, { waitingRoom: { capacity: 1 } })).status).toBe(200);
  expect(await onSale.invariants()).toEqual([]);
  expect((await onSale.operator('PATCH', path, { waitingRoom: { capacity: 3 } })).status).toBe(200);
});

const run = promisify(execFile);
const audit = () =>
  run(process.execPath, ['src/audit/main.ts'], {
    env: { PATH: process.env.PATH, DATABASE_URL: onSale.databaseUrl },
  });

test('npm run audit says of each whether it holds, and ends with 1 when one does not', async () => {
  const { stdout } = await audit();
  expect(stdout.trim().split('\n')).toEqual(INVARIANTS.map(({ name, says }) => `${name}  ${says}: holds`));

  await onSale.sql(sql`update payment set amount = amount - 1`);
  try {
    const failed = await audit().then(
      () => null,
      (error: { code: number; stdout: string }) => error,
    );
    expect(failed?.code).toBe(1);
    expect(failed?.stdout).toMatch(
      /^I8 {2}a sold seat is paid for.*: BROKEN 1 times, for example by [0-9a-f-]{36}$/m,
    );
  } finally {
    await onSale.sql(sql`update payment set amount = amount + 1`);
  }
});

test('npm run audit without a database says which setting it needs', async () => {
  const failed = await run(process.execPath, ['src/audit/main.ts'], { env: {} }).then(
    () => null,
    (error: { code: number; stderr: string }) => error,
  );
  expect(failed).toMatchObject({ code: 2, stderr: expect.stringContaining('DATABASE_URL is required') });
});

test("the scheduler's look sets the alarm, and takes it back when all is well again", async () => {
  const metrics = openMetrics('scheduler');
  const auditor = new Auditor({
    orm,
    redis: onSale.redisConnection,
    metrics,
    log: openLog('scheduler', 'silent'),
  });
  const alarms = async () =>
    (await metrics.broken.get()).values
      .filter(({ value }) => value > 0)
      .map(({ labels }) => labels.invariant);

  await auditor.look();
  expect(await alarms()).toEqual([]);
  expect((await metrics.broken.get()).values).toHaveLength(9);

  await onSale.sql(sql`update payment set amount = amount - 1`);
  await auditor.look().finally(() => onSale.sql(sql`update payment set amount = amount + 1`));
  expect(await alarms()).toEqual(['I8']);

  await auditor.look();
  expect(await alarms()).toEqual([]);
});
