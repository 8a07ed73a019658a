import { expect, test } from '@jest/globals';
import { beginsOn, instantAt, localTime } from '../../src/contract/venue-time.ts';

test.each([
  [
    'Asia/Seoul',
    'never changes its clocks',
    '2027-03-28T02:30',
    '2027-03-27T17:30:00.000Z',
    '2027-03-28T02:30',
  ],
  [
    'America/New_York',
    'jumps from 02:00 to 03:00',
    '2027-03-14T02:30',
    '2027-03-14T07:30:00.000Z',
    '2027-03-14T03:30',
  ],
  ['America/New_York', 'has 01:30 twice', '2027-11-07T01:30', '2027-11-07T06:30:00.000Z', '2027-11-07T01:30'],
  ['America/New_York', 'is past both', '2027-11-07T02:00', '2027-11-07T07:00:00.000Z', '2027-11-07T02:00'],
  [
    'Europe/London',
    'jumps from 01:00 to 02:00',
    '2027-03-28T01:15',
    '2027-03-28T01:15:00.000Z',
    '2027-03-28T02:15',
  ],
  ['Europe/London', 'has 01:15 twice', '2027-10-31T01:15', '2027-10-31T01:15:00.000Z', '2027-10-31T01:15'],
  [
    'Australia/Lord_Howe',
    'jumps by half an hour',
    '2027-10-03T02:10',
    '2027-10-02T15:40:00.000Z',
    '2027-10-03T02:40',
  ],
  [
    'Australia/Lord_Howe',
    'has 01:45 twice',
    '2027-04-04T01:45',
    '2027-04-03T15:15:00.000Z',
    '2027-04-04T01:45',
  ],
  ['America/Havana', 'has no midnight', '2027-03-14T00:30', '2027-03-14T05:30:00.000Z', '2027-03-14T01:30'],
  [
    'Pacific/Chatham',
    'is three quarters of an hour off',
    '2027-07-01T19:00',
    '2027-07-01T06:15:00.000Z',
    '2027-07-01T19:00',
  ],
])('%s %s', (timeZone, _what, local, instant, shown) => {
  expect(instantAt(local, timeZone)).toBe(instant);
  expect(localTime(instant, timeZone)).toBe(shown);
});

test('what is no time is no instant', () => {
  for (const nothing of ['', '2027-02-30T25:00', 'tomorrow'])
    expect(instantAt(nothing, 'Asia/Seoul')).toBeNull();
});

test.each([
  ['at its first minute', '2027-07-05', '2027-07-04T15:00:00Z', true],
  ['a minute before', '2027-07-05', '2027-07-04T14:59:00Z', false],
  ['in its evening', '2027-07-05', '2027-07-05T10:00:00Z', true],
  ['after midnight', '2027-07-05', '2027-07-05T20:59:00Z', true],
  ['in the morning after', '2027-07-05', '2027-07-05T21:00:00Z', false],
  ['two years later', '2027-07-05', '2029-07-05T10:00:00Z', false],
])('%s: whether it begins on that date in Seoul', (_when, date, startsAt, does) => {
  expect(beginsOn(date, startsAt, 'Asia/Seoul')).toBe(does);
});
