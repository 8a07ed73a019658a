import { gzipSync } from 'node:zlib';
import { beforeAll, expect, test } from '@jest/globals';
import { type Answer, call } from '../infrastructure/call.ts';
import type { Fan } from '../infrastructure/fan.ts';
import { inside } from '../infrastructure/inside.ts';
import { DATE } from '../infrastructure/on-sale.ts';
import { expectRefused } from '../infrastructure/refusals-of-the-contract.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const onSale = useOnSale({ laws: 'at the end' });
let concertId: string;
let fan: Fan;
beforeAll(async () => {
  concertId = await onSale.concert({ seatsPerUser: 1_000 });
  fan = await inside(onSale, concertId);
});

const WRITES = {
  join: () => `/v1/concerts/${concertId}/tokens`,
  reserve: () => `/v1/concerts/${concertId}/reservations`,
  pay: () => `/v1/concerts/${concertId}/payments`,
  charge: () => '/v1/wallet/charges',
};
type Write = keyof typeof WRITES;

const ID = '7b3f7a35-1f5c-4dd8-9d0e-3f9b7c0f7a10';
const OTHER = 'c1f6a0c4-6c52-4a4e-8d6e-5a4a0e7f2b11';

function pointersOf(answer: Answer): string[] {
  const errors: { pointer: string; detail: string }[] = answer.body.errors;
  for (const { detail } of errors) expect(detail).toMatch(/\S/);
  return [...new Set(errors.map(({ pointer }) => pointer))].sort();
}

/** What is sent, and where it is wrong. */
const WRONG: [Write, string, unknown, string[]][] = [
  ['join', 'an unknown field', { seat: 1 }, ['/seat']],
  ['join', 'a user id of another type', { userId: 7 }, ['/userId']],
  ['join', 'a user id that is none', { userId: 'me' }, ['/userId']],
  ['join', 'somebody else’s user id', { userId: ID }, ['/userId']],
  ['reserve', 'nothing', {}, ['/date']],
  ['reserve', 'no seat', { date: DATE }, ['/seatNumber']],
  ['reserve', 'no date', { seatNumber: 1 }, ['/date']],
  ['reserve', 'null for both', { date: null, seatNumber: null }, ['/date', '/seatNumber']],
  ['reserve', 'a number for the date', { date: 20991224, seatNumber: 1 }, ['/date']],
  ['reserve', 'a day that does not exist', { date: '2099-02-30', seatNumber: 1 }, ['/date']],
  ['reserve', 'a day with a time', { date: '2099-12-24T19:00:00Z', seatNumber: 1 }, ['/date']],
  ['reserve', 'the year nought', { date: '0000-01-01', seatNumber: 1 }, ['/date']],
  ['reserve', 'a seat as a string', { date: DATE, seatNumber: '1' }, ['/seatNumber']],
  ['reserve', 'half a seat', { date: DATE, seatNumber: 1.5 }, ['/seatNumber']],
  ['reserve', 'seat nought', { date: DATE, seatNumber: 0 }, ['/seatNumber']],
  ['reserve', 'a negative seat', { date: DATE, seatNumber: -1 }, ['/seatNumber']],
  ['reserve', 'a huge seat', { date: DATE, seatNumber: 2 ** 31 }, ['/seatNumber']],
  ['reserve', 'a seat beyond all integers', { date: DATE, seatNumber: 1e300 }, ['/seatNumber']],
  ['reserve', 'seats that are no list', { date: DATE, seatNumbers: 1 }, ['/seatNumbers']],
  ['reserve', 'no seats at all', { date: DATE, seatNumbers: [] }, ['/seatNumbers']],
  ['reserve', 'a seat twice', { date: DATE, seatNumbers: [1, 2, 1] }, ['/seatNumbers/2']],
  [
    'reserve',
    'wrong seats among right ones',
    { date: DATE, seatNumbers: [1, '2', 0] },
    ['/seatNumbers/1', '/seatNumbers/2'],
  ],
  [
    'reserve',
    'too many seats',
    { date: DATE, seatNumbers: Array.from({ length: 51 }, (_, seat) => seat + 1) },
    ['/seatNumbers'],
  ],
  ['reserve', 'a seat and seats', { date: DATE, seatNumber: 1, seatNumbers: [1] }, ['/seatNumbers']],
  [
    'reserve',
    'unknown fields, two',
    { date: DATE, seatNumber: 1, price: 1, userId: ID },
    ['/price', '/userId'],
  ],
  [
    'reserve',
    'an unknown field with a slash and a tilde',
    { date: DATE, seatNumber: 1, 'a/b~c': 1 },
    ['/a~1b~0c'],
  ],
  ['pay', 'nothing', {}, ['/reservationId']],
  ['pay', 'an id that is none', { reservationId: 'mine' }, ['/reservationId']],
  ['pay', 'an id of another type', { reservationId: 1 }, ['/reservationId']],
  ['pay', 'a list for one', { reservationId: [ID] }, ['/reservationId']],
  ['pay', 'one for a list', { reservationIds: ID }, ['/reservationIds']],
  ['pay', 'none', { reservationIds: [] }, ['/reservationIds']],
  ['pay', 'one twice', { reservationIds: [ID, OTHER, ID.toUpperCase()] }, ['/reservationIds/2']],
  ['pay', 'one and many', { reservationId: ID, reservationIds: [ID] }, ['/reservationIds']],
  ['pay', 'an amount', { reservationId: ID, amount: 1 }, ['/amount']],
  ['charge', 'a right amount and an unknown field', { amount: 1, currency: 'USD' }, ['/currency']],
  ['charge', 'somebody else’s user id', { amount: 1, userId: ID }, ['/userId']],
];

