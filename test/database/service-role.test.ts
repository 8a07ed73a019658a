import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { getTasks } from 'node-cron';
import { REQUESTS_KEPT_HOURS } from '../../config/limits.ts';
import { Auditor } from '../../src/audit/auditor.ts';
import { findBreaches } from '../../src/audit/invariants.ts';
import { connectDatabase, type Orm } from '../../src/database/connect.ts';
import { openLog } from '../../src/observability/log.ts';
import { openMetrics } from '../../src/observability/metrics.ts';
import { holdRunsOut } from '../infrastructure/in-time.ts';
import { DATE, OnSale } from '../infrastructure/on-sale.ts';
import { freshDatabase } from '../infrastructure/stores.ts';
import { until } from '../infrastructure/until.ts';

const root = join(import.meta.dirname, '..', '..');
const [owner, service] = ['owner', 'service'].map((role) => `${role}_${randomUUID().replaceAll('-', '')}`);
const PASSWORDS = { owner_password: "an owner's password", service_password: 'the-password-of-the-service' };

const onSale = new OnSale();
let roleOrm: Orm;

const as = (databaseUrl: string, username = '', password = '') =>
  Object.assign(new URL(databaseUrl), { username, password }).href;
const ask = (statement: string) =>
  sql.raw<Record<string, string>>(statement).execute(roleOrm.em.fork().getKysely());

/** Does at once what the scheduler does at its hour. */
const runTask = (name: string) => [...getTasks().values()].find((task) => task.name === name)?.execute();

/** What psql makes of `deploy/postgres/roles.sql`, with names of this test's own, for roles belong to a whole server. */
async function makeRoles(superuser: Orm): Promise<void> {
  const run = (statement: string) =>
    sql.raw<Record<string, string>>(statement).execute(superuser.em.fork().getKysely());
  const file = await readFile(join(root, 'deploy/postgres/roles.sql'), 'utf8');
  const named = file
    .replaceAll('frontrow_owner', owner ?? '')
    .replaceAll('frontrow_service', service ?? '')
    .replaceAll(
      /:'(\w+)'/g,
      (_, name) => `'${PASSWORDS[name as keyof typeof PASSWORDS].replaceAll("'", "''")}'`,
    );
  for (const line of named.split('\n').filter((text) => text !== '' && !/^(--|\\getenv)/.test(text))) {
    const made = / \\gexec$/.test(line);
    const { rows } = await run(line.replace(/ \\gexec$/, ''));
    if (made) for (const row of rows) await run(Object.values(row)[0] ?? '');
  }
}

beforeAll(async () => {
  const database = await freshDatabase({ migrated: false });
  const superuser = connectDatabase(database.url, 'migrate');
  // Twice, as at every start.
  for (const _ of [1, 2]) await makeRoles(superuser);
  await superuser.close(true);
  const serviceUrl = as(database.url, service, PASSWORDS.service_password);
  const migrate = () =>
    promisify(execFile)(process.execPath, ['src/database/migrate.ts'], {
      cwd: root,
      env: {
        PATH: process.env.PATH,
        DATABASE_URL: serviceUrl,
        MIGRATIONS_DATABASE_URL: as(database.url, owner, PASSWORDS.owner_password),
        SERVICE_ROLE: service,
      },
    });
  await migrate();
  // What a later migration would make.
  const tables = connectDatabase(as(database.url, owner, PASSWORDS.owner_password), 'migrate');
  await sql`create table later (id bigserial primary key)`.execute(tables.em.fork().getKysely());
  await tables.close(true);
  expect((await migrate()).stdout).toBe('nothing to apply\n');
  roleOrm = connectDatabase(serviceUrl, 'audit');
  await onSale.open({ database, environment: { databaseUrl: serviceUrl } });
});

afterAll(async () => {
  await roleOrm?.close(true);
  await onSale.close();
  const server = await freshDatabase({ migrated: false });
  const superuser = connectDatabase(server.url, 'migrate');
  for (const role of [owner, service])
    await sql.raw(`drop role if exists ${role}`).execute(superuser.em.fork().getKysely());
  await superuser.close(true);
  await server.drop();
});

