import { describe, expect, test } from '@jest/globals';
import { join } from '../../src/admission/join.ts';
import type { Language } from '../../src/language/language.ts';
import {
  ACTIVE_SECONDS,
  type AdmissionScene,
  AdmissionStand,
  WAITING_SECONDS,
  waiting,
} from '../infrastructure/admission-ground.ts';
import { asked, CONCERT, later, NOW, tokenOf, wordsIn } from '../infrastructure/decided.ts';
import { refusalTable } from '../infrastructure/refusal-table.ts';

const full = [tokenOf('bob'), tokenOf('cat')];
const iso = (seconds: number) => later(seconds * 1_000).toISOString();

describe('refuses', () => {
  refusalTable({
    kind: join,
    stand: (found: AdmissionScene) => new AdmissionStand(found),
    wish: {},
    cases: [
      ['USER_NOT_FOUND', 'nobody is called so', { users: ['bob'] }],
      ['SALE_NOT_OPEN', 'it opens in a millisecond', { concert: { saleOpensAt: later(1) } }],
      ['SALE_NOT_OPEN', 'it closes at this instant', { concert: { saleClosesAt: NOW } }],
      ['SALE_NOT_OPEN', 'the last date begins at this instant', { concert: { lastStartsAt: NOW } }],
      ['SALE_NOT_OPEN', 'there is no date', { concert: { lastStartsAt: null } }],
      ['TOKEN_ALREADY_ACTIVE', 'inside already', { inside: [tokenOf('ann')] }],
      ['TOKEN_ALREADY_ACTIVE', 'in line already', { inside: full, waiting: [waiting('ann', 3)] }],
      ['SOLD_OUT', 'every seat is sold', { concert: { soldOut: true } }],
    ],
    mended: [
      [{ users: ['bob'], concert: { saleOpensAt: later(1), soldOut: true }, inside: [tokenOf('ann')] }],
      [{ users: ['ann'] }],
      [{ concert: { soldOut: true } }],
      [{ inside: [] }],
      [{ concert: {} }],
    ],
  });
});

describe('lets in at once', () => {
  test.each<[string, AdmissionScene]>([
    ['while there is room', {}],
    ['into the last place', { inside: [tokenOf('bob')] }],
    ['as the last of the minute', { capacity: 9, admitPerMinute: 3, admittedLastMinute: 2 }],
    ['as the sale opens, until it closes', { concert: { saleOpensAt: NOW, saleClosesAt: later(1) } }],
    ['whoever has been here before', { inside: [tokenOf('ann', { status: 'LEFT' })] }],
  ])('%s', (_when, found) => {
    const stand = new AdmissionStand(found);
    const before = stand.left().room;
    const number = before.lastNumber + 1;
    const tokenId = expect.any(String);
    expect(stand.decide(join, {})).toEqual({
      result: {
        tokenId,
        userId: 'ann',
        concertId: CONCERT,
        status: 'ACTIVE',
        number,
        rank: 0,
        ahead: 0,
        estimatedWaitSeconds: 0,
        estimatedWait: null,
        joinedAt: iso(0),
        expiresAt: iso(ACTIVE_SECONDS),
      },
    });
    const { joined, admitted, cameIn, wentOut, room, events } = stand.left();
    // It was never written as waiting, so it is written once, as inside.
    expect([joined, admitted]).toMatchObject([[{ userId: 'ann', number, status: 'ACTIVE' }], []]);
    expect([cameIn, wentOut]).toEqual([[number], [number]]);
    expect(room).toEqual({
      ...before,
      lastNumber: number,
      lineVersion: before.lineVersion + 1,
      inside: before.inside + 1,
      admittedTotal: before.admittedTotal + 1,
    });
    expect(events.map(({ type }) => type)).toEqual(['line-moved', 'admitted']);
    expect(stand.tells()).toEqual(new Set(join.tells));
  });
});

describe('gives a place at the end of the line', () => {
  test.each<[string, AdmissionScene, rank: number]>([
    ['when it is full', { inside: full }, 1],
    ['behind all who wait', { inside: full, waiting: [waiting('dan', 3), waiting('eve', 4)] }, 3],
    ['behind those who are not loaded', { inside: full, waiting: [waiting('dan', 3)], head: 0 }, 2],
    ['when more are inside than may be', { inside: full, capacity: 1 }, 1],
    ['when enough came in within a minute', { admitPerMinute: 3, admittedLastMinute: 3 }, 1],
    ['while nobody is let in', { paused: true }, 1],
  ])('%s', (_when, found, rank) => {
    const stand = new AdmissionStand(found);
    const before = stand.left().room;
    const number = before.lastNumber + 1;
    const { result } = stand.decide(join, {}) as { result: { estimatedWaitSeconds: number } };
    expect(result).toMatchObject({
      status: 'WAITING',
      number,
      rank,
      ahead: rank - 1,
      joinedAt: iso(0),
      expiresAt: iso(WAITING_SECONDS),
    });
    expect(result.estimatedWaitSeconds).toBeGreaterThan(0);
    const { joined, cameIn, wentOut, room, events } = stand.left();
    expect(joined).toMatchObject([{ userId: 'ann', number, status: 'WAITING' }]);
    expect([cameIn, wentOut]).toEqual([[number], []]);
    expect(room).toMatchObject({ waiting: rank, admittedTotal: before.admittedTotal });
    expect(events).toEqual([{ type: 'line-moved', concertId: CONCERT }]);
  });

  test('whose wait is estimated by the visits that have ended, the burst that filled the room is nothing to it', () => {
    const stand = new AdmissionStand({ inside: full });
    const estimatedWait = { low: 0, high: 600, basis: 'planned' };
    expect(stand.decide(join, {})).toMatchObject({ result: { estimatedWaitSeconds: 600, estimatedWait } });
  });
});

test.each([
  ['WAITING', '대기열에 등록되었습니다 - 현재 순위: 318'],
  ['ACTIVE', '입장이 허용되었습니다'],
] as const)(
  'who is %s is answered with a token, signed for them as of the join, and where they stand',
  (status, said) => {
    const { examples, answer } = join;
    const { tokenId, userId, concertId, joinedAt, ...place } = { ...examples.result, status };
    const token = [tokenId, userId, concertId, joinedAt].join(' ');
    const answerIn = (language: Language) => answer.body({ ...examples.result, status }, wordsIn(language));
    expect(answerIn('ko')).toEqual({ token, ...place, message: said });
    expect(answerIn('en')).toEqual({ token, ...place, message: expect.stringMatching(/^[ -~]+$/) });
  },
);

test('wants to know the user and the token that they have', () => {
  expect(join.wants(asked({}, 'ann'))).toEqual({ joining: 'ann' });
});
