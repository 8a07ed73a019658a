import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SeatBook } from '../../src/booking/seat-book.ts';
import { SeatChanges } from '../../src/sale/seat-changes.ts';

const [DAY, NEXT_DAY] = ['2027-05-01', '2027-05-02'];
const NUMBERS = [1, 2, 3];

function bookOf(holders: Record<number, string> = {}): SeatBook {
  const book = new SeatBook();
  const of = (date: string) => (number: number) => ({ date, number, price: number * 100, holder: null });
  book.enter([...NUMBERS.map(of(DAY)), ...NUMBERS.map(of(NEXT_DAY))]);
  for (const [number, holder] of Object.entries(holders)) {
    book.take(book.find(DAY, [Number(number)]) ?? [], holder);
  }
  return book;
}

const holdersIn = (book: SeatBook, date = DAY) => book.find(date, NUMBERS)?.map(({ holder }) => holder);

test.each([
  ['one', [2], [200]],
  ['several, in the order asked for', [3, 1], [300, 100]],
  ['none, when none is asked for', [], []],
  ['not one that does not exist', [4], undefined],
  ['not those that exist beside one that does not', [1, 4], undefined],
])('seats are found by their numbers: %s', (_what, numbers, prices) => {
  expect(
    bookOf()
      .find(DAY, numbers)
      ?.map(({ price }) => price),
  ).toEqual(prices);
});

test('a date that was not loaded has no seats', () => {
  expect(bookOf().find('2027-05-03', [1])).toBeNull();
});

test('each date has seats of its own', () => {
  const book = bookOf({ 1: 'hold' });
  expect([holdersIn(book), holdersIn(book, NEXT_DAY)]).toEqual([
    ['hold', null, null],
    [null, null, null],
  ]);
});

test.each([
  ['what it has', [1, 2], [null, null, 'other']],
  ['a part of it', [1], [null, 'hold', 'other']],
  ['and nothing that another has', [2, 3], ['hold', null, 'other']],
  ['and nothing that does not exist', [9], ['hold', 'hold', 'other']],
])('a reservation frees %s', (_what, numbers, left) => {
  const book = bookOf({ 1: 'hold', 2: 'hold', 3: 'other' });
  book.free(DAY, numbers, 'hold');
  expect(holdersIn(book)).toEqual(left);
});

test('a reservation that ends late takes nothing from whoever took its seat since', () => {
  const book = bookOf({ 1: 'first' });
  book.free(DAY, [1], 'first');
  book.take(book.find(DAY, [1]) ?? [], 'second');
  book.free(DAY, [1], 'first');
  expect(holdersIn(book)).toEqual(['second', null, null]);
});

test('of each seat a batch tells only what it came to, one event a date', () => {
  const changes = new SeatChanges();
  changes.note(DAY, [1, 2], 'HELD');
  changes.note(NEXT_DAY, [1], 'SOLD');
  changes.note(DAY, [2, 3], 'AVAILABLE');
  const event = (date: string, told: object[]) => ({
    type: 'seats',
    concertId: 'concert',
    date,
    changes: told,
  });
  expect(changes.events('concert')).toEqual([
    event(DAY, [
      { number: 1, status: 'HELD' },
      { number: 2, status: 'AVAILABLE' },
      { number: 3, status: 'AVAILABLE' },
    ]),
    event(NEXT_DAY, [{ number: 1, status: 'SOLD' }]),
  ]);
});

test('a batch that changed no seat tells of none', () => {
  expect(new SeatChanges().events('concert')).toEqual([]);
});

test('what is told of a seat is what was noted last, however often it changed', () => {
  const anyNote = fc.record({
    date: fc.constantFrom(DAY, NEXT_DAY),
    number: fc.integer({ min: 1, max: 3 }),
    status: fc.constantFrom('AVAILABLE' as const, 'HELD' as const, 'SOLD' as const),
  });
  fc.assert(
    fc.property(fc.array(anyNote), (notes) => {
      const changes = new SeatChanges();
      for (const { date, number, status } of notes) changes.note(date, [number], status);
      const told = changes
        .events('concert')
        .flatMap(({ date, changes }) =>
          changes.map(({ number, status }) => [`${date} ${number}`, status] as const),
        );
      const last = new Map(notes.map(({ date, number, status }) => [`${date} ${number}`, status]));
      expect(told).toHaveLength(last.size);
      expect(new Map(told)).toEqual(last);
    }),
  );
});
