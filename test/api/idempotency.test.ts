import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import type { Answer } from '../infrastructure/call.ts';
import { call } from '../infrastructure/call.ts';
import { Fan } from '../infrastructure/fan.ts';
import { inside } from '../infrastructure/inside.ts';
import { ADMIN_KEY, DATE } from '../infrastructure/on-sale.ts';
import { expectRefused } from '../infrastructure/refusals-of-the-contract.ts';
import { type Scene, setScene } from '../infrastructure/scene.ts';
import { Session } from '../infrastructure/session.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const onSale = useOnSale({ apis: 2 });

const key = (text: string) => ({ 'idempotency-key': text });

/** What a client sees of an answer that is the same as another one. */
const seen = ({ status, body, headers }: Answer) => ({ status, body, location: headers.get('location') });

/** The same fan at the door of the other API process. */
function elsewhere(fan: Fan): Fan {
  const other = new Fan(() => `http://127.0.0.1:${onSale.apis[1]?.port}`, fan.userId);
  other.token = fan.token;
  return other;
}

const operatorAt = (api: number, path: string, body: object, headers: Record<string, string>) =>
  call(`http://127.0.0.1:${onSale.apis[api]?.port}`, 'POST', path, {
    body,
    headers: { authorization: `Bearer ${ADMIN_KEY}`, ...headers },
  });

const scene = () => setScene(onSale, { balance: 200_000 });

const PLAN = { title: 'Once', dates: [{ date: DATE, price: 1_000, seats: 1 }], waitingRoom: { capacity: 1 } };

/** Every write that takes a key, as one client makes it, and how often it has been done. */
const WRITES: Record<
  string,
  (scene: Scene, fan: Fan, api: number, headers: Record<string, string>) => Promise<Answer>
> = {
  join: (_, fan, __, headers) => fan.asUser('POST', `/v1/concerts/${_.concertId}/tokens`, {}, headers),
  leave: ({ concertId }, fan, _, headers) => fan.leave(concertId, headers),
  reserve: ({ concertId }, fan, _, headers) => fan.reserve(concertId, DATE, [2, 3], headers),
  release: ({ concertId, held }, fan, _, headers) => fan.release(concertId, held, headers),
  pay: ({ concertId, held }, fan, _, headers) => fan.pay(concertId, held, headers),
  charge: (_, fan, __, headers) => fan.charge(5_000, headers),
  'create users': (_, __, api, headers) =>
    operatorAt(api, '/v1/admin/users', { users: [{ name: 'Kim' }, { name: 'Lee' }] }, headers),
  'create a concert': (_, __, api, headers) => operatorAt(api, '/v1/admin/concerts', PLAN, headers),
};

/** How much there is of everything that a write can make. */
async function census(): Promise<unknown> {
  const [counted] = await onSale.sql(sql`
    select (select count(*) from users) as users, (select count(*) from concert) as concerts,
           (select count(*) from seat) as seats, (select count(*) from queue_token) as tokens,
           (select count(*) from reservation) as reservations, (select count(*) from payment) as payments,
           (select count(*) from transfer) as transfers, (select count(*) from entry) as entries,
           (select sum(balance) from account) as money,
           (select count(*) from request where idempotency_key is not null) as keyed`);
  return counted;
}

