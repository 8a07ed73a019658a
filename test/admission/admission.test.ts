import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { call } from '../infrastructure/call.ts';
import type { Fan } from '../infrastructure/fan.ts';
import { Session, untilBlocked } from '../infrastructure/session.ts';
import { until } from '../infrastructure/until.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const onSale = useOnSale({ apis: 2 });

const urlOf = (index: number) => `http://127.0.0.1:${onSale.apis[index % onSale.apis.length]?.port}`;

const change = (concertId: string, waitingRoom: object) =>
  onSale.operator('PATCH', `/v1/admin/concerts/${concertId}`, { waitingRoom });

const stats = async (concertId: string) =>
  (await onSale.operator('GET', `/v1/admin/concerts/${concertId}/stats`)).body;

/** The numbers of those inside, lowest first. */
const inside = async (concertId: string): Promise<number[]> =>
  (
    await onSale.sql<{ number: number }>(sql`
      select number::int from queue_token
      where concert_id = ${concertId} and status = 'ACTIVE' order by number`)
  ).map(({ number }) => number);

const upTo = (count: number, from = 1) => Array.from({ length: count }, (_, index) => from + index);

async function joinInTurn(concertId: string, count: number): Promise<Fan[]> {
  const fans = await onSale.fans(count);
  for (const fan of fans) await fan.join(concertId);
  return fans;
}

test('numbers start at 1 in each concert and never change', async () => {
  const [one, other] = [await onSale.concert({ waitingRoom: { capacity: 1 } }), await onSale.concert()];
  const [first, second] = (await onSale.fans(2)) as [Fan, Fan];
  expect((await first.join(one)).body).toMatchObject({ number: 1, status: 'ACTIVE', rank: 0, ahead: 0 });
  expect((await second.join(one)).body).toMatchObject({ number: 2, status: 'WAITING', rank: 1, ahead: 0 });
  await first.leave(one);
  expect((await second.place(one)).body).toMatchObject({ number: 2, status: 'ACTIVE', rank: 0 });
  expect((await first.join(other)).body).toMatchObject({ number: 1 });
});

test('the lowest numbers are admitted, whatever the order in which places become free', async () => {
  const concertId = await onSale.concert({ waitingRoom: { capacity: 3 } });
  const fans = await joinInTurn(concertId, 8);
  expect(await inside(concertId)).toEqual([1, 2, 3]);
  await fans[1]?.leave(concertId);
  expect(await inside(concertId)).toEqual([1, 3, 4]);
  // One who waits leaves: nobody is admitted for it, and nobody is passed over later.
  await fans[5]?.leave(concertId);
  expect(await inside(concertId)).toEqual([1, 3, 4]);
  await fans[3]?.leave(concertId);
  await fans[0]?.leave(concertId);
  expect(await inside(concertId)).toEqual([3, 5, 7]);
});

test('all who leave and join in one batch are decided as if they had come one after another', async () => {
  const concertId = await onSale.concert({ waitingRoom: { capacity: 3 } });
  const fans = await joinInTurn(concertId, 7);
  const late = await onSale.fans(2);
  const lane = await Session.holdingLane(onSale, `admission.${concertId}`);
  const [one, three, four] = [fans[0], fans[2], fans[3]] as [Fan, Fan, Fan];
  const asked: Promise<unknown>[] = [];
  const accepted = async (count: number) => {
    const [row] = await onSale.sql<{ count: number }>(sql`
      select count(*)::int from request where lane = ${`admission.${concertId}`} and status = 'queued'`);
    return row?.count === count;
  };
  const steps = [
    () => four.leave(concertId),
    () => (late[0] as Fan).join(concertId),
    () => one.leave(concertId),
    () => three.leave(concertId),
    () => (late[1] as Fan).join(concertId),
  ];
  for (const [index, step] of steps.entries()) {
    asked.push(step());
    await until(() => accepted(index + 1));
  }
  await lane.end();
  await Promise.all(asked);
  expect(await inside(concertId)).toEqual([2, 5, 6]);
  expect(await Promise.all(late.map(async (fan) => (await fan.place(concertId)).body))).toMatchObject([
    { number: 8, rank: 2 },
    { number: 9, rank: 3 },
  ]);
});

