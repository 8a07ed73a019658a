import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import type { Fan } from '../infrastructure/fan.ts';
import { halfAMinutePasses, holdRunsOut, tokenRunsOut, visitEnds } from '../infrastructure/in-time.ts';
import { inside } from '../infrastructure/inside.ts';
import { DATE } from '../infrastructure/on-sale.ts';
import { until } from '../infrastructure/until.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const onSale = useOnSale({ laws: 'at the end' });

const held = async (fan: Fan, concertId: string, seats: number | number[]): Promise<string> => {
  const answer = await fan.reserve(concertId, DATE, seats);
  if (answer.status !== 201) throw new Error(`nothing held: ${JSON.stringify(answer.body)}`);
  return answer.body.reservationId;
};

const RECENTLY = {
  status: 409,
  body: { code: 'SEAT_RECENTLY_YOURS', detail: '방금 반납한 좌석은 잠시 후 다시 선택할 수 있습니다' },
};

test('after its time a visit holds nothing new, but what it holds may still be paid', async () => {
  const concertId = await onSale.concert();
  const fan = await inside(onSale, concertId, { balance: 50_000 });
  const reservationId = await held(fan, concertId, 1);

  await visitEnds(onSale, concertId, fan.userId);

  expect(await fan.reserve(concertId, DATE, 2)).toMatchObject({
    status: 403,
    body: { code: 'VISIT_OVER', detail: '좌석을 선택할 수 있는 시간이 지났습니다' },
  });
  // The turn comes before everything that is asked for.
  expect((await fan.reserve(concertId, '2098-01-01', 1)).body.code).toBe('VISIT_OVER');
  expect((await fan.place(concertId)).body.status).toBe('ACTIVE');
  expect((await fan.pay(concertId, reservationId)).status).toBe(201);
});

test('holding and giving back again and again does not make a visit longer', async () => {
  const concertId = await onSale.concert({ holdSeconds: 60, waitingRoom: { activeSeconds: 60 } });
  const fan = await inside(onSale, concertId);
  const admitted = await onSale.sql(sql<{ at: Date }>`
    select visit_ends_at as at from queue_token where user_id = ${fan.userId}`);
  const visitEndsAt = admitted[0]?.at.getTime() ?? 0;
  for (const seat of [1, 2, 3]) {
    await fan.release(concertId, await held(fan, concertId, seat));
    const { expiresAt } = (await fan.place(concertId)).body;
    expect(Date.parse(expiresAt)).toBeLessThanOrEqual(visitEndsAt + 60_000);
  }
});

test('a place that is taken by holds alone is free one hold after the visit at the latest', async () => {
  const concertId = await onSale.concert({
    holdSeconds: 1,
    holdsPerVisit: 10_000,
    waitingRoom: { capacity: 1, activeSeconds: 1 },
  });
  const [fan, next] = (await onSale.fans(2)) as [Fan, Fan];
  await fan.join(concertId);
  const since = performance.now();
  expect((await next.join(concertId)).body.status).toBe('WAITING');
  const codes = new Set<string>();
  for (let seat = 1; ; seat = (seat % 50) + 1) {
    const answer = await fan.reserve(concertId, DATE, seat);
    if (answer.status === 201) await fan.release(concertId, answer.body.reservationId);
    codes.add(answer.body.code ?? 'held');
    if (answer.status === 401) break;
  }
  await until(async () => (await next.place(concertId)).body.status === 'ACTIVE', { ms: 2_000 });
  expect(performance.now() - since).toBeLessThan(4_000);
  expect(codes).toEqual(new Set(['held', 'VISIT_OVER', 'INVALID_TOKEN']));
});

test('a seat that was given back is for others first', async () => {
  const concertId = await onSale.concert();
  const [fan, other] = [await inside(onSale, concertId), await inside(onSale, concertId)];
  await fan.release(concertId, await held(fan, concertId, [1, 2]));

  const refused = await fan.reserve(concertId, DATE, [2, 3], { 'accept-language': 'en' });

  expect(refused).toMatchObject({
    status: 409,
    body: { code: 'SEAT_RECENTLY_YOURS', detail: 'You gave this seat back a moment ago' },
  });
  const seconds = Number(refused.headers.get('retry-after'));
  expect(seconds).toBeGreaterThan(20);
  expect(seconds).toBeLessThanOrEqual(30);
  expect(refused.body.retryAfterSeconds).toBe(seconds);
  const told = await fan.call('GET', `/v1/requests/${refused.body.requestId}`);
  expect(told.body.problem).toMatchObject({ code: 'SEAT_RECENTLY_YOURS', retryAfterSeconds: seconds });
  expect((await fan.reserve(concertId, DATE, 3)).status).toBe(201);
  expect((await other.reserve(concertId, DATE, 2)).status).toBe(201);
  await halfAMinutePasses(onSale);
  expect((await fan.reserve(concertId, DATE, 1)).status).toBe(201);
});

test('giving back and holding sent together keep no seat from the others', async () => {
  const concertId = await onSale.concert();
  const fan = await inside(onSale, concertId);
  const reservationId = await held(fan, concertId, [1, 2, 3, 4]);

  const [released, again] = await Promise.all([
    fan.release(concertId, reservationId),
    fan.reserve(concertId, DATE, [1, 2, 3, 4]),
  ]);

  expect(released.status).toBe(200);
  expect(['SEAT_RECENTLY_YOURS', 'SEAT_LIMIT_EXCEEDED']).toContain(again.body.code);
  expect(await fan.reserve(concertId, DATE, 4)).toMatchObject(RECENTLY);
});

