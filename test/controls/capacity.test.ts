import { expect, test } from '@jest/globals';
import { raceAtTheDoor } from './race-at-the-door.ts';

/*
 * How many are inside is counted under the lock on the door. What is left without it are the numbers of the line,
 * of which two who count at the same instant give out the same one.
 */
test('of two who come to the last place at the same instant the lock on the door lets one in', async () => {
  const { live, met, broken } = await raceAtTheDoor(2, []);
  expect(met).toBeLessThan(2);
  expect(live).toEqual(['ACTIVE', 'WAITING']);
  expect(broken).toEqual([]);
});

test('the numbers of the line keep the second one out as well', async () => {
  const { live, met, broken } = await raceAtTheDoor(2, ['the lock on the door']);
  expect(met).toBeGreaterThanOrEqual(2);
  expect(live).toEqual(['ACTIVE', 'WAITING']);
  expect(broken).toEqual([]);
});

test('with neither of them both come in, and the check finds one too many', async () => {
  const { live, met, broken } = await raceAtTheDoor(2, ['the lock on the door', 'the numbers of the line']);
  expect(met).toBe(2);
  expect(live).toEqual(['ACTIVE', 'ACTIVE']);
  expect(broken).toContainEqual(expect.stringMatching(/^I7 .*room for/));
});
