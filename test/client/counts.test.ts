import { expect, test } from '@jest/globals';
import type { Code } from '../../client/description.ts';
import { counts, type Reply } from '../../client/index.ts';

function refusal(status: number, code: Code, location: string | null = null): Reply {
  const problem = { type: '', title: '', detail: '', status, code };
  return { ok: false, status, problem, headers: { get: (name) => (name === 'location' ? location : null) } };
}

test.each<[string, Reply, boolean]>([
  ['a refusal', refusal(409, 'SEAT_ALREADY_RESERVED'), true],
  ['a payment that failed', refusal(500, 'PAYMENT_FAILED'), true],
  ['a fault of a request that was accepted', refusal(500, 'INTERNAL_ERROR', '/v1/requests/one'), true],
  ['a fault', refusal(500, 'INTERNAL_ERROR'), false],
  ['a busy server', refusal(503, 'SERVER_BUSY'), false],
  ['a charge that failed', refusal(503, 'CHARGE_FAILED'), false],
  ['a list that cannot be read', refusal(503, 'SEATS_UNAVAILABLE'), false],
  ['too many requests', refusal(429, 'RATE_LIMITED'), false],
  ['nothing', { ok: false, status: 0, offline: true }, false],
])('%s is an answer to go by, or the same key may ask again', (_, reply, expected) => {
  expect(counts(reply)).toBe(expected);
});
