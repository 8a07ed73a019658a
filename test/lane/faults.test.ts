import { expect, test } from '@jest/globals';
import { isBrokenOff, isOutage, isTransient, isUndone } from '../../src/lane/faults.ts';

/** As the drivers throw it: the code stands somewhere in the chain of causes, or there is only a sentence. */
const fault = (code: string | undefined, message: string) =>
  new Error('query failed', { cause: Object.assign(new Error(message), code === undefined ? {} : { code }) });

test.each([
  ['57P01', 'terminating connection due to administrator command'],
  ['57014', 'canceling statement due to statement timeout'],
  ['57P03', 'the database system is starting up'],
  ['53300', 'sorry, too many clients already'],
  ['25P03', 'terminating connection due to idle-in-transaction timeout'],
  ['08006', 'connection failure'],
  ['ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:1'],
  ['ECONNRESET', 'read ECONNRESET'],
  ['EPIPE', 'write EPIPE'],
  ['40003', 'statement completion unknown'],
])('the database is away when it says %s: %s', (code, message) => {
  expect(isOutage(fault(code, message))).toBe(true);
});

test.each([
  'Connection terminated unexpectedly',
  'Connection terminated due to connection timeout',
  'Client has encountered a connection error and is not queryable',
  'Client was closed and is not queryable',
  'timeout exceeded when trying to connect',
  'Query read timeout',
])('the database is away when the driver says "%s"', (message) => {
  expect(isOutage(new Error(message))).toBe(true);
});

test.each(['40001', '40P01', '23505'])('%s passes with another try, and the database is there', (code) => {
  expect([isTransient(fault(code, '')), isOutage(fault(code, ''))]).toEqual([true, false]);
});

test.each(['23514', 'P0001', '42P01', '22003'])('%s stays as it is, however often it is tried', (code) => {
  expect(isTransient(fault(code, ''))).toBe(false);
});

test('a fault of our own is neither', () => {
  const bug = new TypeError("Cannot read properties of undefined (reading 'id')");
  expect([isTransient(bug), isOutage(bug)]).toEqual([false, false]);
});

test.each([
  ['57P01', 'terminating connection due to administrator command'],
  ['57P02', 'terminating connection because of crash of another server process'],
  ['08006', 'connection failure'],
  ['08007', 'transaction resolution unknown'],
  ['40003', 'statement completion unknown'],
  ['ECONNRESET', 'read ECONNRESET'],
  ['EPIPE', 'write EPIPE'],
  ['ETIMEDOUT', 'read ETIMEDOUT'],
  [undefined, 'Connection terminated unexpectedly'],
  [undefined, 'Client was closed and is not queryable'],
  [undefined, 'Query read timeout'],
])('whether it was done is in doubt when the store says %s: %s', (code, message) => {
  expect(isUndone(fault(code, message))).toBe(false);
});

test.each([
  ['57014', 'canceling statement due to statement timeout'],
  ['57P03', 'the database system is starting up'],
  ['53300', 'sorry, too many clients already'],
  ['08001', 'could not connect'],
  ['40001', 'could not serialize access'],
  ['ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:1'],
])('nothing was done when the store says %s: %s', (code, message) => {
  expect(isUndone(fault(code, message))).toBe(true);
});

test.each([
  ['57P01', 'terminating connection due to administrator command', true],
  ['ECONNRESET', 'read ECONNRESET', true],
  [undefined, 'Connection terminated unexpectedly', true],
  ['ETIMEDOUT', 'read ETIMEDOUT', false],
  [undefined, 'Query read timeout', false],
  [undefined, 'timeout exceeded when trying to connect', false],
  ['ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:1', false],
  ['57014', 'canceling statement due to statement timeout', false],
])('a store may be asked at once what became of it when it says %s: %s (%p)', (code, message, is) => {
  expect(isBrokenOff(Object.assign(new Error(message), code === undefined ? {} : { code }))).toBe(is);
});
