import { describe, expect, test } from '@jest/globals';
import { estimateFor, letTimePass } from '../../src/admission/estimate.ts';

const START = Date.parse('2027-03-02T11:00:00.000Z');
const at = (seconds: number) => new Date(START + seconds * 1_000);
const room = (change = {}) => ({
  ...{ capacity: 100, admitPerMinute: null, activeSeconds: 600, paused: false },
  ...{ inside: 100, lookedAt: at(0), visitsEnded: 0, visitsSeconds: 0 },
  ...change,
});

test.each([
  ['inside', 0, {}, 0, null],
  ['nobody has gone yet: as if all stayed for the whole of their time', 1, {}, 600, [0, 600, 'planned']],
  ['the last of the next hundred', 100, {}, 600, [0, 600, 'planned']],
  ['the first after them', 101, {}, 1_200, [0, 1_200, 'planned']],
  ['there are places free', 5, { inside: 95 }, 1, [0, 1, 'planned']],
  ['there are places free for some', 6, { inside: 95 }, 600, [0, 600, 'planned']],
  ['paused', 1, { paused: true }, 600, [0, 600, 'unknown']],
  [
    'visits of a minute, for a quarter of an hour',
    100,
    { visitsEnded: 950, visitsSeconds: 57_000 },
    87,
    [84, 90, 'measured'],
  ],
  [
    'never faster than the rate',
    600,
    { admitPerMinute: 10, visitsEnded: 950, visitsSeconds: 57_000 },
    3_540,
    [3_540, 3_600, 'measured'],
  ],
  [
    'the first of a minute come in at once',
    5,
    { admitPerMinute: 10, activeSeconds: 1 },
    1,
    [0, 30, 'planned'],
  ],
  [
    'never longer than all of everybody’s time',
    10,
    { visitsEnded: 1, visitsSeconds: 1e9 },
    600,
    [175, 600, 'planned'],
  ],
] as const)('%s', (_what, rank, change, seconds, wait) => {
  const [low, high, basis] = wait ?? [];
  expect(estimateFor(rank, room(change))).toEqual({
    estimatedWaitSeconds: seconds,
    estimatedWait: wait === null ? null : { low, high, basis },
  });
});

describe('while time passes', () => {
  test('those inside are inside for as long, what was before fades, and a clock that goes back changes nothing', () => {
    const visits = letTimePass(room({ visitsEnded: 100 }), at(60));
    expect(visits.visitsEnded).toBeCloseTo(93.55, 2);
    expect(visits.visitsSeconds).toBeCloseTo(5_804, 0);
    expect(letTimePass({ ...visits }, at(0))).toEqual(visits);
  });

  test('three quarters of a minute in which nobody goes make it a fifth longer at most', () => {
    for (const known of [
      {},
      { visitsEnded: 30, visitsSeconds: 900 },
      { visitsEnded: 950, visitsSeconds: 57_000 },
    ]) {
      const before = estimateFor(100, room(known)).estimatedWait?.high ?? 0;
      const after = estimateFor(100, letTimePass(room(known), at(45))).estimatedWait?.high ?? 0;
      expect(after).toBeLessThanOrEqual(Math.ceil(before * 1.2));
    }
  });
});

/** Whole numbers below `limit`, the same for the same seed. */
function dice(seed: number) {
  let state = seed;
  return (limit: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % limit;
  };
}

test.each([
  ['everybody stays for a minute or three', (roll: (limit: number) => number) => 60 + roll(120)],
  ['half go at once, half stay to the end', (roll: (limit: number) => number) => (roll(2) === 0 ? 2 : 600)],
  ['nobody goes before the end', () => 600],
])('a sale of two hours, told every second, never jumps: %s', (_who, stay) => {
  const roll = dice(7);
  const door = room({ inside: 0 });
  const ends: number[] = [];
  let [waiting, told, first] = [2_000, Number.POSITIVE_INFINITY, -1];
  const admit = (now: number) => {
    while (waiting > 0 && door.inside < door.capacity) {
      waiting -= 1;
      door.inside += 1;
      ends.push(now + stay(roll));
    }
  };
  admit(0);
  for (let now = 1; now < 7_200 && waiting > 0; now += 1) {
    letTimePass(door, at(now));
    const gone = ends.filter((end) => end <= now).length;
    ends.splice(0, ends.length, ...ends.filter((end) => end > now));
    door.inside -= gone;
    door.visitsEnded += gone;
    admit(now);
    // The last in line, whose rank is the number of those who wait.
    const { high = 0, low = 0 } = estimateFor(waiting, door).estimatedWait ?? {};
    expect(low).toBeLessThanOrEqual(high);
    expect(high).toBeLessThanOrEqual(Math.ceil(told * 1.2));
    if (first === -1) first = high;
    told = high;
  }
  expect(first).toBeGreaterThan(5_000);
});