test.each<[string, (concertId: string, fan: Fan, reservationId: string) => Promise<unknown>]>([
  ['ran out', (_concertId, _fan, reservationId) => holdRunsOut(onSale, reservationId)],
  ['was left with the visit', (concertId, fan) => fan.leave(concertId)],
  ['ended with the token', (concertId, fan) => tokenRunsOut(onSale, concertId, fan.userId)],
])('a seat that %s is for others first, also with another token', async (_how, end) => {
  const concertId = await onSale.concert();
  const fan = await inside(onSale, concertId);
  const reservationId = await held(fan, concertId, 1);

  await end(concertId, fan, reservationId);
  await until(async () => {
    const { body } = await fan.asUser('GET', `/v1/reservations/${reservationId}`);
    return body.status !== 'HELD' && body.endedAt !== null;
  });
  await fan.join(concertId);

  expect(await fan.reserve(concertId, DATE, 1)).toMatchObject(RECENTLY);
  expect((await fan.reserve(concertId, DATE, 2)).status).toBe(201);
});

test('a hold that ran out long before somebody came by to end it is not of a moment ago', async () => {
  const concertId = await onSale.concert();
  const fan = await inside(onSale, concertId);
  const reservationId = await held(fan, concertId, 1);
  await onSale.sql(sql`
    update reservation set held_at = held_at - interval '1 hour', expires_at = clock_timestamp() - interval '1 minute'
    where id = ${reservationId}`);

  expect((await fan.reserve(concertId, DATE, 1)).status).toBe(201);
});

test('a seat that an operator took away may be held again at once', async () => {
  const concertId = await onSale.concert();
  const fan = await inside(onSale, concertId);
  const reservationId = await held(fan, concertId, 1);
  await onSale.operator('POST', `/v1/admin/reservations/${reservationId}/release`, undefined, {
    prefer: 'wait=10',
  });

  expect((await fan.reserve(concertId, DATE, 1)).status).toBe(201);
});

test('seats of the same number on another date, or of another concert, are others', async () => {
  const dates = [DATE, '2099-12-25'].map((date) => ({ date, price: 1_000 }));
  const [concertId, elsewhere] = [await onSale.concert({ dates }), await onSale.concert()];
  const fan = await inside(onSale, concertId);
  await fan.release(concertId, await held(fan, concertId, 1));

  expect((await fan.reserve(concertId, '2099-12-25', 1)).status).toBe(201);
  await fan.join(elsewhere);
  expect((await fan.reserve(elsewhere, DATE, 1)).status).toBe(201);
});

test('one visit makes so many holds, the next one as many again', async () => {
  const concertId = await onSale.concert({ holdsPerVisit: 2 });
  const fan = await inside(onSale, concertId);
  await fan.release(concertId, await held(fan, concertId, 1));
  // What is refused is no hold.
  expect((await fan.reserve(concertId, DATE, 99)).body.code).toBe('SEAT_NOT_FOUND');
  await held(fan, concertId, 2);

  expect(await fan.reserve(concertId, DATE, 3)).toMatchObject({
    status: 409,
    body: { code: 'HOLD_LIMIT_EXCEEDED', detail: '한 번의 입장에서 가능한 예약 횟수를 초과했습니다' },
  });

  await fan.leave(concertId);
  await fan.join(concertId);
  expect((await fan.reserve(concertId, DATE, 3)).status).toBe(201);
});

test('of many holds sent together as many are made as the visit may', async () => {
  const concertId = await onSale.concert({ holdsPerVisit: 3, seatsPerUser: 50 });
  const fan = await inside(onSale, concertId);
  const answers = await Promise.all([1, 2, 3, 4, 5, 6].map((seat) => fan.reserve(concertId, DATE, seat)));
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(3);
  expect(answers.filter(({ body }) => body.code === 'HOLD_LIMIT_EXCEEDED')).toHaveLength(3);
});

test('an operator changes how many while the sale runs, and everybody can read it', async () => {
  const concertId = await onSale.concert();
  const path = `/v1/admin/concerts/${concertId}`;
  const read = async () => (await onSale.operator('GET', `/v1/concerts/${concertId}`)).body.holdsPerVisit;
  expect(await read()).toBe(10);
  const fan = await inside(onSale, concertId);
  await held(fan, concertId, 1);

  const changed = await onSale.operator('PATCH', path, { holdsPerVisit: 1 });

  expect(changed).toMatchObject({ status: 200, body: { holdsPerVisit: 1 } });
  expect(await read()).toBe(1);
  expect((await fan.reserve(concertId, DATE, 2)).body.code).toBe('HOLD_LIMIT_EXCEEDED');
  for (const wrong of [0, -1, 1.5, 10_001, '3', null]) {
    expect(await onSale.operator('PATCH', path, { holdsPerVisit: wrong })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/holdsPerVisit' }] },
    });
  }
  expect((await onSale.operator('PATCH', path, { holdsPerVisit: 10_000 })).status).toBe(200);
});
