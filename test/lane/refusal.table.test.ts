import { expect, test } from '@jest/globals';
import { Refusal } from '../../src/lane/refusal.ts';

test('a refusal is an error with a code, and nothing else unless it is given', () => {
  const refusal = new Refusal('FULL');
  expect(refusal).toBeInstanceOf(Error);
  expect({ ...refusal }).toEqual({
    name: 'Refusal',
    code: 'FULL',
    faults: undefined,
    headers: {},
    more: {},
  });
  expect(refusal.message).toBe('FULL');
});

test('it says which fields are wrong, and what the answer says beside it', () => {
  const faults = [{ pointer: '/amount', detail: 'too much' }];
  const headers = { 'retry-after': '2' };
  expect(new Refusal('FULL', { faults, headers })).toMatchObject({ faults, headers });
});

test('nobody looks where a refusal came from, so it keeps no stack; other errors do, also afterwards', () => {
  const { stackTraceLimit } = Error;
  expect(new Refusal('FULL').stack).not.toMatch(/\n\s+at /);
  expect(Error.stackTraceLimit).toBe(stackTraceLimit);
  expect(new Error('a fault').stack).toMatch(/\n\s+at /);
});
