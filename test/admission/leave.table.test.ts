import { describe, expect, test } from '@jest/globals';
import { join } from '../../src/admission/join.ts';
import { leave } from '../../src/admission/leave.ts';
import { type AdmissionScene, AdmissionStand, waiting } from '../infrastructure/admission-ground.ts';
import { asked, CONCERT, later, NOW, tokenOf, wordsIn } from '../infrastructure/decided.ts';
import { refusalTable } from '../infrastructure/refusal-table.ts';

const wish: { tokenId: string | null } = { tokenId: "ann's token" };
const ann = (change = {}) => tokenOf('ann', change);
const bob = tokenOf('bob', { number: 2 });

describe('refuses', () => {
  refusalTable({
    kind: leave,
    stand: (found: AdmissionScene) => new AdmissionStand(found),
    wish,
    cases: [
      ['INVALID_TOKEN', 'there is no such token', {}],
      ['INVALID_TOKEN', 'it is another’s', { inside: [ann(), bob] }, { tokenId: "bob's token" }],
      ['INVALID_TOKEN', 'it was given up', { inside: [ann({ status: 'LEFT' })] }],
      ['INVALID_TOKEN', 'it has paid', { inside: [ann({ status: 'COMPLETED' })] }],
      ['INVALID_TOKEN', 'it ran out', { inside: [ann({ status: 'EXPIRED' })] }],
      ['INVALID_TOKEN', 'its time ends at this instant', { inside: [ann({ expiresAt: NOW })] }],
      ['TOKEN_NOT_FOUND', 'the user has none', { inside: [bob] }, { tokenId: null }],
      [
        'TOKEN_NOT_FOUND',
        'the user’s was given up',
        { inside: [ann({ status: 'LEFT' })] },
        { tokenId: null },
      ],
      ['TOKEN_NOT_FOUND', 'the user’s is over', { inside: [ann({ expiresAt: NOW })] }, { tokenId: null }],
    ],
    mended: [[{}], [{}, { tokenId: null }], [{ inside: [ann({ expiresAt: later(1) })] }]],
  });
});

const ended = {
  type: 'token-ended',
  concertId: CONCERT,
  tokenId: "ann's token",
  userId: 'ann',
  status: 'LEFT',
};

test('whoever is inside gives the place to the first in line', () => {
  const stand = new AdmissionStand({ inside: [ann(), bob], waiting: [waiting('cat', 3), waiting('dan', 4)] });
  expect(stand.decide(leave, wish)).toEqual({ result: { status: 'LEFT' } });
  const { ended: gone, admitted, wentOut, room, events } = stand.left();
  expect([gone, admitted, wentOut]).toEqual([[["ann's token", 'LEFT']], ["cat's token"], [3]]);
  expect(room).toMatchObject({ waiting: 1, leftTotal: 1, expiredTotal: 0, admittedTotal: 3, lineVersion: 8 });
  expect(events).toEqual([
    ended,
    { type: 'line-moved', concertId: CONCERT },
    { type: 'admitted', concertId: CONCERT, tokenId: "cat's token", userId: 'cat', number: 3 },
  ]);
});

test('whoever waits leaves a gap in the line and no place inside', () => {
  const line = [waiting('ann', 3), waiting('cat', 4)];
  const stand = new AdmissionStand({ inside: [tokenOf('eve'), bob], waiting: line });
  expect(stand.decide(leave, wish)).toEqual({ result: { status: 'LEFT' } });
  const { admitted, wentOut, room, events } = stand.left();
  expect([admitted, wentOut]).toEqual([[], [3]]);
  expect(room).toMatchObject({ waiting: 1, leftTotal: 1, lineVersion: 8 });
  expect(events.map(({ type }) => type)).toEqual(['line-moved', 'token-ended']);
});

test('nobody’s rank changes when the last one inside leaves an empty line', () => {
  const stand = new AdmissionStand({ inside: [ann()] });
  stand.decide(leave, wish);
  expect(stand.left()).toMatchObject({ wentOut: [], room: { lineVersion: 7 }, events: [ended] });
  expect(stand.line.moved).toBe(false);
});

test.each<[string, AdmissionScene]>([
  ['nobody comes in while an operator has paused it', { paused: true }],
  ['nobody comes in when enough came in within a minute', { admitPerMinute: 1, admittedLastMinute: 1 }],
  ['nobody comes in while more are inside than may be', { capacity: 1 }],
])('%s', (_what, found) => {
  const stand = new AdmissionStand({ inside: [ann(), bob], waiting: [waiting('cat', 3)], ...found });
  expect(stand.decide(leave, wish)).toEqual({ result: { status: 'LEFT' } });
  expect(stand.left()).toMatchObject({ admitted: [], room: { waiting: 1 } });
});

test('a token is given up once, and its user may join again at the end of the line', () => {
  const stand = new AdmissionStand({ inside: [ann(), bob], waiting: [waiting('cat', 3)] });
  expect(stand.decide(leave, wish)).toEqual({ result: { status: 'LEFT' } });
  expect(stand.decide(leave, wish)).toEqual({ refused: 'INVALID_TOKEN' });
  expect(stand.decide(join, {})).toMatchObject({ result: { status: 'WAITING', number: 4, rank: 1 } });
});

test('tells what its story says; seats and ended holds of an ended token are told by whoever writes its end', () => {
  const stand = new AdmissionStand({ inside: [ann(), bob], waiting: [waiting('cat', 3)] });
  stand.decide(leave, wish);
  expect(new Set([...stand.tells(), 'seats', 'hold-ended'])).toEqual(new Set(leave.tells));
});

test('is answered in the language of whoever asks', () => {
  const { examples, answer } = leave;
  const message = expect.stringMatching(/^[ -~]+$/);
  expect(answer.body(examples.result, wordsIn('ko'))).toEqual({
    status: 'LEFT',
    message: '대기열 이탈이 완료되었습니다',
  });
  expect(answer.body(examples.result, wordsIn('en'))).toEqual({ status: 'LEFT', message });
});

test('wants the token', () => {
  expect(leave.wants(asked(wish, 'ann'))).toEqual({ leaving: "ann's token" });
  expect(leave.wants(asked({ tokenId: null }, 'ann'))).toEqual({ leavingOf: 'ann' });
});
