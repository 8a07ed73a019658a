import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { STATUS_OF } from '../../src/contract/refusals.ts';
import { type Answer, call } from '../infrastructure/call.ts';
import type { Fan } from '../infrastructure/fan.ts';
import { holdRunsOut, visitEnds } from '../infrastructure/in-time.ts';
import { inside } from '../infrastructure/inside.ts';
import { DATE } from '../infrastructure/on-sale.ts';
import { type ContractCode, expectRefused, REFUSALS } from '../infrastructure/refusals-of-the-contract.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const onSale = useOnSale({ laws: 'at the end' });

type Headers = Record<string, string>;

/** Refusals that need a store to be away, the service to be overrun or other settings, and the file that brings each about. */
const ELSEWHERE = {
  RATE_LIMITED: 'overload.test.ts',
  SERVER_BUSY: 'overload.test.ts',
  DATES_UNAVAILABLE: 'database-outage.test.ts',
  SEATS_UNAVAILABLE: 'database-outage.test.ts',
  CHARGE_FAILED: 'database-outage.test.ts',
  BALANCE_UNAVAILABLE: 'database-outage.test.ts',
  PAYMENT_FAILED: 'faults.test.ts',
  WALLET_CLOSED: '../wallet/closed.test.ts',
  METHOD_NOT_OFFERED: '../wallet/closed.test.ts',
} as const satisfies Partial<Record<ContractCode, string>>;

/** Every other refusal of the contract, brought about by a request that any client could make. */
const BROUGHT_ABOUT: Record<
  Exclude<ContractCode, keyof typeof ELSEWHERE>,
  (headers: Headers) => Promise<Answer>