test('a wider door lets the next ones in at once, and a narrower one sends nobody away', async () => {
  const concertId = await onSale.concert({ waitingRoom: { capacity: 2 } });
  const fans = await joinInTurn(concertId, 6);
  const ear = await (fans[3] as Fan).listen();
  expect(await change(concertId, { capacity: 4 })).toMatchObject({
    status: 200,
    body: { concertId, waitingRoom: { capacity: 4 } },
  });
  await ear.hears('queue', ({ status }) => status === 'ACTIVE');
  expect(await inside(concertId)).toEqual([1, 2, 3, 4]);

  await change(concertId, { capacity: 3 });
  expect((await fans[3]?.place(concertId))?.body.status).toBe('ACTIVE');
  await fans[0]?.leave(concertId);
  expect(await inside(concertId)).toEqual([2, 3, 4]);
  await fans[1]?.leave(concertId);
  expect(await inside(concertId)).toEqual([3, 4, 5]);
  ear.close();
});

test('a closed door lets nobody in although there is room, until it is opened again', async () => {
  const concertId = await onSale.concert({ waitingRoom: { capacity: 5 } });
  const [first] = (await joinInTurn(concertId, 1)) as [Fan];
  await change(concertId, { paused: true });
  const [second] = (await joinInTurn(concertId, 1)) as [Fan];
  expect((await second.place(concertId)).body).toMatchObject({ status: 'WAITING', rank: 1 });
  await first.leave(concertId);
  expect(await inside(concertId)).toEqual([]);
  expect((await second.place(concertId)).body).toMatchObject({ status: 'WAITING', rank: 1 });

  await change(concertId, { paused: false });
  await until(async () => (await second.place(concertId)).body.status === 'ACTIVE');
});

test('within any sixty seconds no more are admitted than the rate allows, however many leave', async () => {
  const concertId = await onSale.concert({ waitingRoom: { capacity: 100, admitPerMinute: 3 } });
  const fans = await joinInTurn(concertId, 10);
  expect(await inside(concertId)).toEqual([1, 2, 3]);
  for (const fan of fans.slice(0, 3)) await fan.leave(concertId);
  expect(await inside(concertId)).toEqual([]);

  // A minute has passed since two of the three were let in.
  await onSale.sql(sql`
    update queue_token set admitted_at = admitted_at - interval '61 seconds'
    where concert_id = ${concertId} and number <= 2`);
  await until(async () => (await inside(concertId)).length > 0);
  expect(await inside(concertId)).toEqual([4, 5]);
  await onSale.sql(sql`
    update queue_token set admitted_at = admitted_at - interval '61 seconds'
    where concert_id = ${concertId} and number = 3`);
  await until(async () => (await inside(concertId)).length > 2);
  expect(await inside(concertId)).toEqual([4, 5, 6]);
});

test('the rate is changed while the sale runs', async () => {
  const concertId = await onSale.concert({ waitingRoom: { capacity: 100, admitPerMinute: 1 } });
  await joinInTurn(concertId, 6);
  expect(await inside(concertId)).toEqual([1]);
  await change(concertId, { admitPerMinute: 4 });
  await until(async () => (await inside(concertId)).length > 1);
  expect(await inside(concertId)).toEqual([1, 2, 3, 4]);
  await change(concertId, { admitPerMinute: null });
  await until(async () => (await inside(concertId)).length > 4);
  expect(await inside(concertId)).toEqual(upTo(6));
});

test('a free place is given within a second of the leaving', async () => {
  const concertId = await onSale.concert({ waitingRoom: { capacity: 1 } });
  const [first, second] = (await joinInTurn(concertId, 2)) as [Fan, Fan];
  const ear = await second.listen();
  await ear.hears('queue', ({ rank }) => rank === 1);
  await first.leave(concertId);
  expect(await ear.hears('queue', ({ rank }) => rank === 0, 3_000)).toEqual({
    concertId,
    status: 'ACTIVE',
    number: 2,
    rank: 0,
    ahead: 0,
    estimatedWaitSeconds: 0,
    estimatedWait: null,
  });
  ear.close();
});

