import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { estimatedWaitSeconds } from '../../src/admission/estimate.ts';

const room = { capacity: 10, admitPerMinute: null as number | null, activeSeconds: 600 };
const nobody = { admitted: 0, seconds: 60 };

test.each([
  ['nobody who is inside waits', 0, room, nobody, 0],
  ['the first in line, when nobody came in lately, for one visit', 1, room, nobody, 600],
  ['the last of as many as fit, for the same', 10, room, nobody, 600],
  ['the first of the next, for two visits', 11, room, nobody, 1_200],
  ['by the pace, one every ten seconds', 3, room, { admitted: 6, seconds: 60 }, 30],
  ['by the pace of five minutes', 50, room, { admitted: 100, seconds: 300 }, 150],
  ['part of a second counts as one', 1, room, { admitted: 7, seconds: 60 }, 9],
  ['at least a second, however fast it goes', 1, room, { admitted: 1_000_000, seconds: 60 }, 1],
  [
    'never faster than the rate: who is let in within the first minute need not wait for it',
    5,
    { ...room, admitPerMinute: 5 },
    { admitted: 600, seconds: 60 },
    1,
  ],
  [
    'and the next wait for the minute after',
    6,
    { ...room, admitPerMinute: 5 },
    { admitted: 600, seconds: 60 },
    12,
  ],
  [
    'slower than the rate when it goes slower',
    6,
    { ...room, admitPerMinute: 60 },
    { admitted: 1, seconds: 60 },
    360,
  ],
])('%s', (_what, rank, door, pace, seconds) => {
  expect(estimatedWaitSeconds(rank, door, pace)).toBe(seconds);
});

test('a whole number of seconds, which nobody further behind has less of', () => {
  const door = fc.record({
    capacity: fc.integer({ min: 1, max: 1_000_000 }),
    admitPerMinute: fc.option(fc.integer({ min: 1, max: 1_000_000 })),
    activeSeconds: fc.integer({ min: 1, max: 86_400 }),
  });
  const pace = fc.record({ admitted: fc.nat(1_000_000), seconds: fc.integer({ min: 60, max: 300 }) });
  fc.assert(
    fc.property(fc.nat(1_000_000), fc.nat(1_000), door, pace, (rank, further, door, pace) => {
      const seconds = estimatedWaitSeconds(rank, door, pace);
      expect(Number.isSafeInteger(seconds)).toBe(true);
      expect(estimatedWaitSeconds(rank + further, door, pace)).toBeGreaterThanOrEqual(seconds);
    }),
  );
});
