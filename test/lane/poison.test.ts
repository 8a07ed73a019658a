import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import type { Fan } from '../infrastructure/fan.ts';
import { holdRunsOut, tokenRunsOut } from '../infrastructure/in-time.ts';
import { DATE } from '../infrastructure/on-sale.ts';
import { Session } from '../infrastructure/session.ts';
import { until } from '../infrastructure/until.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const onSale = useOnSale();
beforeAll(async () => {
  // A row of this table makes the database refuse to write one seat, or anything of one user.
  await onSale.sql(sql`create table poison (what text primary key, sqlstate text not null, times int)`);
  await onSale.sql(sql`create sequence poison_taken`);
  await onSale.sql(sql`
    create function poisoned(named text) returns void language plpgsql as $$
    declare state text;
    begin
      -- The sequence counts also what is rolled back.
      select sqlstate into state from poison
      where what = named and (times is null or nextval('poison_taken') <= times);
      if found then raise exception 'poisoned' using errcode = state; end if;
    end $$`);
  for (const [name, table, event, what] of [
    ['seat', 'reserved_seat', 'insert', `'seat ' || new.seat_number || ' of ' || new.date_id`],
    ['hold', 'reservation', 'update of status', `'hold ' || new.id`],
    ['payment', 'payment', 'insert', `'payment of ' || new.user_id`],
    ['join', 'queue_token', 'insert', `'join of ' || new.user_id`],
    ['token', 'queue_token', 'update of status', `'token of ' || new.user_id`],
  ] as const) {
    await onSale.sql(
      sql.raw(`
      create function poisoned_${name}() returns trigger language plpgsql as $$
        begin perform poisoned(${what}); return new; end $$`),
    );
    await onSale.sql(
      sql.raw(
        `create trigger poisoned_${name} before ${event} on ${table} for each row execute function poisoned_${name}()`,
      ),
    );
  }
});
afterEach(async () => {
  await onSale.sql(sql`delete from poison`);
});

/** Refuses with this SQLSTATE, `times` times or always. */
async function poison(
  what: string,
  { sqlstate = 'P0001', times = null as number | null } = {},
): Promise<void> {
  await onSale.sql(sql`alter sequence poison_taken restart`);
  await onSale.sql(sql`insert into poison values (${what}, ${sqlstate}, ${times})`);
}

async function dateIdOf(concertId: string): Promise<string> {
  const [row] = await onSale.sql<{ id: string }>(sql`
    select id from concert_date where concert_id = ${concertId}`);
  return row?.id ?? '';
}

const seatsHeld = async (concertId: string): Promise<number> =>
  (await onSale.operator('GET', `/v1/admin/concerts/${concertId}/stats`)).body.held;

const untilQueued = (count: number) =>
  until(async () => {
    const queued = await onSale.sql(sql`select 1 from request where status = 'queued'`);
    return queued.length === count;
  });