test('nobody joins before the sale opens or after it has closed', async () => {
  const [past, future] = ['2020-01-01T00:00:00Z', '2099-01-01T00:00:00Z'];
  const early = await onSale.concert({ saleOpensAt: future });
  const late = await onSale.concert({ saleOpensAt: past, saleClosesAt: '2020-01-02T00:00:00Z' });
  const open = await onSale.concert({ saleOpensAt: past, saleClosesAt: future });
  const fan = await onSale.fan();
  const refusal = { status: 403, body: { code: 'SALE_NOT_OPEN', detail: '예매 기간이 아닙니다' } };
  expect(await fan.join(early)).toMatchObject(refusal);
  expect(await fan.join(late)).toMatchObject(refusal);
  expect((await fan.join(open)).status).toBe(201);

  await onSale.operator('PATCH', `/v1/admin/concerts/${early}`, { saleOpensAt: null });
  expect((await fan.join(early)).status).toBe(201);
});

test('fifty joins of one user at the same instant come to one token', async () => {
  const concertId = await onSale.concert();
  const { userId } = await onSale.fan();
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, index) =>
      call(urlOf(index), 'POST', `/v1/concerts/${concertId}/tokens`, {
        body: {},
        headers: { 'x-user-id': userId, prefer: 'wait=20' },
      }),
    ),
  );
  const given = answers.filter(({ status }) => status === 201);
  const refused = answers.filter(
    ({ status, body }) => status === 409 && body.code === 'TOKEN_ALREADY_ACTIVE',
  );
  expect([given.length, refused.length]).toEqual([1, 49]);
  expect(await stats(concertId)).toMatchObject({ active: 1, waiting: 0, admittedTotal: 1 });
  expect(given[0]?.body.number).toBe(1);
});

test('fifty joins under one idempotency key are one join and get the same token', async () => {
  const concertId = await onSale.concert();
  const { userId } = await onSale.fan();
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, index) =>
      call(urlOf(index), 'POST', `/v1/concerts/${concertId}/tokens`, {
        body: {},
        headers: { 'x-user-id': userId, prefer: 'wait=20', 'idempotency-key': `once ${userId}` },
      }),
    ),
  );
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
  expect(new Set(answers.map(({ body }) => body.token)).size).toBe(1);
  const requests = await onSale.sql(sql`select 1 from request where user_id = ${userId}`);
  expect(requests).toHaveLength(1);
});

test('one user may stand in the lines of several concerts, with a token of each', async () => {
  const concerts = [await onSale.concert(), await onSale.concert()];
  const fan = await onSale.fan();
  const joined = await Promise.all(concerts.map((concertId) => fan.join(concertId)));
  expect(joined.map(({ status }) => status)).toEqual([201, 201]);
  expect(joined[0]?.body.token).not.toBe(joined[1]?.body.token);
});

test('the database itself refuses a second live token of a user', async () => {
  const concertId = await onSale.concert();
  const [fan] = (await onSale.admitted(concertId, 1)) as [Fan];
  const second = onSale.sql(sql`
    insert into queue_token (id, concert_id, user_id, number, status, joined_at, expires_at)
    select gen_random_uuid(), concert_id, user_id, 99, 'WAITING', joined_at, expires_at
    from queue_token where user_id = ${fan.userId}`);
  await expect(second).rejects.toThrow(/queue_token_live/);
});

test('a batch that finds a second live token of a user in its way decides again and refuses the join', async () => {
  const concertId = await onSale.concert();
  const fan = await onSale.fan();
  // Somebody who does not respect the lane gives the user a token, and the join is decided meanwhile.
  const intruder = await Session.holding(
    onSale,
    sql`
      insert into queue_token
        (id, concert_id, user_id, number, status, joined_at, admitted_at, expires_at, visit_ends_at)
      select gen_random_uuid(), ${concertId}, ${fan.userId}, 1000, 'ACTIVE', now, now, soon, soon
      from clock_timestamp() as now, cast(clock_timestamp() + interval '1 hour' as timestamptz) as soon`,
  );
  const joining = fan.join(concertId);
  await untilBlocked(onSale);
  await intruder.commit();
  expect(await joining).toMatchObject({ status: 409, body: { code: 'TOKEN_ALREADY_ACTIVE' } });
  // The intruder's number becomes one of the line, as the audit wants it.
  await onSale.sql(sql`update queue_token set number = 1 where concert_id = ${concertId}`);
  await onSale.sql(sql`update waiting_room set last_number = 1 where concert_id = ${concertId}`);
});
