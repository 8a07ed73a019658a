import { describe, expect, test } from '@jest/globals';
import { extend } from '../../src/booking/extend.ts';
import { pay } from '../../src/booking/pay.ts';
import { reserve } from '../../src/booking/reserve.ts';
import {
  type BookingScene,
  BookingStand,
  DATE,
  HOLD_SECONDS,
  hold,
} from '../infrastructure/booking-ground.ts';
import { asked, later, NOW, tokenOf, wordsIn } from '../infrastructure/decided.ts';
import { refusalTable } from '../infrastructure/refusal-table.ts';

const wish = { tokenId: "ann's token", reservationId: 'hold' };
const reservations = [hold()];
const endsWith = (visitEndsAt: Date) => [tokenOf('ann', { visitEndsAt })];

describe('refuses', () => {
  refusalTable({
    kind: extend,
    stand: (found: BookingScene) => new BookingStand(found),
    wish,
    cases: [
      ['INVALID_TOKEN', 'there is no such token', { reservations }, { tokenId: 'none' }],
      ['INVALID_TOKEN', 'it is another’s', { reservations }, { tokenId: "bob's token" }],
      ['INVALID_TOKEN', 'its time is over', { reservations, tokens: [tokenOf('ann', { expiresAt: NOW })] }],
      ['NOT_ADMITTED', 'it waits', { reservations, tokens: [tokenOf('ann', { status: 'WAITING' })] }],
      ['RESERVATION_NOT_FOUND', 'there is none', {}],
      ['RESERVATION_NOT_FOUND', 'it is another’s', { reservations: [hold({ userId: 'bob' })] }],
      ['NOT_EXTENDABLE', 'it was extended', { reservations: [hold({ extended: true })] }],
      ['NOT_EXTENDABLE', 'it runs out at this instant', { reservations: [hold({ expiresAt: NOW })] }],
      ['NOT_EXTENDABLE', 'it ran out', { reservations: [hold({ status: 'EXPIRED' })] }],
      ['NOT_EXTENDABLE', 'it was given back', { reservations: [hold({ status: 'RELEASED' })] }],
      ['NOT_EXTENDABLE', 'it is paid', { reservations: [hold({ status: 'CONFIRMED' })] }],
      ['NOT_EXTENDABLE', 'it is of another visit', { reservations: [hold({ tokenId: 'earlier' })] }],
      ['NOT_EXTENDABLE', 'the concert has no more time to give', { reservations, holdExtensionSeconds: 0 }],
      [
        'NOT_EXTENDABLE',
        'it ends with the visit already',
        { reservations, tokens: endsWith(later(1 - HOLD_SECONDS * 1_000)) },
      ],
    ],
    mended: [
      [{ tokens: [], reservations: [hold({ userId: 'bob', extended: true })] }],
      [{ tokens: [tokenOf('ann', { status: 'WAITING' })] }],
      [{ tokens: [tokenOf('ann')] }],
      [{ reservations: [hold({ extended: true })] }],
      [{ reservations }],
    ],
  });
});

test.each([
  ['by the time of the concert', {}, later(60_001)],
  ['by another time of another concert', { holdExtensionSeconds: 5 }, later(5_001)],
  ['up to the end of its visit', { tokens: endsWith(later(2_000 - HOLD_SECONDS * 1_000)) }, later(2_000)],
])('a hold is made longer %s, once', (_how, found: BookingScene, expiresAt) => {
  const stand = new BookingStand({ reservations, ...found });
  const longer = { reservationId: 'hold', expiresAt: expiresAt.toISOString() };
  expect(stand.decide(extend, wish)).toEqual({ result: longer });
  expect(stand.left()).toMatchObject({
    changed: [{ id: 'hold', expiresAt, extended: true }],
    visits: [],
    events: [],
  });
  expect(stand.decide(extend, wish)).toEqual({ refused: 'NOT_EXTENDABLE' });
});

test('its token lives as long as it does', () => {
  const stand = new BookingStand({
    reservations,
    tokens: [tokenOf('ann', { expiresAt: later(2), holds: 3 })],
  });
  stand.decide(extend, wish);
  expect(stand.left().visits).toEqual([{ id: wish.tokenId, expiresAt: later(60_001), holds: 3 }]);
});

test('a hold of this very batch is made longer, and one that is paid then is paid', () => {
  const stand = new BookingStand({ balances: { ann: 100 } });
  stand.decide(reserve, { tokenId: wish.tokenId, date: DATE, seatNumbers: [1] });
  const reservationId = stand.left().held[0]?.id ?? '';
  expect(stand.decide(extend, { ...wish, reservationId })).toEqual({ result: expect.anything() });
  const expiresAt = later((HOLD_SECONDS + 60) * 1_000);
  expect(stand.left()).toMatchObject({ held: [{ expiresAt, extended: true }], changed: [] });
  const payment = { tokenId: wish.tokenId, reservationIds: [reservationId] };
  expect(stand.decide(pay, payment)).toEqual({ result: expect.anything() });
});

test('is answered in the language of whoever asks', () => {
  const { examples, answer } = extend;
  expect(answer.body(examples.result, wordsIn('ko')).message).toBe('임시 예약 시간이 연장되었습니다');
  expect(answer.body(examples.result, wordsIn('en')).message).toBe('The hold was extended');
});

test('wants the token and the reservation', () => {
  expect(extend.wants(asked(wish, 'ann'))).toEqual({ tokens: ["ann's token"], reservations: ['hold'] });
});