describe.each(Object.entries(WRITES))('%s', (name, write) => {
  async function stage(): Promise<Scene> {
    const staged = await scene();
    if (name === 'join') await staged.fan.leave(staged.concertId);
    return staged;
  }

  test('again under the same key gets the same answer and does nothing more, wherever it arrives', async () => {
    const staged = await stage();
    const headers = key(randomUUID());
    const first = await write(staged, staged.fan, 0, headers);
    expect([200, 201]).toContain(first.status);
    const before = await census();
    for (const [fan, api] of [
      [staged.fan, 0],
      [elsewhere(staged.fan), 1],
    ] as const) {
      expect(seen(await write(staged, fan, api, headers))).toEqual(seen(first));
    }
    expect(await census()).toEqual(before);
  });

  test('fifty times at the same instant through two processes is done once', async () => {
    const staged = await stage();
    const headers = key(randomUUID());
    const fans = [staged.fan, elsewhere(staged.fan)] as const;
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        write(staged, fans[index % 2 === 0 ? 0 : 1], index % 2, headers),
      ),
    );
    const [first] = answers;
    expect([200, 201]).toContain(first?.status);
    const different = answers.filter((answer) => !isDeepStrictEqual(seen(answer), seen(first as Answer)));
    expect(different.map(seen)).toEqual([]);
    const before = await census();
    expect(seen(await write(staged, staged.fan, 0, headers))).toEqual(seen(first as Answer));
    expect(await census()).toEqual(before);
    const rows = await onSale.sql(
      sql`select 1 from request where idempotency_key = ${headers['idempotency-key']}`,
    );
    expect(rows).toHaveLength(1);
  });

  test('with a key that stands for another request is refused, and the first stays what it is', async () => {
    const staged = await stage();
    const headers = key(randomUUID());
    const operators = name.startsWith('create');
    const other = operators
      ? await operatorAt(0, '/v1/admin/users', { name: 'Park' }, headers)
      : await staged.fan.charge(77, headers);
    const before = await census();
    expectRefused(await write(staged, staged.fan, 0, headers), 'IDEMPOTENCY_KEY_REUSED');
    expect(await census()).toEqual(before);
    const again = operators
      ? await operatorAt(1, '/v1/admin/users', { name: 'Park' }, headers)
      : await elsewhere(staged.fan).charge(77, headers);
    expect(seen(again)).toEqual(seen(other));
  });
});

test('another body, another path or another method under the same key is another request', async () => {
  const { concertId, fan, held } = await scene();
  const headers = key('the same');
  await fan.reserve(concertId, DATE, 10, headers);
  expectRefused(await fan.reserve(concertId, DATE, 11, headers), 'IDEMPOTENCY_KEY_REUSED');
  expectRefused(await fan.reserve(concertId, DATE, [10], headers), 'IDEMPOTENCY_KEY_REUSED');
  expectRefused(await fan.pay(concertId, held, headers), 'IDEMPOTENCY_KEY_REUSED');
  expectRefused(await fan.release(concertId, held, headers), 'IDEMPOTENCY_KEY_REUSED');
  expectRefused(await fan.leave(concertId, headers), 'IDEMPOTENCY_KEY_REUSED');
  expectRefused(await fan.join(await onSale.concert(), headers), 'IDEMPOTENCY_KEY_REUSED');
  expectRefused(await fan.charge(1, headers), 'IDEMPOTENCY_KEY_REUSED');
  expect((await fan.call('GET', '/v1/reservations')).body.reservations).toMatchObject([
    { seatNumbers: [10], status: 'HELD' },
    { seatNumbers: [1], status: 'HELD' },
  ]);
});

test('two different bodies at the same instant under one key: one is done, the other refused', async () => {
  const { concertId, fan } = await scene();
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) => {
      const at = index % 2 === 0 ? fan : elsewhere(fan);
      return at.reserve(concertId, DATE, 20 + (index % 4 < 2 ? 0 : 1), key('one of two'));
    }),
  );
  const done = answers.filter(({ status }) => status === 201);
  expect(new Set(done.map(({ body }) => body.reservationId)).size).toBe(1);
  expect(answers.filter(({ status }) => status === 422)).toHaveLength(10);
  expect(done).toHaveLength(10);
});

test('a body says the same in whatever order its fields come', async () => {
  const { concertId, fan } = await scene();
  const path = `/v1/concerts/${concertId}/reservations`;
  const first = await fan.call('POST', path, { date: DATE, seatNumbers: [30, 31] }, key('ordered'));
  const again = await fan.call('POST', path, { seatNumbers: [30, 31], date: DATE }, key('ordered'));
  expect(seen(again)).toEqual(seen(first));
  expectRefused(
    await fan.call('POST', path, { seatNumbers: [31, 30], date: DATE }, key('ordered')),
    'IDEMPOTENCY_KEY_REUSED',
  );
  const { title, dates, waitingRoom } = PLAN;
  const [planned] = dates;
  const made = await operatorAt(0, '/v1/admin/concerts', PLAN, key('plan'));
  const turned = { waitingRoom, title, dates: [Object.fromEntries(Object.entries(planned ?? {}).reverse())] };
  expect(seen(await operatorAt(1, '/v1/admin/concerts', turned, key('plan')))).toEqual(seen(made));
});

