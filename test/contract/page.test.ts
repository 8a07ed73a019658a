import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { pageOf } from '../../src/contract/page.ts';

const PATH = '/v1/wallet/entries';
const rows = (count: number) => Array.from({ length: count }, (_, at) => ({ id: at + 1 }));
const cursorOf = ({ id }: { id: number }) => ({ before: `${id}` });
const page = (count: number, limit: number, query: Record<string, unknown> = {}) =>
  pageOf(rows(count), limit, { path: PATH, query }, cursorOf);

test.each([
  ['no rows', 0, [], null],
  ['fewer than fit', 2, [1, 2], null],
  ['exactly as many as fit', 3, [1, 2, 3], null],
  ['one more, which is known and not shown', 4, [1, 2, 3], `${PATH}?before=3`],
])('of %s', (_what, count, ids, next) => {
  expect(page(count, 3)).toEqual({ rows: ids.map((id) => ({ id })), next });
});

test.each<[string, Record<string, unknown>, string]>([
  ['with what else was asked for', { sold: true, limit: 3 }, 'sold=true&limit=3&before=3'],
  ['without what was not asked for', { sold: undefined, date: '2027-05-01' }, 'date=2027-05-01&before=3'],
  ['from its own last row, not from where this page began', { before: '9' }, 'before=3'],
  ['in a form that stands in an address', { name: '김 & co?' }, 'name=%EA%B9%80+%26+co%3F&before=3'],
])('the next page goes on %s', (_what, query, next) => {
  expect(page(4, 3, query).next).toBe(`${PATH}?${next}`);
});

test('whoever follows next from page to page sees each row once, in order', () => {
  fc.assert(
    fc.property(fc.nat(40), fc.integer({ min: 1, max: 7 }), (count, limit) => {
      const seen: number[] = [];
      for (let address: string | null = PATH; address !== null; ) {
        const last = Number(new URL(address, 'http://localhost').searchParams.get('before') ?? 0);
        const read = rows(count).slice(last, last + limit + 1);
        const shown = pageOf(read, limit, { path: PATH, query: {} }, cursorOf);
        seen.push(...shown.rows.map(({ id }) => id));
        address = shown.next;
      }
      expect(seen).toEqual(rows(count).map(({ id }) => id));
    }),
  );
});
