import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Remembered } from '../../src/database/remembered.ts';

/** The clock of this process stands still but for what the tests let pass. */
let now = 0;
beforeEach(() => {
  now = 0;
  performance.now = () => now;
});
afterEach(() => {
  Reflect.deleteProperty(performance, 'now');
});

test('what was set is known for its time and not a moment longer', () => {
  const known = new Remembered<number>(100);
  known.set('a', 1);
  now += 99;
  expect(known.get('a')).toBe(1);
  now += 1;
  expect(known.get('a')).toBeUndefined();
});

test('what is set again begins its time anew', () => {
  const known = new Remembered<number>(100);
  known.set('a', 1);
  now += 60;
  known.set('b', 2);
  known.set('a', 3);
  now += 60;
  known.set('c', 4);
  expect([known.get('a'), known.get('b'), known.get('c')]).toEqual([3, 2, 4]);
});

test('what is forgotten is gone at once', () => {
  const known = new Remembered<number>(100);
  known.set('a', 1);
  known.forget('a');
  expect(known.get('a')).toBeUndefined();
});

test('whoever asks while it is read shares the read', async () => {
  const known = new Remembered<Promise<number>>(100);
  let reads = 0;
  const read = async () => {
    reads += 1;
    return 7;
  };
  expect(await Promise.all([known.orRead('a', read), known.orRead('a', read)])).toEqual([7, 7]);
  expect(reads).toBe(1);
});

test('a read that fails is told to all who shared it, and forgotten', async () => {
  const known = new Remembered<Promise<number>>(100);
  const failing = async () => {
    throw new Error('away');
  };
  const asked = await Promise.allSettled([known.orRead('a', failing), known.orRead('a', failing)]);
  expect(asked.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await known.orRead('a', async () => 8)).toBe(8);
});