> = {
  INVALID_REQUEST: async (headers) => {
    const [concertId, fan] = await fanInside();
    return fan.call('POST', `/v1/concerts/${concertId}/reservations`, { date: DATE }, headers);
  },
  CHANGED_MEANWHILE: async (headers) =>
    onSale.operator(
      'PATCH',
      `/v1/admin/concerts/${await onSale.concert()}`,
      { title: 'Mine' },
      { 'if-match': '"0"', ...headers },
    ),
  INVALID_AMOUNT: async (headers) => (await onSale.fan()).charge(0, headers),
  INVALID_TOKEN: (headers) =>
    call(onSale.url, 'GET', '/v1/wallet', {
      headers: { authorization: 'Bearer nobody.knows.it', ...headers },
    }),
  UNAUTHENTICATED: (headers) => call(onSale.url, 'GET', '/v1/wallet', { headers }),
  INSUFFICIENT_BALANCE: async (headers) => {
    const [concertId, fan] = await fanInside();
    const held = await fan.reserve(concertId, DATE, 1);
    return fan.pay(concertId, held.body.reservationId, headers);
  },
  NOT_ADMITTED: async (headers) => {
    const concertId = await onSale.concert({ waitingRoom: { capacity: 1, paused: true } });
    const fan = await onSale.fan();
    await fan.join(concertId);
    return fan.reserve(concertId, DATE, 1, headers);
  },
  VISIT_OVER: async (headers) => {
    const [concertId, fan] = await fanInside();
    await visitEnds(onSale, concertId, fan.userId);
    return fan.reserve(concertId, DATE, 1, headers);
  },
  SALE_NOT_OPEN: async (headers) => {
    const concertId = await onSale.concert({ saleOpensAt: '2099-01-01T00:00:00Z' });
    return (await onSale.fan()).join(concertId, headers);
  },
  FORBIDDEN: async (headers) => (await onSale.fan()).asUser('GET', '/v1/admin/ledger', undefined, headers),
  USER_NOT_FOUND: (headers) =>
    call(onSale.url, 'GET', '/v1/wallet', { headers: { 'x-user-id': randomUUID(), ...headers } }),
  CONCERT_NOT_FOUND: async (headers) => (await onSale.fan()).join(randomUUID(), headers),
  NO_AVAILABLE_DATES: async (headers) => {
    const concertId = await onSale.concert();
    const fan = await inside(onSale, concertId);
    await onSale.sql(sql`update concert_date set starts_at = '2001-01-01' where concert_id = ${concertId}`);
    return fan.call('GET', `/v1/concerts/${concertId}/dates`, undefined, headers);
  },
  SEATS_NOT_FOUND: async (headers) => {
    const [concertId, fan] = await fanInside();
    return fan.call('GET', `/v1/concerts/${concertId}/dates/2098-01-01/seats`, undefined, headers);
  },
  SEAT_NOT_FOUND: async (headers) => {
    const [concertId, fan] = await fanInside();
    return fan.reserve(concertId, DATE, 51, headers);
  },
  RESERVATION_NOT_FOUND: async (headers) => {
    const [concertId, fan] = await fanInside();
    return fan.pay(concertId, randomUUID(), headers);
  },
  REQUEST_NOT_FOUND: async (headers) =>
    (await onSale.fan()).asUser('GET', `/v1/requests/${randomUUID()}`, undefined, headers),
  TOKEN_NOT_FOUND: async (headers) => {
    const concertId = await onSale.concert();
    return (await onSale.fan()).asUser('GET', `/v1/concerts/${concertId}/tokens/mine`, undefined, headers);
  },
  TOKEN_ALREADY_ACTIVE: async (headers) => {
    const [concertId, fan] = await fanInside();
    return fan.join(concertId, headers);
  },
  SOLD_OUT: async (headers) => {
    const concertId = await onSale.concert({ dates: [{ date: DATE, seats: 1, price: 1_000 }] });
    const fan = await inside(onSale, concertId, { balance: 1_000 });
    await fan.pay(concertId, (await fan.reserve(concertId, DATE, 1)).body.reservationId);
    return (await onSale.fan()).join(concertId, headers);
  },
  SEAT_ALREADY_RESERVED: async (headers) => {
    const [concertId, first] = await fanInside();
    await first.reserve(concertId, DATE, 9);
    return (await inside(onSale, concertId)).reserve(concertId, DATE, 9, headers);
  },
  SEAT_LIMIT_EXCEEDED: async (headers) => {
    const [concertId, fan] = await fanInside();
    return fan.reserve(concertId, DATE, [1, 2, 3, 4, 5], headers);
  },
  SEAT_RECENTLY_YOURS: async (headers) => {
    const [concertId, fan] = await fanInside();
    const held = await fan.reserve(concertId, DATE, 1);
    await fan.release(concertId, held.body.reservationId);
    return fan.reserve(concertId, DATE, 1, headers);
  },
  HOLD_LIMIT_EXCEEDED: async (headers) => {
    const concertId = await onSale.concert({ holdsPerVisit: 1 });
    const fan = await inside(onSale, concertId);
    await fan.reserve(concertId, DATE, 1);
    return fan.reserve(concertId, DATE, 2, headers);
  },
  ALREADY_PAID: async (headers) => {
    const [concertId, fan] = await fanInside({ balance: 50_000 });
    const held = await fan.reserve(concertId, DATE, 1);
    await fan.pay(concertId, held.body.reservationId);
    await fan.join(concertId);
    return fan.pay(concertId, held.body.reservationId, headers);
  },
  NOT_EXTENDABLE: async (headers) => {
    const [concertId, fan] = await fanInside();
    const held = await fan.reserve(concertId, DATE, 1);
    await fan.extend(concertId, held.body.reservationId);
    return fan.extend(concertId, held.body.reservationId, headers);
  },
  HOLD_EXPIRED: async (headers) => {
    const [concertId, fan] = await fanInside({ balance: 50_000 });
    const held = await fan.reserve(concertId, DATE, 1);
    await holdRunsOut(onSale, held.body.reservationId);
    return fan.pay(concertId, held.body.reservationId, headers);
  },
  NOT_FOUND: (headers) => call(onSale.url, 'GET', '/v1/nothing-here', { headers }),
  METHOD_NOT_ALLOWED: (headers) => call(onSale.url, 'DELETE', '/v1/concerts', { headers }),
  UNSUPPORTED_MEDIA_TYPE: async (headers) => {
    const { userId } = await onSale.fan();
    const credential = { 'x-user-id': userId, 'content-type': 'text/plain' };
    return call(onSale.url, 'POST', '/v1/wallet/charges', {
      raw: '{"amount":1}',
      headers: { ...credential, ...headers },
    });
  },
  PAYLOAD_TOO_LARGE: async (headers) => {
    const body = { amount: 1, note: 'x'.repeat(1_000_000) };
    return (await onSale.fan()).asUser('POST', '/v1/wallet/charges', body, headers);
  },
  IDEMPOTENCY_KEY_REUSED: async (headers) => {
    const fan = await onSale.fan();
    await fan.charge(1_000, { 'idempotency-key': 'once' });
    return fan.charge(2_000, { 'idempotency-key': 'once', ...headers });
  },
};