test('a sale runs under a role that owns nothing, on a Redis that wants a password', async () => {
  expect(new URL(onSale.redis.url).password).not.toBe('');
  const concertId = await onSale.concert({ waitingRoom: { capacity: 1 } });
  const [first, second] = await onSale.fans(2, { balance: 60_000 });
  if (first === undefined || second === undefined) throw new Error('no fans');
  await first.join(concertId);
  expect(await second.join(concertId)).toMatchObject({ status: 201, body: { status: 'WAITING' } });
  const held = await first.reserve(concertId, DATE, 7);
  expect(held).toMatchObject({ status: 201 });
  expect(await first.pay(concertId, held.body.reservationId)).toMatchObject({ status: 201 });

  // The scheduler and the lane do what time asks for: a hold runs out, and its seat is free again.
  await until(async () => (await second.place(concertId)).body.status === 'ACTIVE');
  const lapsing = await second.reserve(concertId, DATE, 8);
  expect(lapsing).toMatchObject({ status: 201 });
  await holdRunsOut(onSale, lapsing.body.reservationId);
  const statusOf = async () =>
    (await second.asUser('GET', `/v1/reservations/${lapsing.body.reservationId}`)).body.status;
  await until(async () => (await statusOf()) === 'EXPIRED', { ms: 30_000 });

  // What is older than it need be kept goes.
  await onSale.sql(sql`
    update request set accepted_at = accepted_at - make_interval(hours => ${REQUESTS_KEPT_HOURS + 1}),
                       settled_at = settled_at - make_interval(hours => ${REQUESTS_KEPT_HOURS + 1})
    where kind = 'reserve'`);
  await runTask('prune');
  expect(await onSale.sql(sql`select 1 from request where kind = 'reserve'`)).toEqual([]);
});

test('operators read everything under it, and both audits look', async () => {
  const concertId = await onSale.concert();
  for (const path of [
    'concerts',
    'ledger',
    'health',
    'actions',
    `concerts/${concertId}`,
    `concerts/${concertId}/history`,
  ])
    expect([path, (await onSale.operator('GET', `/v1/admin/${path}`)).status]).toEqual([path, 200]);
  expect((await ask('select summarize_settled_requests()')).rows).toHaveLength(1);
  expect(await findBreaches(roleOrm.em.fork())).toEqual([]);
  // The scheduler's looks fail in silence, so what each of them leaves behind is looked at.
  await onSale.sql(sql`update audit_progress set everything_at = everything_at - interval '10 days'`);
  await runTask('everything');
  // Entries are summed when nobody can write an earlier one any more.
  await until(async () => {
    await runTask('sum');
    return (await onSale.sql(sql`select 1 from ledger_sum`)).length > 0;
  });
  const auditor = new Auditor({
    orm: roleOrm,
    redis: onSale.redisConnection,
    metrics: openMetrics('scheduler'),
    log: openLog('scheduler', 'silent'),
  });
  const [before] = await onSale.sql(sql<{ at: Date }>`select now() as at`);
  await auditor.look();
  expect(
    await onSale.sql(sql`
      select everything_at > now() - interval '1 hour' as everything, looked_until >= ${before?.at} as changed
      from audit_progress`),
  ).toEqual([{ everything: true, changed: true }]);
});

test('it can neither empty nor change a table, nor take a trigger away, nor rewrite the ledger', async () => {
  for (const statement of [
    'truncate request',
    'truncate entry, transfer, payment',
    'alter table entry disable trigger entry_is_append_only',
    'alter table entry disable trigger all',
    'drop trigger entry_is_append_only on entry',
    'alter table users add column more text',
    'drop table notice',
    'create table mine (id int)',
    'create or replace function ledger_is_append_only() returns trigger language plpgsql as $$ begin return new; end $$',
    'create trigger mine before insert on entry for each row execute function ledger_is_append_only()',
    'set session_replication_role = replica',
    'update entry set amount = 1',
    'delete from transfer',
    'delete from operator_action',
    "insert into mikro_orm_migrations (name) values ('2099-01-01')",
    'create role another superuser',
    `set role ${owner}`,
  ]) {
    const told = await ask(statement).then(
      () => 'done',
      (error: { code?: string }) => error.code,
    );
    expect([statement, told]).toEqual([statement, '42501']);
  }
});

test('every table is open to it, those of later migrations too', async () => {
  const { rows } =
    await ask(`select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace
    and not (has_table_privilege(oid, 'select') and (has_table_privilege(oid, 'insert') or relname = 'mikro_orm_migrations'))`);
  expect(rows).toEqual([]);
  expect((await ask('insert into later default values returning id')).rows).toEqual([{ id: 1 }]);
});
