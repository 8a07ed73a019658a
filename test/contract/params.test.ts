import { describe, expect, test } from '@jest/globals';
import { PARAMS, paramsIn } from '../../src/contract/params.ts';
import { STATUS_OF } from '../../src/contract/refusals.ts';

test.each([
  ['/v1/concerts', []],
  ['/v1/concerts/{concertId}', ['concertId']],
  ['/v1/concerts/{concertId}/dates/{date}/seats', ['concertId', 'date']],
  ['/v1/requests/{requestId}', ['requestId']],
])('the parameters of %s', (path, names) => {
  expect(paramsIn(path)).toEqual(names);
});

const ID = '0192f0c1-7a3e-7c44-b1d8-2f9e5a6c8d01';

describe.each(['concertId', 'reservationId', 'requestId'] as const)('%s', (name) => {
  test.each([
    ['an id', ID, ID],
    ['an id in upper case, which is the same', ID.toUpperCase(), ID],
    ['an id of any version', '6f1d2c9e-4b0a-4e57-9a3c-1d2b8f60c7a1', '6f1d2c9e-4b0a-4e57-9a3c-1d2b8f60c7a1'],
    ['no word', 'mine', undefined],
    ['no id with something before it', ` ${ID}`, undefined],
    ['no id without its hyphens', ID.replaceAll('-', ''), undefined],
    ['nothing empty', '', undefined],
  ])('is %s', (_what, given, taken) => {
    expect(PARAMS[name].schema.safeParse(given).data).toBe(taken);
  });
});

test.each([
  ['2027-05-01', true],
  ['2028-02-29', true],
  ['2027-02-29', false],
  ['2027-13-01', false],
  ['0000-01-01', false],
  ['27-05-01', false],
  ['01-05-2027', false],
  ['2027-05-01T00:00:00Z', false],
  ['tomorrow', false],
])('a date: is %s one? %s', (given, is) => {
  expect(PARAMS.date.schema.safeParse(given).success).toBe(is);
});

test.each(Object.entries(PARAMS))('there is no such thing as a malformed %s', (_name, { missing }) => {
  expect(STATUS_OF[missing]).toBe(404);
});