describe('one that always breaks its batch', () => {
  test('ends as failed, and all the others of its batch are decided in their order', async () => {
    const concertId = await onSale.concert();
    const fans = await onSale.admitted(concertId, 12);
    await poison(`seat 5 of ${await dateIdOf(concertId)}`);
    const lane = await Session.holdingLane(onSale, `booking.${concertId}`);
    // Two want each seat, so that the order shows.
    const asked = fans.map((fan, index) => fan.reserve(concertId, DATE, (index >> 1) + 1));
    await untilQueued(12);
    await lane.end();
    const answers = await Promise.all(asked);
    for (const [index, { status, body }] of answers.entries()) {
      if (index >> 1 === 4) {
        expect([status, body.code]).toEqual([500, 'INTERNAL_ERROR']);
        expect(body.requestId).toEqual(expect.any(String));
      }
    }
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(5);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(5);
    const firsts = await onSale.sql<{ first: string }>(sql`
      select distinct on (payload -> 'seatNumbers') status as first from request
      where lane = ${`booking.${concertId}`} and outcome ->> 'refused' is distinct from 'INTERNAL_ERROR'
      order by payload -> 'seatNumbers', sequence`);
    expect(firsts.map(({ first }) => first)).toEqual(Array.from({ length: 5 }, () => 'succeeded'));
    expect(await seatsHeld(concertId)).toBe(5);
  });

  test('does not stop the lane: what comes later is decided', async () => {
    const concertId = await onSale.concert();
    const [broken, fan] = (await onSale.admitted(concertId, 2)) as [Fan, Fan];
    await poison(`seat 1 of ${await dateIdOf(concertId)}`);
    expect((await broken.reserve(concertId, DATE, 1)).status).toBe(500);
    expect((await fan.reserve(concertId, DATE, 2)).status).toBe(201);
    await onSale.sql(sql`delete from poison`);
    expect((await broken.reserve(concertId, DATE, 1)).status).toBe(201);
  });

  test('is a failed payment when it pays: nothing of it has happened, and it can be paid later', async () => {
    const concertId = await onSale.concert();
    const [fan, other] = (await onSale.admitted(concertId, 2, { balance: 60_000 })) as [Fan, Fan];
    const [held, others] = [await fan.reserve(concertId, DATE, 1), await other.reserve(concertId, DATE, 2)];
    await poison(`payment of ${fan.userId}`);
    const headers = { 'idempotency-key': `pay ${fan.userId}` };
    const [failed, paid] = await Promise.all([
      fan.pay(concertId, held.body.reservationId, headers),
      other.pay(concertId, others.body.reservationId),
    ]);
    expect(failed).toMatchObject({
      status: 500,
      body: { code: 'PAYMENT_FAILED', detail: '결제 중 오류가 발생했습니다' },
    });
    expect(paid.status).toBe(201);
    expect((await fan.wallet()).body.balance).toBe(60_000);
    expect((await fan.place(concertId)).body.status).toBe('ACTIVE');
    expect((await fan.seats(concertId, DATE)).body.seats[0]).toMatchObject({ number: 1, status: 'HELD' });

    await onSale.sql(sql`delete from poison`);
    // The failure is the outcome of that key; a new one tries again.
    expect(await fan.pay(concertId, held.body.reservationId, headers)).toMatchObject({ status: 500 });
    expect((await fan.pay(concertId, held.body.reservationId)).status).toBe(201);
  });

  test('is told to whoever listens, like every other outcome', async () => {
    const concertId = await onSale.concert();
    const [fan] = (await onSale.admitted(concertId, 1)) as [Fan];
    const ear = await fan.listen({ locale: 'en' });
    await poison(`seat 1 of ${await dateIdOf(concertId)}`);
    const accepted = await fan.reserve(concertId, DATE, 1, { prefer: '' });
    expect(await ear.hears('request')).toMatchObject({
      requestId: accepted.body.requestId,
      kind: 'reserve',
      status: 'failed',
      problem: { code: 'INTERNAL_ERROR', status: 500 },
    });
    expect(ear.of('request')).toHaveLength(1);
    ear.close();
  });

  test('keeps nobody from being let in and told so at once', async () => {
    const concertId = await onSale.concert({ waitingRoom: { capacity: 1 } });
    const [inside, next, broken] = (await onSale.fans(3, { balance: 60_000 })) as [Fan, Fan, Fan];
    await inside.join(concertId);
    await next.join(concertId);
    const ear = await next.listen();
    await ear.hears('queue', ({ rank }) => rank === 1);
    const held = await inside.reserve(concertId, DATE, 1);
    await poison(`join of ${broken.userId}`);
    // The place that the payment leaves and the join that breaks are met by the same batch.
    const lane = await Session.holdingLane(onSale, `admission.${concertId}`);
    const joining = broken.join(concertId);
    expect((await inside.pay(concertId, held.body.reservationId)).status).toBe(201);
    await untilQueued(1);
    await lane.end();
    await ear.hears('queue', ({ status }) => status === 'ACTIVE', 3_000);
    expect((await joining).status).toBe(500);
    ear.close();
  });

  test('does not keep others out of the line', async () => {
    const concertId = await onSale.concert();
    const [broken, ...others] = (await onSale.fans(6)) as [Fan, ...Fan[]];
    await poison(`join of ${broken.userId}`);
    const answers = await Promise.all([broken, ...others].map((fan) => fan.join(concertId)));
    expect(answers.map(({ status }) => status)).toEqual([500, 201, 201, 201, 201, 201]);
    expect(answers[0]?.body.code).toBe('INTERNAL_ERROR');
  });
});

