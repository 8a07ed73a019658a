import { describe, expect, test } from '@jest/globals';
import { release } from '../../src/booking/release.ts';
import { type BookingScene, BookingStand, DATE, hold } from '../infrastructure/booking-ground.ts';
import { asked, later, NOW, tokenOf, wordsIn } from '../infrastructure/decided.ts';
import { refusalTable } from '../infrastructure/refusal-table.ts';

const wish = { tokenId: "ann's token", reservationId: 'hold' };
const reservations = [hold({ seatNumbers: [1, 2] })];

describe('refuses', () => {
  refusalTable({
    kind: release,
    stand: (found: BookingScene) => new BookingStand(found),
    wish,
    cases: [
      ['INVALID_TOKEN', 'there is no such token', { reservations }, { tokenId: 'none' }],
      ['INVALID_TOKEN', 'it is another’s', { reservations }, { tokenId: "bob's token" }],
      ['INVALID_TOKEN', 'it has paid', { reservations, tokens: [tokenOf('ann', { status: 'COMPLETED' })] }],
      [
        'INVALID_TOKEN',
        'its time ends at this instant',
        { reservations, tokens: [tokenOf('ann', { expiresAt: NOW })] },
      ],
      ['RESERVATION_NOT_FOUND', 'there is none', {}],
      ['RESERVATION_NOT_FOUND', 'it is another’s', { reservations: [hold({ userId: 'bob' })] }],
      [
        'RESERVATION_NOT_FOUND',
        'it is another’s, and paid',
        { reservations: [hold({ userId: 'bob', status: 'CONFIRMED' })] },
      ],
      ['RESERVATION_NOT_FOUND', 'it was given back', { reservations: [hold({ status: 'RELEASED' })] }],
      ['RESERVATION_NOT_FOUND', 'it ran out', { reservations: [hold({ status: 'EXPIRED' })] }],
      ['RESERVATION_NOT_FOUND', 'it was paid back', { reservations: [hold({ status: 'CANCELLED' })] }],
      ['RESERVATION_NOT_FOUND', 'it runs out at this instant', { reservations: [hold({ expiresAt: NOW })] }],
      ['ALREADY_PAID', 'it is paid', { reservations: [hold({ status: 'CONFIRMED' })] }],
      [
        'ALREADY_PAID',
        'it is paid, long ago',
        { reservations: [hold({ status: 'CONFIRMED', expiresAt: later(-1) })] },
      ],
    ],
    mended: [
      [{ tokens: [], reservations: [hold({ userId: 'bob', status: 'CONFIRMED' })] }],
      [{ tokens: [tokenOf('ann')] }],
      [{ reservations: [hold({ status: 'CONFIRMED' })] }],
      [{ reservations }],
    ],
  });
});

test.each<[string, BookingScene]>([
  ['by whoever is inside', {}],
  ['by whoever stands in line again', { tokens: [tokenOf('ann', { status: 'WAITING' })] }],
])('seats are given back %s', (_who, found) => {
  const stand = new BookingStand({ reservations, ...found });
  expect(stand.decide(release, wish)).toEqual({ result: { reservationId: 'hold', status: 'RELEASED' } });
  expect(stand.left()).toMatchObject({
    ended: [['hold', 'RELEASED', 'given-back']],
    holders: {},
    events: [
      { type: 'hold-ended', userId: 'ann', reservationId: 'hold', reason: 'given-back', note: null },
      { type: 'seats', date: DATE, changes: [1, 2].map((number) => ({ number, status: 'AVAILABLE' })) },
    ],
  });
  expect(stand.ground.liveSeatsOf('ann')).toBe(0);
  expect(stand.tells()).toEqual(new Set(release.tells));
});

test('the token and what else it holds stay as they are', () => {
  const other = hold({ id: 'other', seatNumbers: [5] });
  const stand = new BookingStand({ reservations: [...reservations, other] });
  stand.decide(release, wish);
  expect(stand.left()).toMatchObject({ completed: [], visits: [], holders: { 5: 'other' } });
  expect(stand.ground.standingToken(wish.tokenId, 'ann')).toEqual(tokenOf('ann'));
  expect(stand.ground.liveSeatsOf('ann')).toBe(1);
});

test('is answered in the language of whoever asks', () => {
  const { examples, answer } = release;
  const [ko, en] = [answer.body(examples.result, wordsIn('ko')), answer.body(examples.result, wordsIn('en'))];
  expect(ko).toEqual({ ...examples.result, message: '임시 예약이 해제되었습니다' });
  expect(en).toEqual({ ...examples.result, message: expect.stringMatching(/^[ -~]+$/) });
});

test('wants the token and the reservation', () => {
  expect(release.wants(asked(wish, 'ann'))).toEqual({ tokens: ["ann's token"], reservations: ['hold'] });
});
