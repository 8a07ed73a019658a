import { describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { call } from '../infrastructure/call.ts';
import { connect, type Fan } from '../infrastructure/fan.ts';
import { tokenRunsOut } from '../infrastructure/in-time.ts';
import { DATE } from '../infrastructure/on-sale.ts';
import { Session } from '../infrastructure/session.ts';
import { until } from '../infrastructure/until.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const onSale = useOnSale({ apis: 2 });

interface Row {
  status: string;
  because: string | null;
  /** Seconds from now by the database's clock. */
  left: number;
  showUpIn: number | null;
}

async function rowOf(fan: Fan): Promise<Row> {
  const [row] = await onSale.sql<Row>(sql`
    select status, ended_because as because, extract(epoch from expires_at - clock_timestamp())::float8 as left,
           extract(epoch from show_up_by - clock_timestamp())::float8 as "showUpIn"
    from queue_token where user_id = ${fan.userId} order by joined_at desc limit 1`);
  if (row === undefined) throw new Error('the fan has no token');
  return row;
}

const patienceEndsIn = (fan: Fan, seconds: number) =>
  onSale.sql(sql`
    update queue_token set expires_at = clock_timestamp() + make_interval(secs => ${seconds})
    where user_id = ${fan.userId} and status = 'WAITING'`);

const mustHaveShownUp = (fan: Fan) =>
  onSale.sql(sql`
    update queue_token set show_up_by = clock_timestamp() where user_id = ${fan.userId} and status = 'ACTIVE'`);

/** A full concert, and fans in the line in front of it. */
async function lineOf(count: number, waitingRoom: object = {}) {
  const concertId = await onSale.concert({ waitingRoom: { capacity: 1, ...waitingRoom } });
  const [inside, ...waiting] = await onSale.fans(count + 1);
  if (inside === undefined) throw new Error('no fans');
  for (const fan of [inside, ...waiting]) await fan.join(concertId);
  return { concertId, inside, waiting: waiting as [Fan, Fan, Fan] };
}

const setRoom = (concertId: string, waitingRoom: object) =>
  onSale.operator('PATCH', `/v1/admin/concerts/${concertId}`, { waitingRoom });

describe('a place in line', () => {
  test('does not run out for whoever has a socket or polls, Redis emptied meanwhile, and does for whoever is gone', async () => {
    const { concertId, waiting } = await lineOf(3, { waitingSeconds: 2 });
    const [listening, polling, gone] = waiting;
    const ear = await listening.listen();
    await onSale.redisConnection.flushall();
    await until(async () => {
      expect((await polling.place(concertId)).body.status).toBe('WAITING');
      return (await rowOf(gone)).status === 'EXPIRED';
    });
    // As long again, for those who are there.
    const since = performance.now();
    await until(async () => {
      expect((await polling.place(concertId)).status).toBe(200);
      return performance.now() - since > 2_500;
    });
    expect((await rowOf(listening)).status).toBe('WAITING');
    expect(ear.of('token-expired')).toEqual([]);
    expect(await gone.place(concertId)).toMatchObject({
      status: 401,
      body: {
        code: 'INVALID_TOKEN',
        ended: { status: 'EXPIRED', reason: 'waited-too-long', admittedAt: null },
      },
    });
    ear.close();
  });

  test('is put off by a call at any process, told truly, and written again only after an eighth of it', async () => {
    const { concertId, waiting } = await lineOf(2);
    const [fan, other] = waiting;
    const joined = (await rowOf(fan)).left;
    const version = async () => {
      const [row] = await onSale.sql<{ xmin: string }>(
        sql`select xmin::text as xmin from queue_token where user_id = ${fan.userId}`,
      );
      return row?.xmin;
    };
    const untouched = await version();
    await fan.place(concertId);
    await patienceEndsIn(fan, 6_400);
    const moved = await version();
    await patienceEndsIn(other, 5);
    // Whoever is due is written down with all who are, so the other's row tells when it was time.
    await Promise.all([fan.place(concertId), other.place(concertId)]);
    await until(async () => (await rowOf(other)).left > 7_100);
    expect([await version(), joined > 7_100]).toEqual([moved, true]);
    expect(moved).not.toBe(untouched);

    await patienceEndsIn(fan, 5);
    const url = `http://127.0.0.1:${onSale.apis[1]?.port}/v1/concerts/${concertId}/tokens/mine`;
    const { body } = await call(url, 'GET', '', { headers: { 'x-user-id': fan.userId } });
    expect(Date.parse(body.expiresAt) - Date.now()).toBeLessThan(6_000);
    await until(async () => (await rowOf(fan)).left > 7_100);
    const told = await fan.place(concertId);
    expect(Date.parse(told.body.expiresAt) - Date.now()).toBeGreaterThan(7_000_000);
  });

  test('is kept from when its fan was there last, also when that could not be written at once', async () => {
    const { concertId, waiting } = await lineOf(1, { waitingSeconds: 600 });
    const [fan] = waiting;
    await patienceEndsIn(fan, 20);
    const held = await Session.holding(
      onSale,
      sql`select 1 from queue_token where user_id = ${fan.userId} for update`,
    );
    expect((await fan.place(concertId)).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    await held.end();
    await until(async () => (await rowOf(fan)).left > 590);
    expect((await rowOf(fan)).left).toBeLessThan(599);
  });

  test('is put off by a socket that comes back, at another process and by identity', async () => {
    const { waiting } = await lineOf(1);
    const [fan] = waiting;
    await patienceEndsIn(fan, 5);
    const ear = await connect(`http://127.0.0.1:${onSale.apis[1]?.port}`, { userId: fan.userId });
    await until(async () => (await rowOf(fan)).left > 7_100);
    ear.close();
  });

  test('that is over is over, whoever calls a moment too late', async () => {
    const { concertId, waiting } = await lineOf(1);
    const [fan] = waiting;
    await patienceEndsIn(fan, 0);
    await until(async () => (await fan.place(concertId)).status === 401, { ms: 2_000 });
    await until(async () => (await rowOf(fan)).status === 'EXPIRED');
  });
});

describe('while admission is paused', () => {
  test('nobody’s patience ends, visits do, and afterwards it begins anew', async () => {
    const { concertId, inside, waiting } = await lineOf(2, { waitingSeconds: 600 });
    const [fan, other] = waiting;
    await setRoom(concertId, { paused: true });
    for (const one of [fan, other]) await patienceEndsIn(one, -3_600);
    await tokenRunsOut(onSale, concertId, inside.userId);
    await until(async () => (await rowOf(inside)).status === 'EXPIRED');
    const told = await fan.place(concertId);
    expect(told).toMatchObject({ status: 200, body: { status: 'WAITING', rank: 1 } });
    expect(Math.round((Date.parse(told.body.expiresAt) - Date.now()) / 10_000)).toBe(60);
    expect((await fan.mine(concertId)).body).toMatchObject({ rank: 1 });

    // Full again, so that nobody comes in.
    const last = await onSale.fan();
    await setRoom(concertId, { capacity: 2 });
    await setRoom(concertId, { paused: false });
    await until(async () => (await rowOf(other)).status === 'ACTIVE');
    await last.join(concertId);
    await patienceEndsIn(last, -3_600);
    expect((await last.place(concertId)).body).toMatchObject({ status: 'WAITING', rank: 1 });
    expect(Math.round((Date.parse((await last.place(concertId)).body.expiresAt) - Date.now()) / 10_000)).toBe(
      60,
    );
    expect(await last.leave(concertId)).toMatchObject({ status: 200 });

    const gone = await onSale.fan();
    await gone.join(concertId);
    await patienceEndsIn(gone, -3_600);
    await onSale.sql(sql`
      update waiting_room set patience_from = patience_from - interval '2 hours' where concert_id = ${concertId}`);
    await until(async () => (await rowOf(gone)).status === 'EXPIRED');
    expect(await rowOf(gone)).toMatchObject({ because: 'waited-too-long' });
  });
});

describe('whoever is let in out of the line', () => {
  test('and neither calls nor listens gives the place to the next, and is told so on return', async () => {
    const { concertId, inside, waiting } = await lineOf(2);
    const [away, next] = waiting;
    const ear = await next.listen();
    await inside.leave(concertId);
    await until(async () => (await rowOf(away)).status === 'ACTIVE');
    expect(Math.round(((await rowOf(away)).showUpIn ?? 0) / 10)).toBe(12);
    await mustHaveShownUp(away);
    await ear.hears('queue', ({ status }) => status === 'ACTIVE');
    expect(await rowOf(away)).toMatchObject({ status: 'EXPIRED', because: 'no-show' });
    const { body } = await away.place(concertId);
    expect(body.ended).toEqual({
      status: 'EXPIRED',
      reason: 'no-show',
      joinedAt: expect.any(String),
      admittedAt: expect.any(String),
      endedAt: expect.any(String),
    });
    expect(Date.parse(body.ended.endedAt)).toBeGreaterThan(Date.parse(body.ended.admittedAt));
    ear.close();
  });

  test.each<[string, (fan: Fan, concertId: string) => Promise<unknown>]>([
    ['polls', (fan, concertId) => fan.place(concertId)],
    ['looks at the dates', (fan, concertId) => fan.dates(concertId)],
    ['asks for the place by identity', (fan, concertId) => fan.mine(concertId)],
    ['listens', async (fan) => (await fan.listen()).close()],
    ['listens by identity', async (fan) => (await connect(onSale.url, { userId: fan.userId })).close()],
  ])('and %s has shown up', async (_how, comes) => {
    const { concertId, inside, waiting } = await lineOf(1);
    const [fan] = waiting;
    await inside.leave(concertId);
    await until(async () => (await rowOf(fan)).showUpIn !== null);
    await comes(fan, concertId);
    await until(async () => (await rowOf(fan)).showUpIn === null);
    expect((await rowOf(fan)).status).toBe('ACTIVE');
  });

  test('while listening, at whichever process, has shown up', async () => {
    const { concertId, inside, waiting } = await lineOf(1);
    const [fan] = waiting;
    const ear = await connect(`http://127.0.0.1:${onSale.apis[1]?.port}`, { token: fan.token });
    await ear.hears('queue', ({ rank }) => rank === 1);
    await inside.leave(concertId);
    await ear.hears('queue', ({ status }) => status === 'ACTIVE');
    await until(async () => (await rowOf(fan)).showUpIn === null);
    ear.close();
  });

  test('and holds a seat is never taken for one who did not come', async () => {
    const { concertId, inside, waiting } = await lineOf(2);
    const [fan, next] = waiting;
    await inside.leave(concertId);
    expect((await fan.reserve(concertId, DATE, 1)).status).toBe(201);
    await until(async () => (await rowOf(fan)).showUpIn === null);
    await mustHaveShownUp(fan);
    await next.leave(concertId);
    expect((await rowOf(fan)).status).toBe('ACTIVE');
    await onSale.sql(sql`update queue_token set show_up_by = null where user_id = ${fan.userId}`);
  });

  test('may take any time with `showUpSeconds: 0`, and whoever came in by joining has shown up', async () => {
    const { concertId, inside, waiting } = await lineOf(1, { showUpSeconds: 0 });
    const [fan] = waiting;
    expect((await rowOf(inside)).showUpIn).toBeNull();
    await inside.leave(concertId);
    await until(async () => (await rowOf(fan)).status === 'ACTIVE');
    expect((await rowOf(fan)).showUpIn).toBeNull();
  });

  test.each([-1, 1.5, 86_401, '120', null])('within %p seconds is no setting', async (showUpSeconds) => {
    const refused = await onSale.operator('POST', '/v1/admin/concerts', {
      title: 'A concert',
      dates: [{ date: DATE, price: 1 }],
      waitingRoom: { capacity: 1, showUpSeconds },
    });
    expect(refused).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/waitingRoom/showUpSeconds' }] },
    });
  });
});

