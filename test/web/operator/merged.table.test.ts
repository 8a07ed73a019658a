import { expect, test } from '@jest/globals';
import { faultsUnder, stillWrong } from '../../../web/operator/concert/faults.ts';
import { isTouched, mergedWith, yielded } from '../../../web/operator/concert/merged.ts';

const seen = { title: 'A', venue: null, waitingRoom: { capacity: 30, paused: false } };

test.each([
  ['nothing was changed', { title: 'B' }, seen, false],
  ['something else was', { title: 'B' }, { ...seen, venue: 'Hall' }, false],
  ['the same was', { title: 'B' }, { ...seen, title: 'C' }, true],
  [
    'another rule of the door was',
    { waitingRoom: { capacity: 40 } },
    { ...seen, waitingRoom: { capacity: 30, paused: true } },
    false,
  ],
  [
    'the same rule was',
    { waitingRoom: { capacity: 40 } },
    { ...seen, waitingRoom: { capacity: 25, paused: false } },
    true,
  ],
])('a change is disputed only when the same was changed: %s', (_, change, now, touched) => {
  expect(isTouched(change, seen, now)).toBe(touched);
});

const before = { title: 'A', room: { capacity: '30', rate: '' } };

test.each([
  ['untouched follows', before, { title: 'B', room: { capacity: '25', rate: '' } }, 'theirs', []],
  ['typed stays', { title: 'Mine', room: before.room }, before, { title: 'Mine', room: before.room }, []],
  [
    'each has changed something else',
    { title: 'Mine', room: before.room },
    { title: 'A', room: { capacity: '25', rate: '' } },
    { title: 'Mine', room: { capacity: '25', rate: '' } },
    [],
  ],
  [
    'both have changed the same',
    { title: 'A', room: { capacity: '40', rate: '' } },
    { title: 'A', room: { capacity: '25', rate: '9' } },
    { title: 'A', room: { capacity: '40', rate: '9' } },
    ['capacity'],
  ],
  [
    'both have changed it alike',
    { title: 'A', room: { capacity: '25', rate: '' } },
    { title: 'A', room: { capacity: '25', rate: '' } },
    'theirs',
    [],
  ],
])('a draft over what somebody else has made of it: %s', (_, draft, theirs, merged, disputed) => {
  expect(mergedWith(draft, before, theirs)).toEqual({
    draft: merged === 'theirs' ? theirs : merged,
    disputed,
  });
});

test('what is disputed can be yielded, and nothing else is', () => {
  const mine = { title: 'Mine', room: { capacity: '40', rate: '5' } };
  const theirs = { title: 'Theirs', room: { capacity: '25', rate: '9' } };
  expect(yielded(mine, theirs, ['capacity'])).toEqual({ title: 'Mine', room: { capacity: '25', rate: '5' } });
});

test('a fault is told for as long as what was found wrong stands there', () => {
  const judged = { title: undefined, dates: [{ date: '2020-01-01' }, { date: 'x' }] };
  const faults = new Map([
    ['/title', 'is missing'],
    ['/dates/0/date', 'is past'],
    ['/dates/1/date', 'is no date'],
  ]);
  const left = (now: unknown) => [...stillWrong(faults, judged, now).keys()];
  expect(left(judged)).toEqual(['/title', '/dates/0/date', '/dates/1/date']);
  expect(left({ ...judged, title: 'A' })).toEqual(['/dates/0/date', '/dates/1/date']);
  expect(left({ title: 'A', dates: [{ date: '2099-01-01' }, { date: 'x' }] })).toEqual(['/dates/1/date']);
  expect(left({ title: 'A', dates: [{ date: '2020-01-01' }] })).toEqual(['/dates/0/date']);
  expect(left({})).toEqual(['/title']);
  expect([...faultsUnder(faults, '/dates/1').keys()]).toEqual(['/date']);
});
