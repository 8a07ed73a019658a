import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from '@jest/globals';
import { IsolationLevel } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { LANE_STANDS_MS } from '../../config/limits.ts';
import { Auditor } from '../../src/audit/auditor.ts';
import { breachesSeenBy, findBreaches, INVARIANTS } from '../../src/audit/invariants.ts';
import { changedSince, EVERYTHING, type Scope } from '../../src/audit/scope.ts';
import { connectDatabase, type Orm } from '../../src/database/connect.ts';
import { openLog } from '../../src/observability/log.ts';
import { openMetrics } from '../../src/observability/metrics.ts';
import type { Fan } from '../infrastructure/fan.ts';
import { DATE } from '../infrastructure/on-sale.ts';
import { until } from '../infrastructure/until.ts';
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

const KEPT_SUMS = 'what is kept of the ledger is what its entries come to';

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
    KEPT_SUMS,
    `update audit_progress set summed_through = (select max(id) from entry);
     insert into ledger_sum select 'wallet', sum(amount) + 1 from entry where balance_after is not null`,
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
    'a visit has an end, one hold after its time at the latest',
    `update queue_token set expires_at = visit_ends_at + interval '301 seconds' where status = 'ACTIVE'`,
  ],
  ['the holds of a visit are counted', `update queue_token set holds = holds + 1 where status = 'ACTIVE'`],
  [
    'no more people are let in than there is room for',
    `update queue_token set status = 'ACTIVE', admitted_at = now(), visit_ends_at = now() where status = 'WAITING';
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
  expect(await findBreaches(orm.em.fork(), lately())).toEqual([]);
});

/** All of this sale happened within the last hour. */
const lately = () => changedSince(new Date(Date.now() - 3_600_000));

/** Does harm in a transaction that is taken back, and answers what the audit sees before and after. */
async function seenOf(harm: string, scope: Scope): Promise<{ before: string[]; after: string[] }> {
  const em = orm.em.fork();
  const laws = async () => (await breachesSeenBy(em, scope)).map(({ says }) => says);
  await em.begin();
  try {
    await sql.raw(UNGUARDED).execute(em.getKysely());
    const before = await laws();
    await sql.raw(harm).execute(em.getKysely());
    return { before, after: await laws() };
  } finally {
    await em.rollback();
  }
}

test.each(BROKEN)('%s: the audit of everything notices when it is not so', async (says, harm) => {
  const { before, after } = await seenOf(harm, EVERYTHING);
  expect(before).toEqual([]);
  expect(after).toContain(says);
});

test.each(BROKEN.filter(([says]) => says !== KEPT_SUMS))(
  '%s: the audit of what changed lately notices too',
  async (says, harm) => {
    const { before, after } = await seenOf(harm, lately());
    expect(before).toEqual([]);
    expect(after).toContain(says);
  },
);

test('what changed before is left to the audit of everything', async () => {
  const harm = `update payment set amount = amount - 1, paid_at = paid_at - interval '1 day'`;
  expect((await seenOf(harm, EVERYTHING)).after).not.toEqual([]);
  const later = changedSince(new Date(Date.now() + 60_000));
  expect((await seenOf(harm, later)).after).toEqual([]);
});

test('a look that takes long compares what it sees with when it saw it', async () => {
  const em = orm.em.fork();
  await em.begin({ isolationLevel: IsolationLevel.REPEATABLE_READ });
  try {
    // Waiting for a tenth of a second less than a lane may, when the look begins.
    await sql`
      update request set status = 'queued', outcome = null, settled_at = null, lane = 'booking.nobody',
        accepted_at = now() - make_interval(secs => ${LANE_STANDS_MS / 1_000 - 0.1}) where kind = 'pay'`.execute(
      em.getKysely(),
    );
    await until(async () => {
      const { rows } = await sql<{ late: boolean }>`
        select clock_timestamp() > accepted_at + make_interval(secs => ${LANE_STANDS_MS / 1_000}) as late
        from request where lane = 'booking.nobody'`.execute(em.getKysely());
      return rows[0]?.late;
    });
    const found = (await breachesSeenBy(em)).map(({ says }) => says);
    expect(found).not.toContain('an accepted request gets its outcome: no lane stands');
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
  // What it found stands until it is asked again.
  const { auditor, alarms } = auditing();
  await auditor.look();
  expect(await alarms()).toEqual(['I8']);
  await audit();
  await auditor.look();
  expect(await alarms()).toEqual([]);
});

test('npm run audit without a database says which setting it needs', async () => {
  const failed = await run(process.execPath, ['src/audit/main.ts'], { env: {} }).then(
    () => null,
    (error: { code: number; stderr: string }) => error,
  );
  expect(failed).toMatchObject({ code: 2, stderr: expect.stringContaining('DATABASE_URL is required') });
});

/** The auditor of a scheduler, and what it raises an alarm of. */
function auditing() {
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
  return { metrics, auditor, alarms };
}

const tamper = (by: number) => onSale.sql(sql`update payment set amount = amount + ${by}`);
const ageLookAtEverything = (hours: number) =>
  onSale.sql(sql`update audit_progress set everything_at = now() - make_interval(hours => ${hours})`);

test("the scheduler's look sets the alarm, and takes it back when all is well again", async () => {
  const { metrics, auditor, alarms } = auditing();
  await auditor.look();
  expect(await alarms()).toEqual([]);
  expect((await metrics.broken.get()).values).toHaveLength(9);

  await tamper(-1);
  await auditor.look().finally(() => tamper(1));
  expect(await alarms()).toEqual(['I8']);

  await auditor.look();
  expect(await alarms()).toEqual([]);
});

test('each look begins a little before the last one ended', async () => {
  const { auditor, alarms } = auditing();
  await onSale.sql(sql`update audit_progress set looked_until = now() + interval '10 minutes'`);
  await tamper(-1);
  try {
    await auditor.look();
    expect(await alarms()).toEqual([]);
    await onSale.sql(sql`update audit_progress set looked_until = now() - interval '10 minutes'`);
    await auditor.look();
    expect(await alarms()).toEqual(['I8']);
    const [{ fresh } = {}] = await onSale.sql(
      sql<{ fresh: boolean }>`select looked_until > now() - interval '1 minute' as fresh from audit_progress`,
    );
    expect(fresh).toBe(true);
  } finally {
    await tamper(1);
  }
});

test('everything is looked at once a day, by one of several, and what is found stands until the next time', async () => {
  const two = [auditing(), auditing()];
  await ageLookAtEverything(29);
  await tamper(-1);
  // The change is too old for the looks of every minute.
  await onSale.sql(sql`update payment set paid_at = paid_at - interval '3 days'`);
  await onSale.sql(
    sql`update reservation set ended_at = ended_at - interval '3 days', held_at = held_at - interval '3 days', expires_at = expires_at - interval '3 days' where status = 'CONFIRMED'`,
  );
  await onSale.sql(sql`update audit_progress set looked_until = now() + interval '1 minute'`);
  try {
    await Promise.all(two.map(({ auditor }) => auditor.lookAtEverything()));
    expect((await Promise.all(two.map(({ alarms }) => alarms()))).flat()).toContain('I8');
    expect(
      (await Promise.all(two.map(({ alarms }) => alarms()))).filter((found) => found.length > 0),
    ).toHaveLength(1);
    const other = auditing();
    await other.auditor.look();
    expect(await other.alarms()).toContain('I8');
  } finally {
    await onSale.sql(sql`update payment set paid_at = paid_at + interval '3 days'`);
    await onSale.sql(
      sql`update reservation set ended_at = ended_at + interval '3 days', held_at = held_at + interval '3 days', expires_at = expires_at + interval '3 days' where status = 'CONFIRMED'`,
    );
    await tamper(1);
  }
  await ageLookAtEverything(29);
  const again = auditing();
  await again.auditor.lookAtEverything();
  expect(await again.alarms()).toEqual([]);
});

test.each([
  { hours: 19, settled: '30 minutes', looks: false },
  { hours: 21, settled: '30 minutes', looks: false },
  { hours: 21, settled: '2 hours', looks: true },
  { hours: 29, settled: '30 minutes', looks: true },
])(
  '$hours hours after the last time, when most was settled $settled ago: $looks',
  async ({ hours, settled, looks }) => {
    await ageLookAtEverything(hours);
    await onSale.sql(
      sql`update request set settled_at = now() - ${settled}::interval, accepted_at = now() - interval '3 hours'`,
    );
    await auditing().auditor.lookAtEverything();
    const [{ looked } = {}] = await onSale.sql(
      sql<{
        looked: boolean;
      }>`select everything_at > now() - interval '1 minute' as looked from audit_progress`,
    );
    expect(looked).toBe(looks);
  },
);

test('a look that is stopped ends in the middle of its query', async () => {
  const stopping = new AbortController();
  const books = connectDatabase(onSale.databaseUrl, 'audit');
  const locker = orm.em.fork();
  await locker.begin();
  try {
    await sql`lock table seat in access exclusive mode`.execute(locker.getKysely());
    const looking = findBreaches(books.em.fork(), EVERYTHING, stopping.signal);
    const ended = expect(looking).rejects.toThrow(/canceling statement/);
    await until(async () => {
      const [{ waits } = {}] = await onSale.sql(
        sql<{ waits: boolean }>`
          select exists (select from pg_stat_activity where wait_event_type = 'Lock' and query like '%breach%') as waits`,
      );
      return waits;
    });
    stopping.abort();
    await ended;
  } finally {
    await locker.rollback();
    await books.close(true);
  }
});