describe('what became of a token', () => {
  test('is told with the event: why it ran out, when its turn came and when it ended', async () => {
    const { concertId, inside, waiting } = await lineOf(1);
    const [fan] = waiting;
    const [ear, earInLine] = await Promise.all([inside.listen({ locale: 'en' }), fan.listen()]);
    // Whoever has just come to listen may be written down after this: they are there.
    await until(async () => {
      await patienceEndsIn(fan, 0);
      return earInLine.of('token-expired').length > 0;
    });
    expect(earInLine.of('token-expired')[0]).toMatchObject({
      concertId,
      reason: 'waited-too-long',
      message: '대기열 토큰이 만료되었습니다',
      admittedAt: null,
    });
    await tokenRunsOut(onSale, concertId, inside.userId);
    const told = await ear.hears('token-expired');
    expect(told).toMatchObject({
      reason: 'visit-over',
      message: 'The queue token has expired',
    });
    expect(Date.parse(told.endedAt)).toBeGreaterThan(Date.parse(told.admittedAt));
    for (const one of [ear, earInLine]) one.close();
  });

  test('is told of one that was left, and to nobody but its user', async () => {
    const concertId = await onSale.concert();
    const [fan] = (await onSale.admitted(concertId, 1)) as [Fan];
    await fan.leave(concertId);
    expect((await fan.place(concertId)).body.ended).toMatchObject({ status: 'LEFT', reason: null });
    const forged = await call(onSale.url, 'GET', `/v1/concerts/${concertId}/tokens/me`, {
      headers: { authorization: `Bearer ${fan.token}x` },
    });
    expect([forged.body.code, forged.body.ended]).toEqual(['INVALID_TOKEN', undefined]);
  });
});
