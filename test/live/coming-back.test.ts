import { afterEach, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { io } from 'socket.io-client';
import { patientRedis } from '../../config/redis.ts';
import { ANNOUNCEMENT_CHANNEL } from '../../src/lane/announcement.ts';
import { freePort } from '../../start/address.ts';
import { connect, Ear, type Fan } from '../infrastructure/fan.ts';
import { inside } from '../infrastructure/inside.ts';
import { DATE } from '../infrastructure/on-sale.ts';
import { RoleProcess, settingsFor } from '../infrastructure/role-process.ts';
import { Session, untilBlocked } from '../infrastructure/session.ts';
import { until } from '../infrastructure/until.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const onSale = useOnSale();

const ears: Ear[] = [];
afterEach(() => {
  for (const ear of ears.splice(0)) ear.close();
});

async function listen(auth: Record<string, unknown>): Promise<Ear> {
  const ear = await connect(onSale.url, auth);
  ears.push(ear);
  return ear;
}

/** The fan takes this seat; answers the request and when it was settled. */
async function settled(
  fan: Fan,
  concertId: string,
  seat: number,
): Promise<{ requestId: string; at: string }> {
  const { requestId } = (await fan.reserve(concertId, DATE, seat, { prefer: '' })).body;
  return until(async () => {
    const [row] = await onSale.sql(sql<{ at: string }>`
      select to_char(settled_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at from request
      where id = ${requestId} and settled_at is not null`);
    return row === undefined ? null : { requestId, at: row.at };
  });
}

const requestsHeard = (ear: Ear) => ear.of('request').map(({ requestId }) => requestId);

describe('since', () => {
  test('tells what was settled after that instant, in order, once each, and nothing older', async () => {
    const concertId = await onSale.concert();
    const fan = await inside(onSale, concertId);
    const old = await settled(fan, concertId, 1);
    const missed = [await settled(fan, concertId, 2), await settled(fan, concertId, 1)];
    const ear = await listen({ userId: fan.userId, since: old.at, locale: 'en' });
    const now = await settled(fan, concertId, 4);
    await ear.hears('request', ({ requestId }) => requestId === now.requestId);
    expect(requestsHeard(ear)).toEqual([...missed, now].map(({ requestId }) => requestId));
    const [held, refused] = ear.of('request');
    expect(held).toMatchObject({ kind: 'reserve', status: 'succeeded', result: { seatNumbers: [2] } });
    expect(refused).toMatchObject({ status: 'failed', problem: { detail: 'The seat is already reserved' } });
  });

  test('of more than are told again, the latest are, in their order', async () => {
    const concertId = await onSale.concert();
    const fan = await inside(onSale, concertId);
    const many = Array.from({ length: 105 }, () => fan.reserve(concertId, DATE, 1, { prefer: '' }));
    await Promise.all(many);
    const now = await settled(fan, concertId, 1);
    const rows = await onSale.sql<{ id: string }>(sql`
      select id from request where user_id = ${fan.userId} order by settled_at desc, sequence desc limit 100`);
    const ear = await listen({ userId: fan.userId, since: '2020-01-01T00:00:00Z' });
    await ear.hears('request', ({ requestId }) => requestId === now.requestId);
    expect(requestsHeard(ear)).toEqual(rows.map(({ id }) => id).reverse());
    // What was told no more is read.
    const [oldest] = await onSale.sql<{ id: string }>(sql`
      select id from request where user_id = ${fan.userId} order by settled_at, sequence limit 1`);
    expect(requestsHeard(ear)).not.toContain(oldest?.id);
    expect((await fan.asUser('GET', `/v1/requests/${oldest?.id}`)).status).toBe(200);
  });

  test('tells one user nothing of another', async () => {
    const concertId = await onSale.concert();
    const [fan, other] = [await inside(onSale, concertId), await inside(onSale, concertId)];
    await settled(other, concertId, 1);
    const ear = await listen({ userId: fan.userId, since: '2020-01-01T00:00:00Z' });
    const own = await settled(fan, concertId, 2);
    await ear.hears('request', ({ requestId }) => requestId === own.requestId);
    expect(ear.of('request').map(({ kind }) => kind)).toEqual(['issue-token', 'reserve']);
  });

  test('without it, nothing old is told', async () => {
    const concertId = await onSale.concert();
    const fan = await inside(onSale, concertId);
    await settled(fan, concertId, 1);
    const ear = await listen({ userId: fan.userId });
    const now = await settled(fan, concertId, 2);
    await ear.hears('request');
    expect(requestsHeard(ear)).toEqual([now.requestId]);
  });

  test('that is no instant turns the socket away', async () => {
    const { userId } = await onSale.fan();
    for (const since of ['yesterday', 5, null, '2026-13-01T00:00:00Z', '']) {
      await expect(connect(onSale.url, { userId, since })).rejects.toMatchObject({
        code: 'INVALID_REQUEST',
        status: 400,
      });
    }
  });
});

describe('an outcome that is missed and announced in the same moment is told once', () => {
  /** What the lane says of a settled request, to be said when the test wants it. */
  async function announcementOf(requestId: string): Promise<() => Promise<unknown>> {
    const [request] = await onSale.sql(sql<{ lane: string }>`
      select lane, id as "requestId", kind, user_id as "userId", correlation_id as "correlationId", outcome
      from request where id = ${requestId}`);
    if (request === undefined) throw new Error('no such request');
    const { lane, ...told } = request;
    const message = JSON.stringify({ lane, settled: [told], events: [] });
    return async () => {
      const redis = patientRedis(onSale.redis.url);
      await redis.publish(ANNOUNCEMENT_CHANNEL, message).finally(() => redis.disconnect());
    };
  }

  test('when the announcement comes after it was read', async () => {
    const concertId = await onSale.concert();
    const fan = await inside(onSale, concertId);
    const before = await settled(fan, concertId, 1);
    const missed = await settled(fan, concertId, 2);
    const ear = await listen({ userId: fan.userId, since: before.at });
    await ear.hears('request', ({ requestId }) => requestId === missed.requestId);
    await (await announcementOf(missed.requestId))();
    const now = await settled(fan, concertId, 3);
    await ear.hears('request', ({ requestId }) => requestId === now.requestId);
    expect(requestsHeard(ear)).toEqual([missed.requestId, now.requestId]);
  });

  test('when the announcement comes before it was read', async () => {
    const concertId = await onSale.concert();
    const fan = await inside(onSale, concertId);
    const before = await settled(fan, concertId, 1);
    const missed = await settled(fan, concertId, 2);
    const announce = await announcementOf(missed.requestId);
    // What was missed cannot be read while this stands.
    const held = await Session.holding(onSale, sql`lock table request in access exclusive mode`);
    const ear = await listen({ userId: fan.userId, since: before.at });
    await untilBlocked(onSale, 'api');
    await announce();
    await ear.hears('request', ({ requestId }) => requestId === missed.requestId);
    await held.end();
    const now = await settled(fan, concertId, 3);
    await ear.hears('request', ({ requestId }) => requestId === now.requestId);
    expect(requestsHeard(ear)).toEqual([missed.requestId, now.requestId]);
  });
});

test('a client whose API was killed comes back by itself and hears what it missed', async () => {
  const port = `${await freePort()}`;
  const settings = { ...settingsFor(onSale), PORT: port };
  const doomed = await RoleProcess.start('api', settings);
  const concertId = await onSale.concert();
  const fan = await inside(onSale, concertId);
  const first = await settled(fan, concertId, 1);
  let since = first.at;
  const socket = io(`http://127.0.0.1:${port}`, {
    transports: ['websocket'],
    reconnectionDelay: 50,
    reconnectionDelayMax: 200,
    forceNew: true,
    auth: (give) => give({ token: fan.token, since }),
  });
  const ear = new Ear(socket);
  ears.push(ear);
  await ear.hears('queue');
  const heard = await settled(fan, concertId, 2);
  await ear.hears('request', ({ requestId }) => requestId === heard.requestId);
  since = heard.at;

  const lost = new Promise((resolve) => socket.once('disconnect', resolve));
  doomed.signal('SIGKILL');
  await lost;
  const missed = [await settled(fan, concertId, 3), await settled(fan, concertId, 4)];
  const next = await RoleProcess.start('api', settings);
  try {
    await ear.hears('request', ({ requestId }) => requestId === missed[1]?.requestId);
    const now = await settled(fan, concertId, 1);
    await ear.hears('request', ({ requestId }) => requestId === now.requestId);
    expect(requestsHeard(ear)).toEqual([heard, ...missed, now].map(({ requestId }) => requestId));
  } finally {
    ear.close();
    await next.drain();
  }
});
