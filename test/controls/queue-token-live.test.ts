import { expect, test } from '@jest/globals';
import { raceAtTheDoor } from './race-at-the-door.ts';

test('the index of live tokens alone keeps two joins of one user apart', async () => {
  const { live, met, broken } = await raceAtTheDoor(1, ['the lock on the door', 'the numbers of the line']);
  expect(met).toBeGreaterThanOrEqual(2);
  expect(live).toEqual(['ACTIVE']);
  expect(broken).toEqual([]);
});

test('the numbers of the line keep them apart as well', async () => {
  const { live, broken } = await raceAtTheDoor(1, ['the lock on the door', 'the index of live tokens']);
  expect(live).toEqual(['ACTIVE']);
  expect(broken).toEqual([]);
});

test('with neither of them the same race gives a user two tokens, and the check finds it', async () => {
  const { live, met, broken } = await raceAtTheDoor(1, [
    'the lock on the door',
    'the index of live tokens',
    'the numbers of the line',
  ]);
  expect(met).toBe(2);
  expect(live).toEqual(['ACTIVE', 'ACTIVE']);
  expect(broken).toContainEqual(expect.stringMatching(/^I7 /));
});