test('after the token has ended each repeat still gets its first outcome, and nothing new is let in', async () => {
  const { concertId, fan, held } = await scene();
  const reserved = await fan.reserve(concertId, DATE, 2, key('reserve'));
  const released = await fan.release(concertId, reserved.body.reservationId, key('release'));
  const paid = await fan.pay(concertId, held, key('pay'));
  expect(paid.status).toBe(201);
  for (const who of [fan, elsewhere(fan)]) {
    expect(seen(await who.pay(concertId, held, key('pay')))).toEqual(seen(paid));
    expect(seen(await who.reserve(concertId, DATE, 2, key('reserve')))).toEqual(seen(reserved));
    expect(seen(await who.release(concertId, reserved.body.reservationId, key('release')))).toEqual(
      seen(released),
    );
    expectRefused(await who.reserve(concertId, DATE, 3, key('reserve')), 'IDEMPOTENCY_KEY_REUSED');
    expectRefused(await who.reserve(concertId, DATE, 3, key('new')), 'INVALID_TOKEN');
    expectRefused(await who.reserve(concertId, DATE, 3), 'INVALID_TOKEN');
  }
  expect((await fan.wallet()).body.balance).toBe(150_000);
});

test('whoever waits again still gets the outcome of a key from when they were inside', async () => {
  const concertId = await onSale.concert({ waitingRoom: { capacity: 1 } });
  const fan = await inside(onSale, concertId, { balance: 50_000 });
  const reserved = await fan.reserve(concertId, DATE, 1, key('hold'));
  const paid = await fan.pay(concertId, reserved.body.reservationId, key('pay'));
  await inside(onSale, concertId);
  expect((await fan.join(concertId)).body.status).toBe('WAITING');

  expect(seen(await fan.reserve(concertId, DATE, 1, key('hold')))).toEqual(seen(reserved));
  expect(seen(await fan.pay(concertId, reserved.body.reservationId, key('pay')))).toEqual(seen(paid));
  expectRefused(await fan.reserve(concertId, DATE, 2, key('hold')), 'IDEMPOTENCY_KEY_REUSED');
  expectRefused(await fan.reserve(concertId, DATE, 2, key('new')), 'NOT_ADMITTED');
});

test('a key is its user’s: the same of another user is another key', async () => {
  const concertId = await onSale.concert();
  const [first, second] = await onSale.admitted(concertId, 2);
  const answers = [
    await first?.reserve(concertId, DATE, 1, key('mine')),
    await second?.reserve(concertId, DATE, 2, key('mine')),
    await first?.charge(1, key('money')),
    await second?.charge(2, key('money')),
    await operatorAt(0, '/v1/admin/users', { name: 'Kim' }, key('mine')),
  ];
  expect(answers.map((answer) => answer?.status)).toEqual([201, 201, 201, 201, 201]);
});

test('a refusal is an outcome too, and is repeated even when it would succeed by now', async () => {
  const { concertId, fan, held } = await scene();
  const other = await inside(onSale, concertId);
  const unreserved = await other.reserve(concertId, DATE, 1, key('seat 1'));
  expectRefused(unreserved, 'SEAT_ALREADY_RESERVED');
  await fan.release(concertId, held);
  expect(seen(await other.reserve(concertId, DATE, 1, key('seat 1')))).toEqual(seen(unreserved));

  const poor = await other.reserve(concertId, DATE, 1, key('seat 1 again'));
  const unpaid = await other.pay(concertId, poor.body.reservationId, key('pay'));
  expectRefused(unpaid, 'INSUFFICIENT_BALANCE');
  await other.charge(50_000);
  expect(seen(await other.pay(concertId, poor.body.reservationId, key('pay')))).toEqual(seen(unpaid));
  expect((await other.pay(concertId, poor.body.reservationId, key('pay now'))).status).toBe(201);

  const nobody = new Fan(() => onSale.url, randomUUID());
  const uncharged = await nobody.charge(1, key('charge'));
  expectRefused(uncharged, 'USER_NOT_FOUND');
  await onSale.operator('POST', '/v1/admin/users', { users: [{ id: nobody.userId, name: 'Late' }] });
  expectRefused(await nobody.charge(1, key('charge')), 'USER_NOT_FOUND');
  expect((await nobody.charge(1, key('charge now'))).status).toBe(201);
});