const LANGUAGES = [
  ['ko', {}],
  ['en', { 'accept-language': 'en-GB,en;q=0.9,ko;q=0.8' }],
] as const;

describe.each(LANGUAGES)('in %s', (language, headers) => {
  test.each(Object.entries(BROUGHT_ABOUT))('%s is said in the words of the contract', async (code, bring) => {
    expectRefused(await bring(headers), code as ContractCode, language);
    expect(await onSale.invariants()).toEqual([]);
  });
});

test('no code that the service knows goes untested, and each has the contract’s status', async () => {
  const { INTERNAL_ERROR: ofOurs, ...ofTheContract } = STATUS_OF;
  expect(ofOurs).toBe(500);
  const tested = [...Object.keys(BROUGHT_ABOUT), ...Object.keys(ELSEWHERE)];
  expect(tested.sort()).toEqual(Object.keys(ofTheContract).sort());
  expect(ofTheContract).toEqual(
    Object.fromEntries(Object.entries(REFUSALS).map(([code, [status]]) => [code, status])),
  );
  for (const [code, file] of Object.entries(ELSEWHERE)) {
    expect(await readFile(join(import.meta.dirname, file), 'utf8')).toContain(`'${code}'`);
  }
});

test('the kind of a problem does not depend on the reader’s language', async () => {
  const [korean, english] = await Promise.all(
    LANGUAGES.map(([, headers]) => BROUGHT_ABOUT.CONCERT_NOT_FOUND(headers)),
  );
  const { detail: ofKorean, ...sameInKorean } = korean?.body ?? {};
  const { detail: ofEnglish, ...sameInEnglish } = english?.body ?? {};
  expect(sameInKorean).toEqual(sameInEnglish);
  expect(ofKorean).not.toEqual(ofEnglish);
});

test('a language that the service does not speak gets Korean, and the most wanted of two wins', async () => {
  const path = '/v1/nothing-here';
  const said = async (wanted: string) => {
    const answer = await call(onSale.url, 'GET', path, { headers: { 'accept-language': wanted } });
    return answer.headers.get('content-language');
  };
  expect(await said('de-DE,fr;q=0.5')).toBe('ko');
  expect(await said('ko;q=0.4,en-US;q=0.7')).toBe('en');
  expect(await said('*')).toBe('ko');
  expect(await said('en;q=0')).toBe('ko');
  expect(await said(';;;=,,%')).toBe('ko');
});

test('the refusal of an accepted request names the request', async () => {
  const [concertId, fan] = await fanInside();
  const refused = await fan.reserve(concertId, DATE, 51);
  const request = await fan.asUser('GET', `/v1/requests/${refused.body.requestId}`);
  expect(request).toMatchObject({ status: 200, body: { status: 'failed', problem: refused.body } });
});

async function fanInside(options: { balance?: number } = {}): Promise<[string, Fan]> {
  const concertId = await onSale.concert();
  return [concertId, await inside(onSale, concertId, options)];
}
