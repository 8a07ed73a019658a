import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { codesOf, ownCodesOf, type Refusing } from '../../../src/api/description/codes.ts';
import { ROUTES } from '../../../src/api/routes.ts';
import { STATUS_OF } from '../../../src/contract/refusals.ts';

const plain: Refusing = { method: 'get', credential: 'none', refusals: [], unavailable: 'SERVER_BUSY' };

test('any call can be too much, be refused for lack of room, or break', () => {
  expect(codesOf(plain)).toEqual(['RATE_LIMITED', 'INTERNAL_ERROR', 'SERVER_BUSY']);
});

test.each(['user', 'token', 'operator'] as const)(
  'a call for a %s can be refused for its credential',
  (credential) => {
    expect(codesOf({ ...plain, credential })).toEqual(
      expect.arrayContaining(['UNAUTHENTICATED', 'INVALID_TOKEN', 'FORBIDDEN']),
    );
    expect(codesOf({ ...plain, credential })).not.toContain('NOT_ADMITTED');
  },
);

test.each(['visitor', 'seat-viewer'] as const)(
  'whoever still waits is refused what is for a %s',
  (credential) => {
    expect(codesOf({ ...plain, credential })).toContain('NOT_ADMITTED');
  },
);

test('a body can be wrong, too large, or no JSON', () => {
  expect(codesOf({ ...plain, method: 'post', body: z.object({}) })).toEqual(
    expect.arrayContaining(['INVALID_REQUEST', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE']),
  );
});

test('a write without a body can still be asked wrongly, by its key or by a body', () => {
  expect(codesOf({ ...plain, method: 'delete', write: 'lane' })).toEqual(
    expect.arrayContaining(['INVALID_REQUEST', 'IDEMPOTENCY_KEY_REUSED']),
  );
});

test('a query can be wrong', () => {
  const query = z.object({ after: z.string() });
  expect(codesOf({ ...plain, query })).toContain('INVALID_REQUEST');
});

describe.each(ROUTES.map((route) => [`${route.method} ${route.path}`, route] as const))('%s', (_, route) => {
  const codes = codesOf(route);

  test('has all of its own codes, each once, by status', () => {
    expect(codes).toEqual(expect.arrayContaining([...route.refusals, route.unavailable]));
    expect(new Set(codes).size).toBe(codes.length);
    const statuses = codes.map((code) => STATUS_OF[code]);
    expect(statuses).toEqual(statuses.toSorted((a, b) => a - b));
  });

  test('tells its own codes apart from those of any such call', () => {
    expect(codes).toEqual(expect.arrayContaining(ownCodesOf(route)));
    expect(ownCodesOf(route)).not.toContain('UNAUTHENTICATED');
  });
});