describe.each([
  ['40001', 'a serialization failure'],
  ['40P01', 'a deadlock'],
])('%s, %s,', (sqlstate) => {
  test('is tried again and nobody hears of it', async () => {
    const concertId = await onSale.concert();
    const fans = await onSale.admitted(concertId, 4);
    await poison(`seat 2 of ${await dateIdOf(concertId)}`, { sqlstate, times: 2 });
    const answers = await Promise.all(fans.map((fan, index) => fan.reserve(concertId, DATE, index + 1)));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    const [row] = await onSale.sql<{ tries: number }>(sql`select last_value::int as tries from poison_taken`);
    expect(row?.tries).toBe(3);
  });

  test('that never ends is a failed request in the end', async () => {
    const concertId = await onSale.concert();
    const [broken, fan] = (await onSale.admitted(concertId, 2)) as [Fan, Fan];
    await poison(`seat 1 of ${await dateIdOf(concertId)}`, { sqlstate });
    const answers = [await broken.reserve(concertId, DATE, 1), await fan.reserve(concertId, DATE, 2)];
    expect(answers.map(({ status }) => status)).toEqual([500, 201]);
  });

  test('in the way of an expired hold is tried again until the seat is free', async () => {
    const concertId = await onSale.concert();
    const [fan] = (await onSale.admitted(concertId, 1)) as [Fan];
    const held = await fan.reserve(concertId, DATE, 1);
    await poison(`hold ${held.body.reservationId}`, { sqlstate, times: 2 });
    await holdRunsOut(onSale, held.body.reservationId);
    await until(async () => (await seatsHeld(concertId)) === 0);
  });
});

test('an expired hold that never stops to meet serialization failures holds nobody else up', async () => {
  const concertId = await onSale.concert();
  const [fan, other] = (await onSale.admitted(concertId, 2)) as [Fan, Fan];
  const held = await fan.reserve(concertId, DATE, 1);
  await poison(`hold ${held.body.reservationId}`, { sqlstate: '40001' });
  await holdRunsOut(onSale, held.body.reservationId);
  expect((await other.reserve(concertId, DATE, 2)).status).toBe(201);
  expect((await other.reserve(concertId, DATE, 3)).status).toBe(201);
  // By itself it would be tried again some seconds later, and be overdue for the tests after this one.
  await onSale.sql(sql`delete from poison`);
  expect((await fan.leave(concertId)).status).toBe(200);
  expect(await seatsHeld(concertId)).toBe(2);
});

test('a token that cannot be ended keeps nobody else inside and nobody else out', async () => {
  const concertId = await onSale.concert({ waitingRoom: { capacity: 2 } });
  const [stuck, over, next] = (await onSale.fans(3)) as [Fan, Fan, Fan];
  for (const fan of [stuck, over, next]) await fan.join(concertId);
  const ear = await next.listen();
  await poison(`token of ${stuck.userId}`);
  await tokenRunsOut(onSale, concertId, stuck.userId);
  await tokenRunsOut(onSale, concertId, over.userId);
  await ear.hears('queue', ({ status }) => status === 'ACTIVE');
  ear.close();
});

test('somebody who cannot be let in keeps nobody behind out, and comes in when it is possible again', async () => {
  const concertId = await onSale.concert({ waitingRoom: { capacity: 1 } });
  const [inside] = (await onSale.admitted(concertId, 1)) as [Fan];
  const [broken, next, last] = (await onSale.fans(3)) as [Fan, Fan, Fan];
  for (const fan of [broken, next, last]) await fan.join(concertId);
  await poison(`token of ${broken.userId}`);

  expect((await inside.leave(concertId)).status).toBe(200);
  await until(async () => (await next.place(concertId)).body.status === 'ACTIVE');
  expect((await broken.place(concertId)).body.status).toBe('WAITING');
  // Whoever asks for something meanwhile is answered by what it asked for.
  expect((await last.leave(concertId)).status).toBe(200);

  await onSale.sql(sql`delete from poison`);
  expect((await next.leave(concertId)).status).toBe(200);
  await until(async () => (await broken.place(concertId)).body.status === 'ACTIVE', { ms: 15_000 });
});