test('each reader is told the same outcome in the language asked for', async () => {
  const { concertId, fan } = await scene();
  const korean = await fan.reserve(concertId, DATE, 2, key('hello'));
  const english = await fan.reserve(concertId, DATE, 2, { ...key('hello'), 'accept-language': 'en' });
  expect(english.body).toEqual({ ...korean.body, message: expect.stringMatching(/^[\x20-\x7e]+$/) });
});

test('while the first is undecided a repeat is the same request, and both get its outcome', async () => {
  const { concertId, fan } = await scene();
  const lane = await Session.holdingLane(onSale, `booking.${concertId}`);
  const now = { ...key('slow'), prefer: '' };
  const first = await fan.reserve(concertId, DATE, 2, now);
  expect(first).toMatchObject({ status: 202, body: { status: 'queued' } });
  expect(seen(await elsewhere(fan).reserve(concertId, DATE, 2, now))).toEqual(seen(first));
  const waiting = [
    fan.reserve(concertId, DATE, 2, key('slow')),
    elsewhere(fan).reserve(concertId, DATE, 2, key('slow')),
  ];
  const { body: undecided } = await fan.call('GET', first.headers.get('location') ?? '');
  expect(undecided.status).toBe('queued');
  await lane.end();
  const outcomes = await Promise.all(waiting);
  for (const outcome of outcomes) expect(outcome).toMatchObject({ status: 201, body: outcomes[0]?.body });
  expect(seen(await fan.reserve(concertId, DATE, 2, now))).toEqual(seen(first));
});

test.each([
  ['empty', ''],
  ['too long', 'k'.repeat(256)],
  ['not ASCII', 'cl\u00e9'],
  ['with a control character', 'a\tb'],
])('a key that is %s is refused', async (_what, text) => {
  const { concertId, fan } = await scene();
  expectRefused(await fan.charge(1, key(text)), 'INVALID_REQUEST');
  expectRefused(await fan.reserve(concertId, DATE, 2, key(text)), 'INVALID_REQUEST');
  expectRefused(await operatorAt(0, '/v1/admin/users', { name: 'Kim' }, key(text)), 'INVALID_REQUEST');
});

test('a key of 255 printable characters is a key', async () => {
  const fan = await onSale.fan();
  const text = `!~ "'\\{}; drop${'k'.repeat(241)}`;
  expect(text).toHaveLength(255);
  const first = await fan.charge(1, key(text));
  expect(first.status).toBe(201);
  expect(seen(await fan.charge(1, key(text)))).toEqual(seen(first));
});

test('what was never accepted leaves the key free', async () => {
  const { concertId, fan } = await scene();
  expectRefused(await fan.reserve(concertId, 'someday', 2, key('free')), 'INVALID_REQUEST');
  expectRefused(await fan.charge(0, key('free')), 'INVALID_AMOUNT');
  expect((await fan.reserve(concertId, DATE, 2, key('free'))).status).toBe(201);
});

test('what points into the body says so again, and a better body may take the key', async () => {
  const taken = await onSale.fan();
  const users = [{ id: taken.userId, name: 'Kim' }];
  for (const api of [0, 1]) {
    const refused = await operatorAt(api, '/v1/admin/users', { users }, key('new users'));
    expectRefused(refused, 'INVALID_REQUEST');
    expect(refused.body.errors).toMatchObject([{ pointer: '/users/0/id' }]);
  }
  const made = await operatorAt(0, '/v1/admin/users', { users: [{ name: 'Kim' }] }, key('new users'));
  expect(made.status).toBe(201);
});
