import { expect, test } from '@jest/globals';
import { instantAt, localTime, oddTime } from '../../../web/operator/concert/zoned-time.ts';

/** What clocks never show, what they show twice, and the hours round both, in six zones. */
test.each([
  ['Asia/Seoul', '2027-03-14T02:30', '2027-03-13T17:30:00.000Z', null],
  ['America/New_York', '2027-03-14T01:59', '2027-03-14T06:59:00.000Z', null],
  ['America/New_York', '2027-03-14T02:30', '2027-03-14T07:30:00.000Z', { how: 'never', instead: '03:30' }],
  ['America/New_York', '2027-03-14T03:00', '2027-03-14T07:00:00.000Z', null],
  ['America/New_York', '2027-11-07T00:59', '2027-11-07T04:59:00.000Z', null],
  ['America/New_York', '2027-11-07T01:30', '2027-11-07T06:30:00.000Z', { how: 'twice' }],
  ['America/New_York', '2027-11-07T02:00', '2027-11-07T07:00:00.000Z', null],
  ['Europe/London', '2027-03-28T01:15', '2027-03-28T01:15:00.000Z', { how: 'never', instead: '02:15' }],
  ['Europe/London', '2027-10-31T01:15', '2027-10-31T01:15:00.000Z', { how: 'twice' }],
  ['Australia/Lord_Howe', '2027-10-03T02:10', '2027-10-02T15:40:00.000Z', { how: 'never', instead: '02:40' }],
  ['Australia/Lord_Howe', '2027-04-04T01:45', '2027-04-03T15:15:00.000Z', { how: 'twice' }],
  ['America/St_Johns', '2027-03-14T02:00', '2027-03-14T05:30:00.000Z', { how: 'never', instead: '03:00' }],
  ['America/St_Johns', '2027-11-07T01:00', '2027-11-07T04:30:00.000Z', { how: 'twice' }],
  ['America/Santiago', '2027-09-05T00:00', '2027-09-05T04:00:00.000Z', { how: 'never', instead: '01:00' }],
  ['America/Santiago', '2027-04-03T23:30', '2027-04-04T03:30:00.000Z', { how: 'twice' }],
  ['UTC', '2027-03-28T01:15', '2027-03-28T01:15:00.000Z', null],
] as const)('in %s %s is %s', (zone, local, instant, odd) => {
  expect(instantAt(local, zone)).toBe(instant);
  expect(oddTime(local, zone)).toEqual(odd);
  if (odd?.how !== 'never') expect(localTime(instant, zone)).toBe(local);
});

test.each(['', 'tomorrow', '2027-02-30T10:00x'])('%j is no time', (local) => {
  expect(instantAt(local, 'Asia/Seoul')).toBeNull();
  expect(oddTime(local, 'Asia/Seoul')).toBeNull();
});
