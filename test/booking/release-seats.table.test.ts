import { describe, expect, test } from '@jest/globals';
import { pay } from '../../src/booking/pay.ts';
import { release } from '../../src/booking/release.ts';
import { releaseSeats } from '../../src/booking/release-seats.ts';
import { reserve } from '../../src/booking/reserve.ts';
import { type BookingScene, BookingStand, DATE, hold } from '../infrastructure/booking-ground.ts';
import { asked, NOW, tokenOf, wordsIn } from '../infrastructure/decided.ts';
import { refusalTable } from '../infrastructure/refusal-table.ts';

const wish = { tokenId: "ann's token", reservationId: 'hold', seatNumbers: [2] };
const three = hold({ seatNumbers: [1, 2, 3], amount: 600 });
const reservations = [three];

describe('refuses', () => {
  refusalTable({
    kind: releaseSeats,
    stand: (found: BookingScene) => new BookingStand(found),
    wish,
    cases: [
      ['INVALID_TOKEN', 'there is no such token', { reservations }, { tokenId: 'none' }],
      ['INVALID_TOKEN', 'it is another’s', { reservations }, { tokenId: "bob's token" }],
      ['INVALID_TOKEN', 'its time is over', { reservations, tokens: [tokenOf('ann', { expiresAt: NOW })] }],
      ['RESERVATION_NOT_FOUND', 'there is none', {}],
      ['RESERVATION_NOT_FOUND', 'it is another’s', { reservations: [{ ...three, userId: 'bob' }] }],
      ['RESERVATION_NOT_FOUND', 'it was given back', { reservations: [{ ...three, status: 'RELEASED' }] }],
      [
        'RESERVATION_NOT_FOUND',
        'it runs out at this instant',
        { reservations: [{ ...three, expiresAt: NOW }] },
      ],
      ['SEAT_NOT_FOUND', 'the seat is not in it', { reservations }, { seatNumbers: [4] }],
      ['SEAT_NOT_FOUND', 'one of several is not', { reservations }, { seatNumbers: [1, 4] }],
      ['SEAT_NOT_FOUND', 'there is no such seat', { reservations }, { seatNumbers: [99] }],
      ['ALREADY_PAID', 'it is paid', { reservations: [{ ...three, status: 'CONFIRMED' }] }],
    ],
    mended: [
      [
        { tokens: [], reservations: [{ ...three, userId: 'bob', status: 'CONFIRMED' }] },
        { seatNumbers: [2, 4] },
      ],
      [{ tokens: [tokenOf('ann')] }],
      [{ reservations: [{ ...three, status: 'CONFIRMED' }] }],
      [{}, { seatNumbers: [2] }],
      [{ reservations }],
    ],
  });
});

const result = (status: string, seatNumbers: number[], amount: number) => ({
  result: { reservationId: 'hold', status, seatNumbers, amount },
});

test('the seat is free, and the rest is held on for what it costs', () => {
  const stand = new BookingStand({ reservations });
  expect(stand.decide(releaseSeats, wish)).toEqual(result('HELD', [1, 3], 400));
  expect(stand.left()).toMatchObject({
    ended: [],
    changed: [{ id: 'hold', seatNumbers: [1, 3], amount: 400, status: 'HELD', expiresAt: three.expiresAt }],
    returned: [{ reservationId: 'hold', number: 2 }],
    holders: { 1: 'hold', 3: 'hold' },
    events: [{ type: 'seats', date: DATE, changes: [{ number: 2, status: 'AVAILABLE' }] }],
  });
  expect(stand.ground.liveSeatsOf('ann')).toBe(2);
});

test('with the last of them the hold is released', () => {
  const stand = new BookingStand({ reservations });
  expect(stand.decide(releaseSeats, { ...wish, seatNumbers: [3, 1] })).toEqual(result('HELD', [2], 200));
  expect(stand.decide(releaseSeats, wish)).toEqual(result('RELEASED', [], 0));
  expect(stand.left()).toMatchObject({ ended: [['hold', 'RELEASED', 'given-back']], holders: {} });
  expect(stand.ground.liveSeatsOf('ann')).toBe(0);
  expect(stand.tells()).toEqual(new Set(releaseSeats.tells));
  expect(stand.decide(releaseSeats, wish)).toEqual({ refused: 'RESERVATION_NOT_FOUND' });
});

test('all at once is the same as the hold', () => {
  const stand = new BookingStand({ reservations });
  expect(stand.decide(releaseSeats, { ...wish, seatNumbers: [3, 1, 2] })).toEqual(result('RELEASED', [], 0));
  expect(stand.left()).toMatchObject({ returned: [], ended: [['hold', 'RELEASED', 'given-back']] });
});

test('a seat is given back once, is not its fan’s again at once, and another may have it', () => {
  const stand = new BookingStand({ reservations, seatsPerUser: 4 });
  stand.decide(releaseSeats, wish);
  expect(stand.decide(releaseSeats, wish)).toEqual({ refused: 'SEAT_NOT_FOUND' });
  const two = (userId: string) => ({ tokenId: `${userId}'s token`, date: DATE, seatNumbers: [2] });
  expect(stand.decide(reserve, two('ann'))).toMatchObject({ refused: 'SEAT_RECENTLY_YOURS' });
  expect(stand.decide(reserve, two('bob'), 'bob')).toEqual({ result: expect.anything() });
});

test('what is left is paid for at what it costs', () => {
  const stand = new BookingStand({ reservations, balances: { ann: 400 } });
  stand.decide(releaseSeats, wish);
  const payment = { tokenId: wish.tokenId, reservationIds: ['hold'] };
  expect(stand.decide(pay, payment)).toMatchObject({ result: { amount: 400, balance: 0 } });
  expect(stand.left().holders).toEqual({ 1: 'hold', 3: 'hold' });
});

test('what was held a moment ago is written as what is left of it', () => {
  const stand = new BookingStand();
  stand.decide(reserve, { tokenId: wish.tokenId, date: DATE, seatNumbers: [1, 2] });
  const reservationId = stand.left().held[0]?.id ?? '';
  expect(stand.decide(releaseSeats, { ...wish, reservationId })).toMatchObject({ result: { amount: 100 } });
  expect(stand.left()).toMatchObject({
    held: [{ seatNumbers: [1], amount: 100 }],
    changed: [],
    returned: [],
  });
  expect(stand.decide(release, { tokenId: wish.tokenId, reservationId })).toMatchObject({ result: {} });
  expect(stand.left().held).toMatchObject([{ status: 'RELEASED', seatNumbers: [1] }]);
});

test('is answered in the language of whoever asks', () => {
  const { answer } = releaseSeats;
  const held = { reservationId: 'hold', status: 'HELD' as const, seatNumbers: [1], amount: 100 };
  expect(answer.body(held, wordsIn('en')).message).toMatch(/^[ -~]+$/);
  expect(answer.body({ ...held, status: 'RELEASED' }, wordsIn('ko')).message).toBe(
    '임시 예약이 해제되었습니다',
  );
});

test('wants the token, the reservation, and what its seats cost', () => {
  expect(releaseSeats.wants(asked(wish, 'ann'))).toEqual({
    tokens: ["ann's token"],
    reservations: ['hold'],
    pricesOf: ['hold'],
  });
});