test.each(WRONG)('%s with %s is refused with a pointer to it', async (write, _what, body, pointers) => {
  const answer = await fan.call('POST', WRITES[write](), body);
  expectRefused(answer, 'INVALID_REQUEST');
  expect(pointersOf(answer)).toEqual(pointers);
});

test.each([
  ['missing', {}],
  ['null', { amount: null }],
  ['a string', { amount: '1000' }],
  ['an empty string', { amount: '' }],
  ['a float', { amount: 1_000.5 }],
  ['nought', { amount: 0 }],
  ['negative', { amount: -1_000 }],
  ['one won too many', { amount: 10_000_001 }],
  ['beyond all integers', { amount: 1e21 }],
  ['a list', { amount: [1_000] }],
  ['an object', { amount: { won: 1_000 } }],
  ['true', { amount: true }],
  ['wrong beside an unknown field', { amount: '1', note: 'x' }],
])('an amount that is %s is no valid amount', async (_what, body) => {
  const payer = await onSale.fan();
  const answer = await payer.asUser('POST', '/v1/wallet/charges', body);
  expectRefused(answer, 'INVALID_AMOUNT');
  expect(pointersOf(answer)).toContain('/amount');
  expect((await payer.wallet()).body.balance).toBe(0);
});

test('a wallet takes one won and ten million at a time, and a thousand million in all', async () => {
  const payer = await onSale.fan();
  for (let times = 0; times < 10; times += 1) {
    await Promise.all(Array.from({ length: 10 }, () => payer.charge(10_000_000)));
  }
  expect((await payer.wallet()).body.balance).toBe(1_000_000_000);
  expectRefused(await payer.charge(1), 'INVALID_AMOUNT');
  expect((await payer.wallet()).body.balance).toBe(1_000_000_000);
  expect((await (await onSale.fan()).charge(1)).body.balance).toBe(1);
});

const JSON_TYPE = { 'content-type': 'application/json' };

test.each([
  ['is broken', '{"date":'],
  ['has something behind it', '{} {}'],
  ['is a list', '[]'],
  ['is a string', '"date"'],
  ['is a number', '7'],
  ['is null', 'null'],
  ['is deep as a well', `${'['.repeat(20_000)}${']'.repeat(20_000)}`],
])('a body that %s is refused as a whole', async (_what, raw) => {
  for (const write of Object.keys(WRITES) as Write[]) {
    const answer = await post(write, raw, JSON_TYPE);
    expectRefused(answer, 'INVALID_REQUEST');
    expect(pointersOf(answer)).toEqual(['']);
  }
});

test('an empty body is an empty object, with or without a media type', async () => {
  const headers = { 'x-user-id': (await onSale.fan()).userId, prefer: 'wait=20' };
  const path = WRITES.join();
  expect(await call(onSale.url, 'POST', path, { headers })).toMatchObject({ status: 201 });
  const answer = await post('reserve', '', JSON_TYPE);
  expectRefused(answer, 'INVALID_REQUEST');
  expect(pointersOf(answer)).toEqual(['/date']);
});

test.each([
  ['text/plain'],
  ['application/x-www-form-urlencoded'],
  ['multipart/form-data; boundary=x'],
  ['application/merge-patch+json'],
  ['nonsense'],
])('a body of type %s is refused', async (type) => {
  expectRefused(await post('charge', '{"amount":1}', { 'content-type': type }), 'UNSUPPORTED_MEDIA_TYPE');
});

