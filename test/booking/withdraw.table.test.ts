import { describe, expect, test } from '@jest/globals';
import { reserve } from '../../src/booking/reserve.ts';
import { withdraw } from '../../src/booking/withdraw.ts';
import { OPERATOR_ID } from '../../src/contract/caller.ts';
import { type BookingScene, BookingStand, DATE, hold } from '../infrastructure/booking-ground.ts';
import { asked, later, NOW, tokenOf } from '../infrastructure/decided.ts';
import { refusalTable } from '../infrastructure/refusal-table.ts';

const wish = { tokenId: "ann's token", reservationId: 'hold', userId: 'ann', who: 'Olga' };
const reservations = [hold({ seatNumbers: [1, 2] })];

describe('refuses', () => {
  refusalTable({
    kind: withdraw,
    stand: (found: BookingScene) => new BookingStand(found),
    wish,
    cases: [
      ['RESERVATION_NOT_FOUND', 'there is none', {}],
      ['RESERVATION_NOT_FOUND', 'it is not whose it was said to be', { reservations }, { userId: 'bob' }],
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
      [{ reservations: [hold({ userId: 'bob', status: 'CONFIRMED' })] }],
      [{ reservations: [hold({ status: 'CONFIRMED' })] }],
      [{ reservations }],
    ],
  });
});

test.each<[string, BookingScene]>([
  ['is inside', {}],
  ['has a token whose time is over', { tokens: [tokenOf('ann', { expiresAt: NOW })] }],
  ['has none any more', { tokens: [] }],
])('an operator ends the hold of a fan who %s, who is told', (_what, found) => {
  const stand = new BookingStand({ reservations, ...found });
  const outcome = stand.decide(withdraw, wish, OPERATOR_ID);
  expect(outcome).toEqual({ result: { reservationId: 'hold', status: 'RELEASED' } });
  const ended = { reservationId: 'hold', userId: 'ann', date: DATE, seatNumbers: [1, 2] };
  expect(stand.left()).toMatchObject({
    ended: [['hold', 'RELEASED', 'operator']],
    completed: [],
    holders: {},
    withdrawals: [{ who: 'Olga', correlationId: 'correlation', reservation: { id: 'hold' } }],
    events: [
      { type: 'hold-ended', reason: 'operator', note: null, ...ended },
      { type: 'seats', date: DATE, changes: [1, 2].map((number) => ({ number, status: 'AVAILABLE' })) },
    ],
  });
  expect(stand.ground.liveSeatsOf('ann')).toBe(0);
  expect(stand.tells()).toEqual(new Set(withdraw.tells));
});

test('what the operator says about it is kept, told and written down', () => {
  const stand = new BookingStand({ reservations });
  stand.decide(withdraw, { ...wish, reason: 'A camera stands here' }, OPERATOR_ID);
  expect(stand.left()).toMatchObject({
    withdrawals: [{ reservation: { endReason: 'operator', endNote: 'A camera stands here' } }],
    events: [{ type: 'hold-ended', reason: 'operator', note: 'A camera stands here' }, { type: 'seats' }],
  });
});

test('the fan may hold the seats again at once: it was not their doing', () => {
  const stand = new BookingStand({ reservations });
  stand.decide(withdraw, wish, OPERATOR_ID);
  const again = { tokenId: wish.tokenId, date: DATE, seatNumbers: [1, 2] };
  expect(stand.decide(reserve, again)).toEqual({ result: expect.anything() });
});

test('wants the fan’s token, which is locked before its holds, and the reservation', () => {
  expect(withdraw.wants(asked(wish, OPERATOR_ID))).toEqual({
    tokens: ["ann's token"],
    reservations: ['hold'],
  });
});
