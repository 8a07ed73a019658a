import { describe, expect, test } from '@jest/globals';
import { Line } from '../../src/admission/line.ts';
import {
  ACTIVE_SECONDS,
  type AdmissionScene,
  AdmissionStand,
  WAITING_SECONDS,
  waiting,
} from '../infrastructure/admission-ground.ts';
import { CONCERT, later, NOW, tokenOf } from '../infrastructure/decided.ts';

const bob = tokenOf('bob', { number: 1 });
const line = [waiting('cat', 2), waiting('dan', 3), waiting('eve', 4)];

describe('as many come in as there are places for, lowest number first', () => {
  test.each<[string, AdmissionScene, places: number, inside: string[]]>([
    ['none when it is full', { capacity: 1 }, 0, ['bob']],
    ['one into one place', { capacity: 2 }, 0, ['bob', 'cat']],
    ['all, and there is more room', { capacity: 9 }, 5, ['bob', 'cat', 'dan', 'eve']],
    ['none when the capacity was lowered below those inside', { capacity: 0 }, -1, ['bob']],
    ['none while it is paused, however many places are free', { capacity: 9, paused: true }, 0, ['bob']],
    [
      'as many as the rate leaves',
      { capacity: 9, admitPerMinute: 5, admittedLastMinute: 3 },
      0,
      ['bob', 'cat', 'dan'],
    ],
    ['none when the rate is used up', { capacity: 9, admitPerMinute: 5, admittedLastMinute: 5 }, 0, ['bob']],
    [
      'none when the rate was lowered',
      { capacity: 9, admitPerMinute: 2, admittedLastMinute: 5 },
      -3,
      ['bob'],
    ],
    ['no more than fit, whatever the rate', { capacity: 2, admitPerMinute: 60 }, 0, ['bob', 'cat']],
    ['no more than are loaded', { capacity: 9, head: 1 }, 7, ['bob', 'cat']],
  ])('%s', (_what, found, places, inside) => {
    const stand = new AdmissionStand({ inside: [bob], waiting: line, ...found });
    expect(stand.line.places).toBe(places);
    expect(stand.usersThat('ACTIVE')).toEqual(inside);
    expect(stand.room).toMatchObject({ waiting: 4 - inside.length, admittedTotal: inside.length });
    expect(stand.line.admitted.map(({ userId }) => userId)).toEqual(inside.slice(1));
  });

  test('in whatever order places become free, and whoever has left is passed over', () => {
    const stand = new AdmissionStand({ inside: [bob], waiting: line, capacity: 1 });
    stand.end('cat', 'LEFT');
    stand.end('bob', 'LEFT');
    stand.line.admit();
    expect(stand.usersThat('ACTIVE')).toEqual(['dan']);
    expect(stand.usersThat('WAITING')).toEqual(['eve']);
  });
});

test('a visit begins at the instant of the admission, and patience at that of the join', () => {
  const stand = new AdmissionStand({ waiting: [waiting('ann', 1)], capacity: 1 });
  expect(stand.line.tokens.get("ann's token")).toMatchObject({ expiresAt: later(ACTIVE_SECONDS * 1_000) });
  expect(stand.line.join('bob')).toMatchObject({
    expiresAt: later(WAITING_SECONDS * 1_000),
    status: 'WAITING',
  });
});

describe('who joins stands behind all who wait', () => {
  test('so while some of them are not loaded nobody new is let in before them', () => {
    const stand = new AdmissionStand({ waiting: line, head: 2, capacity: 9 });
    stand.line.join('ann');
    stand.line.admit();
    expect(stand.usersThat('ACTIVE')).toEqual(['cat', 'dan']);
    expect(stand.line.places).toBe(7);
    expect(stand.room.waiting).toBe(2);
  });

  test('and is the next when all of them were loaded', () => {
    const stand = new AdmissionStand({ waiting: line, capacity: 4 });
    stand.line.join('ann');
    stand.line.join('bob');
    stand.line.admit();
    expect(stand.usersThat('ACTIVE')).toEqual(['cat', 'dan', 'eve', 'ann']);
    expect(stand.usersThat('WAITING')).toEqual(['bob']);
    // Whoever joined is written once, with the status that they have in the end.
    expect(stand.line.admitted.map(({ userId }) => userId)).toEqual(['cat', 'dan', 'eve']);
    expect(stand.line.joined.map(({ userId }) => userId)).toEqual(['ann', 'bob']);
  });
});

describe('a token ends', () => {
  test.each([
    ['EXPIRED', { expiredTotal: 1, leftTotal: 0 }],
    ['LEFT', { expiredTotal: 0, leftTotal: 1 }],
  ] as const)('as %s, is counted so and told so', (status, counted) => {
    const stand = new AdmissionStand({ inside: [bob], capacity: 1 });
    stand.end('bob', status);
    expect(stand.line.places).toBe(1);
    expect(stand.room).toMatchObject(counted);
    expect(stand.line.liveTokenOf('bob')).toBeUndefined();
    expect(stand.left()).toMatchObject({
      ended: [["bob's token", status]],
      events: [{ type: 'token-ended', concertId: CONCERT, tokenId: "bob's token", userId: 'bob', status }],
    });
  });

  test('before those inside are counted, as what is due does, and its place is free', () => {
    const { room } = new AdmissionStand({ capacity: 1 });
    const standing = new Line(room, NOW, []);
    const over = { ...bob };
    standing.know(over);
    standing.end(over, 'EXPIRED', 'visit-over');
    // The database counts it among those inside, for its end is not written yet.
    standing.enter({ active: 1, admittedLastMinute: 0 });
    expect(standing.places).toBe(1);
  });
});

test('the version grows once a batch, and the change of the line is told once', () => {
  const stand = new AdmissionStand({ waiting: line, capacity: 1 });
  stand.line.join('ann');
  stand.line.join('bob');
  stand.end('dan', 'LEFT');
  expect(stand.left()).toMatchObject({ cameIn: [5, 6], wentOut: [2, 3], room: { lineVersion: 8 } });
  const told = stand.left().events.filter(({ type }) => type === 'line-moved');
  expect(told).toEqual([{ type: 'line-moved', concertId: CONCERT }]);
});

test('a line in which nothing happened has not moved', () => {
  const stand = new AdmissionStand({ inside: [bob], waiting: line, capacity: 1 });
  expect([stand.line.moved, stand.room.lineVersion, stand.left().events]).toEqual([false, 7, []]);
});