test('JSON is read whatever charset it says, and compressed', async () => {
  const charset = await post('charge', '{"amount":1}', { 'content-type': 'Application/JSON; charset=UTF-8' });
  expect(charset.status).toBe(201);
  const compressed = { ...JSON_TYPE, 'content-encoding': 'gzip' };
  expect((await post('charge', gzipSync('{"amount":1}'), compressed)).status).toBe(201);
  expectRefused(await post('charge', '{"amount":1}', compressed), 'INVALID_REQUEST');
  const unheardOf = { ...JSON_TYPE, 'content-encoding': 'unheard-of' };
  expectRefused(await post('charge', '{"amount":1}', unheardOf), 'UNSUPPORTED_MEDIA_TYPE');
});

test('a body over the limit is refused, however it comes', async () => {
  const raw = JSON.stringify({ amount: 1, note: 'x'.repeat(70_000) });
  expectRefused(await post('charge', raw, JSON_TYPE), 'PAYLOAD_TOO_LARGE');
  const bomb = gzipSync(JSON.stringify({ note: 'x'.repeat(20_000_000) }));
  expect(bomb.length).toBeLessThan(64 * 1024);
  expectRefused(
    await post('charge', bomb, { ...JSON_TYPE, 'content-encoding': 'gzip' }),
    'PAYLOAD_TOO_LARGE',
  );
  const streamed = await fetch(`${onSale.url}${WRITES.charge()}`, {
    method: 'POST',
    headers: { ...JSON_TYPE, authorization: `Bearer ${fan.token}` },
    body: new Blob([raw]).stream(),
    duplex: 'half',
  } as RequestInit);
  expect(streamed.status).toBe(413);
});

/** Odd values of every JSON type, and those that are right for one field and wrong for all others. */
const ODD = [
  ...[null, true, false, 0, -0, 1, 50, 51, 1.5, -1, 2 ** 31 - 1, 2 ** 31, 2 ** 53, 1e300, -1e300],
  ...['', ' ', '\0', '\u{1F3AB}', '\ud800', "'; drop table seat; --", '1', DATE, '0001-01-01', '9999-12-31'],
  ...['+10000-01-01', ID, ID.toUpperCase(), 'x'.repeat(5_000)],
  ...[[], [1, 2], [[1]], [null], [ID], Array.from({ length: 50 }, (_, seat) => seat + 1), {}, { length: 1 }],
];

/** A right body of each field's write. */
const RIGHT: [Write, Record<string, unknown>][] = [
  ['join', { userId: ID }],
  ['reserve', { date: DATE, seatNumber: 50 }],
  ['reserve', { date: DATE, seatNumbers: [49, 50] }],
  ['pay', { reservationId: ID }],
  ['pay', { reservationIds: [ID, OTHER] }],
  ['charge', { amount: 1, userId: ID }],
];

test('nothing that a client can put into a field is a fault of the server', async () => {
  const sent = RIGHT.flatMap(([write, right]) => [
    ...Object.keys(right).flatMap((field) => ODD.map((odd) => [write, { ...right, [field]: odd }] as const)),
    ...ODD.map((odd) => [write, odd] as const),
  ]);
  for (let from = 0; from < sent.length; from += 20) {
    const answers = await Promise.all(
      sent.slice(from, from + 20).map(async ([write, body]) => {
        const { status } = await post(write, JSON.stringify(body), JSON_TYPE);
        return { write, body, fault: status >= 500 };
      }),
    );
    expect(answers.filter(({ fault }) => fault)).toEqual([]);
  }
});

function post(write: Write, raw: string | Uint8Array, headers: Record<string, string>): Promise<Answer> {
  return call(onSale.url, 'POST', WRITES[write](), {
    raw,
    headers: { authorization: `Bearer ${fan.token}`, prefer: 'wait=20', ...headers },
  });
}

test('a call that takes no body refuses the fields of one, and does nothing', async () => {
  const concertId = await onSale.concert();
  const fan = await inside(onSale, concertId);
  const { reservationId } = (await fan.reserve(concertId, DATE, 1)).body;
  for (const path of ['tokens/me', `reservations/${reservationId}`]) {
    const answer = await fan.call('DELETE', `/v1/concerts/${concertId}/${path}`, { force: true });
    expect(answer).toMatchObject({
      status: 400,
      body: { code: 'INVALID_REQUEST', errors: [{ pointer: '/force' }] },
    });
  }
  expect((await fan.place(concertId)).body.status).toBe('ACTIVE');
  expect((await fan.call('GET', `/v1/reservations/${reservationId}`)).body.status).toBe('HELD');
  expect((await fan.release(concertId, reservationId)).status).toBe(200);
});
