import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { holdRunsOut } from '../infrastructure/in-time.ts';
import { inside } from '../infrastructure/inside.ts';
import { DATE } from '../infrastructure/on-sale.ts';
import { expectRefused } from '../infrastructure/refusals-of-the-contract.ts';
import { setScene } from '../infrastructure/scene.ts';
import { MANY_TURNS } from '../infrastructure/turns.ts';
import { until } from '../infrastructure/until.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';
import { ClientRecord } from './client-record.ts';

const FANS = 16;
/** A lane never stands longer than this. */
const GOES_ON_MS = 10_000;

const onSale = useOnSale();
beforeAll(async () => {
  // What PostgreSQL says when it cannot make a file longer, of every write that the table of full disks names.
  await onSale.sql(sql`create table full_disk (file text, operation text, committing boolean)`);
  await onSale.sql(sql`create sequence refused_writes`);
  await onSale.sql(sql`
    create function write_to_disk() returns trigger language plpgsql as $$
    begin
      if exists (select 1 from full_disk
                 where file = tg_table_name and operation = tg_op and committing = tg_argv[0]::boolean) then
        -- The sequence counts also what is rolled back.
        perform nextval('refused_writes');
        raise exception 'could not extend file "%": No space left on device', tg_table_name using errcode = '53100';
      end if;
      return null;
    end $$`);
  for (const file of ['request', 'reservation', 'reserved_seat', 'entry']) {
    for (const [trigger, when] of [
      ['trigger disk', "for each row execute function write_to_disk('false')"],
      [
        'constraint trigger disk_of_commit',
        "deferrable initially deferred for each row execute function write_to_disk('true')",
      ],
    ]) {
      await onSale.sql(sql.raw(`create ${trigger} after insert or update on ${file} ${when}`));
    }
  }
});
afterEach(async () => {
  await makeRoom();
});

/** From now on this is refused, while it is written or at the commit. */
const fillDisk = (file: string, operation: 'INSERT' | 'UPDATE', committing: boolean) =>
  onSale.sql(sql`insert into full_disk values (${file}, ${operation}, ${committing})`);
const makeRoom = () => onSale.sql(sql`delete from full_disk`);

/** Waits until so many more writes were refused. */
async function untilRefused(count: number): Promise<void> {
  const refused = async () =>
    (await onSale.sql(sql<{ count: number }>`select last_value::int as count from refused_writes`))[0]
      ?.count ?? 0;
  const before = await refused();
  await until(async () => (await refused()) >= before + count);
}

const MOMENTS: [string, boolean][] = [
  ['while it is written', false],
  ['when it is committed', true],
];

test.each(MOMENTS)(
  'what cannot be written down %s is not accepted, and its key may try again',
  async (_when, committing) => {
    const concertId = await onSale.concert();
    const fan = await inside(onSale, concertId);
    const [seat, money] = [{ 'idempotency-key': 'my seat' }, { 'idempotency-key': 'my money' }];
    await fillDisk('request', 'INSERT', committing);
    await fillDisk('entry', 'INSERT', committing);
    expectRefused(await fan.reserve(concertId, DATE, 1, seat), 'SERVER_BUSY');
    expectRefused(await fan.charge(500, money), 'CHARGE_FAILED');
    expectRefused(await fan.charge(500), 'CHARGE_FAILED');
    await makeRoom();
    expect((await fan.wallet()).body.balance).toBe(0);
    expect((await fan.seats(concertId, DATE)).body.available).toBe(50);
    expect((await fan.reserve(concertId, DATE, 1, seat)).status).toBe(201);
    expect(await fan.charge(500, money)).toMatchObject({ status: 201, body: { balance: 500 } });
  },
);

describe.each(MOMENTS)('what was accepted and cannot be decided for want of room %s', (_when, committing) => {
  test.each([
    ['a hold', 'reservation', 'INSERT'],
    ['an outcome', 'request', 'UPDATE'],
  ] as const)('ends well when there is room again: %s', async (_what, file, operation) => {
    const concertId = await onSale.concert();
    const fan = await inside(onSale, concertId);
    await fillDisk(file, operation, committing);
    const { status, body } = await fan.reserve(concertId, DATE, 1, { prefer: '' });
    expect(status).toBe(202);
    // More than the tries of one ring: the lane was rung again.
    await untilRefused(8);
    expect((await fan.call('GET', `/v1/requests/${body.requestId}`)).body.status).toBe('queued');
    await makeRoom();
    await until(
      async () => (await fan.call('GET', `/v1/requests/${body.requestId}`)).body.status === 'succeeded',
      { ms: GOES_ON_MS },
    );
  });
});

test('a hold that runs out while there is no room is free as soon as there is', async () => {
  const { concertId, held } = await setScene(onSale, { balance: 0 });
  const next = await inside(onSale, concertId);
  await fillDisk('reserved_seat', 'UPDATE', false);
  await holdRunsOut(onSale, held);
  await untilRefused(8);
  await makeRoom();
  await until(async () => (await next.reserve(concertId, DATE, 1)).status === 201, { ms: GOES_ON_MS });
});

test('a disk that is full again and again in full flow: nobody is told what is not so', async () => {
  const concertId = await onSale.concert(MANY_TURNS);
  const fans = await onSale.admitted(concertId, FANS);
  const record = new ClientRecord(concertId);
  await record.during(fans, async () => {
    for (const [_when, committing] of MOMENTS) {
      for (const file of ['request', 'reservation', 'entry']) {
        await record.untilAccepted(GOES_ON_MS);
        await fillDisk(file, 'INSERT', committing);
        await untilRefused(3);
        await makeRoom();
      }
    }
  });
  expect(['SERVER_BUSY', 'CHARGE_FAILED']).toEqual(expect.arrayContaining([...record.refused]));
  await record.expectTrue(onSale);
});
