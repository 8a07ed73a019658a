import { describe, expect, test } from '@jest/globals';
import { admissionKinds } from '../../src/admission/kinds.ts';
import { ROUTES } from '../../src/api/routes.ts';
import { bookingKinds } from '../../src/booking/kinds.ts';
import { PARAMS, paramsIn } from '../../src/contract/params.ts';
import { type Code, STATUS_OF } from '../../src/contract/refusals.ts';
import { KIND_NAMES, KINDS, kindOf } from '../../src/on-sale.ts';
import { readFiles } from '../house/files.ts';

/** Which refusal it is where several would fit, by the contract: one of an earlier group. */
const GROUPS: Code[][] = [
  ['INVALID_TOKEN'],
  ['NOT_ADMITTED', 'VISIT_OVER'],
  [
    ...['USER_NOT_FOUND', 'CONCERT_NOT_FOUND', 'TOKEN_NOT_FOUND', 'SEATS_NOT_FOUND', 'SEAT_NOT_FOUND'],
    'RESERVATION_NOT_FOUND',
  ] as Code[],
  ['SALE_NOT_OPEN', 'TOKEN_ALREADY_ACTIVE', 'ALREADY_PAID', 'HOLD_EXPIRED', 'NOT_EXTENDABLE'],
  ['SEAT_LIMIT_EXCEEDED', 'HOLD_LIMIT_EXCEEDED'],
  ['SOLD_OUT', 'SEAT_ALREADY_RESERVED', 'SEAT_RECENTLY_YOURS', 'METHOD_NOT_OFFERED', 'INSUFFICIENT_BALANCE'],
];

const twice = (values: readonly string[]) => values.filter((value, at) => values.indexOf(value) !== at);

describe.each(KINDS.map((kind) => [kind.name, kind] as const))('%s', (name, kind) => {
  test('names its refusals once, in the order in which they are decided', () => {
    const { refusals, refusedAtTheDoor = [] } = kind;
    expect(twice([...refusals, ...refusedAtTheDoor])).toEqual([]);
    const groups = refusals.map((code) => GROUPS.findIndex((codes) => codes.includes(code)));
    expect(groups).not.toContain(-1);
    expect(groups).toEqual(groups.toSorted((one, other) => one - other));
  });

  test('has a status for each of its refusals: of theirs what they asked, of ours a fault', () => {
    for (const code of [...kind.refusals, ...(kind.refusedAtTheDoor ?? [])]) {
      expect(Math.floor(STATUS_OF[code] / 100)).toBe(4);
    }
    expect(STATUS_OF[kind.fault]).toBe(500);
  });

  test('tells each event once', () => {
    expect(twice(kind.tells)).toEqual([]);
  });

  test('is found by its name, and reached by its calls, which refuse what it refuses', () => {
    expect(kindOf(name)).toBe(kind);
    const paths = [kind.path, ...(kind.also === undefined ? [] : [kind.also.path])];
    const calls = ROUTES.filter(({ method, path }) => method === kind.method && paths.includes(path));
    expect(calls).toHaveLength(paths.length);
    const refused = new Set(calls.flatMap(({ refusals }) => refusals));
    expect([...refused]).toEqual(expect.arrayContaining([...kind.refusals]));
    for (const { write } of calls) expect(write).toBe('lane');
  });
});

test('each kind has a name of its own, and what is no kind is found to be none', () => {
  expect(twice(KIND_NAMES)).toEqual([]);
  expect(() => kindOf('refund-everybody')).toThrow(/refund-everybody/);
});

test.each([
  ['admission', admissionKinds],
  ['booking', bookingKinds],
] as const)('whoever decides the %s lane decides all its kinds', (lane, kinds) => {
  expect(KINDS.filter((kind) => kind.lane === lane)).toEqual([...kinds]);
});

describe('the calls', () => {
  test('have an address each', () => {
    // What a parameter is called makes no address.
    expect(twice(ROUTES.map(({ method, path }) => `${method} ${path.replaceAll(/\{\w+\}/g, '{}')}`))).toEqual(
      [],
    );
  });

  test.each(ROUTES.map((route) => [route.method, route.path, route] as const))(
    '%s %s',
    (_method, path, route) => {
      for (const name of paramsIn(path)) expect(PARAMS).toHaveProperty(name);
      expect(twice(route.refusals)).toEqual([]);
      for (const code of [...route.refusals, route.unavailable]) expect(STATUS_OF).toHaveProperty(code);
      for (const code of Object.values(route.bodyFaults ?? {})) expect(STATUS_OF).toHaveProperty(code);
      expect(Object.keys(route.answers).length).toBeGreaterThan(0);
    },
  );
});

test('each kind is decided in a table', async () => {
  const [sources, tables] = [await readFiles('src/admission', 'src/booking'), await readFiles('test')];
  const kinds = [...sources].filter(([, text]) => /= \w+Kind\(\{/.test(text)).map(([path]) => path);
  expect(kinds).toHaveLength(KINDS.length);
  const missing = kinds
    .map((path) => path.replace(/^src\/(.*)\.ts$/, 'test/$1.table.test.ts'))
    .filter((path) => !/\brefusalTable\(/.test(tables.get(path) ?? ''));
  expect(missing).toEqual([]);
});
