import { describe, expect, test } from '@jest/globals';
import type { z } from 'zod';
import { pay } from '../../src/booking/pay.ts';
import { type BookingScene, BookingStand, DATE, hold } from '../infrastructure/booking-ground.ts';
import { asked, CONCERT, later, NOW, tokenOf, wordsIn } from '../infrastructure/decided.ts';
import { refusalTable } from '../infrastructure/refusal-table.ts';

type Wish = z.output<typeof pay.payload>;

const wish: Wish = { tokenId: "ann's token", reservationIds: ['hold'] };
const both = { reservationIds: ['hold', 'other'] };
const other = (change = {}) => hold({ id: 'other', seatNumbers: [2, 3], amount: 500, ...change });
const ready = { reservations: [hold(), other()], balances: { ann: 600 } };
const readyBut = (change: BookingScene): BookingScene => ({ ...ready, ...change });

describe('refuses', () => {
  refusalTable({
    kind: pay,
    stand: (found: BookingScene) => new BookingStand(found),
    wish,
    cases: [
      ['INVALID_TOKEN', 'there is no such token', ready, { tokenId: 'none' }],
      ['INVALID_TOKEN', 'it is another’s', ready, { tokenId: "bob's token" }],
      ['INVALID_TOKEN', 'it has paid', readyBut({ tokens: [tokenOf('ann', { status: 'COMPLETED' })] })],
      [
        'INVALID_TOKEN',
        'its time ends at this instant',
        readyBut({ tokens: [tokenOf('ann', { expiresAt: NOW })] }),
      ],
      ['NOT_ADMITTED', 'it waits', readyBut({ tokens: [tokenOf('ann', { status: 'WAITING' })] })],
      ['RESERVATION_NOT_FOUND', 'there is none', ready, { reservationIds: ['none'] }],
      ['RESERVATION_NOT_FOUND', 'one of several does not exist', ready, { reservationIds: ['hold', 'none'] }],
      ['RESERVATION_NOT_FOUND', 'it is another’s', readyBut({ reservations: [hold({ userId: 'bob' })] })],
      [
        'RESERVATION_NOT_FOUND',
        'it was given back',
        readyBut({ reservations: [hold({ status: 'RELEASED' })] }),
      ],
      [
        'RESERVATION_NOT_FOUND',
        'it was paid back',
        readyBut({ reservations: [hold({ status: 'CANCELLED' })] }),
      ],
      ['ALREADY_PAID', 'it is paid', readyBut({ reservations: [hold({ status: 'CONFIRMED' })] })],
      [
        'ALREADY_PAID',
        'one of several is paid',
        readyBut({ reservations: [hold(), other({ status: 'CONFIRMED' })] }),
        both,
      ],
      ['HOLD_EXPIRED', 'it ran out', readyBut({ reservations: [hold({ status: 'EXPIRED' })] })],
      ['HOLD_EXPIRED', 'it runs out at this instant', readyBut({ reservations: [hold({ expiresAt: NOW })] })],
      [
        'HOLD_EXPIRED',
        'one of several runs out',
        readyBut({ reservations: [hold(), other({ expiresAt: NOW })] }),
        both,
      ],
      ['METHOD_NOT_OFFERED', 'there are no wallets', ready, { withoutWallet: true }],
      ['INSUFFICIENT_BALANCE', 'one won is missing', readyBut({ balances: { ann: 99 } })],
      ['INSUFFICIENT_BALANCE', 'it is enough for one of two', readyBut({ balances: { ann: 599 } }), both],
      ['INSUFFICIENT_BALANCE', 'there is no wallet', readyBut({ balances: { bob: 600 } })],
    ],
    mended: [
      [
        {
          tokens: [],
          reservations: [hold({ expiresAt: NOW }), other({ status: 'CONFIRMED' })],
          balances: { ann: 599 },
        },
        { reservationIds: ['hold', 'other', 'none'], withoutWallet: true },
      ],
      [{ tokens: [tokenOf('ann', { status: 'WAITING' })] }],
      [{ tokens: [tokenOf('ann')] }],
      [{}, both],
      [{ reservations: [hold({ expiresAt: NOW }), other()] }],
      [{ reservations: [hold(), other()] }],
      [{}, { withoutWallet: undefined }],
      [{ balances: { ann: 600 } }],
    ],
  });
});

describe('sells', () => {
  test.each<[string, BookingScene, Partial<typeof wish>, amount: number, balance: number]>([
    ['one hold', {}, {}, 100, 500],
    ['several by one payment, down to the last won', {}, both, 600, 0],
    ['what is held for a millisecond more', { reservations: [hold({ expiresAt: later(1) })] }, {}, 100, 500],
    ['until the token’s time ends', { tokens: [tokenOf('ann', { expiresAt: later(1) })] }, {}, 100, 500],
    ['a hold of an earlier visit', { reservations: [hold({ tokenId: 'earlier' })] }, {}, 100, 500],
    ['at the price of the hold', { reservations: [hold({ amount: 7 })] }, {}, 7, 593],
  ])('%s', (_what, found, wished, amount, balance) => {
    const stand = new BookingStand(readyBut(found));
    const { reservationIds } = { ...wish, ...wished };
    const paymentId = expect.any(String);
    expect(stand.decide(pay, { ...wish, ...wished })).toEqual({
      result: { paymentId, reservationIds, amount, balance },
    });
    const { sales, completed, visits, rings } = stand.left();
    const sold = reservationIds.map((id) => expect.objectContaining({ id, status: 'CONFIRMED' }));
    expect(sales).toEqual([{ paymentId, userId: 'ann', amount, balance, reservations: sold }]);
    expect([completed, visits, rings]).toEqual([["ann's token"], [], []]);
    expect(stand.ground.balanceOf('ann')).toBe(balance);
    expect(new Set([...stand.tells(), 'hold-ended'])).toEqual(new Set(pay.tells));
  });

  test('ends the visit: what else is held in it is free, and what others hold stays theirs', () => {
    const bobs = hold({ id: "bob's hold", userId: 'bob', tokenId: "bob's token", seatNumbers: [4] });
    const earlier = hold({ id: 'earlier', status: 'CONFIRMED', seatNumbers: [5] });
    const stand = new BookingStand(readyBut({ reservations: [hold(), other(), bobs, earlier] }));
    stand.decide(pay, wish);
    const { ended, holders, events } = stand.left();
    expect(ended).toEqual([['other', 'RELEASED', 'paid-others']]);
    expect(holders).toEqual({ 1: 'hold', 4: "bob's hold", 5: 'earlier' });
    expect(events).toEqual([
      {
        type: 'hold-ended',
        userId: 'ann',
        reservationId: 'other',
        date: DATE,
        seatNumbers: [2, 3],
        reason: 'paid-others',
        note: null,
      },
      {
        type: 'token-ended',
        concertId: CONCERT,
        tokenId: "ann's token",
        userId: 'ann',
        status: 'COMPLETED',
      },
      {
        type: 'seats',
        concertId: CONCERT,
        date: DATE,
        changes: [
          { number: 1, status: 'SOLD' },
          { number: 2, status: 'AVAILABLE' },
          { number: 3, status: 'AVAILABLE' },
        ],
      },
    ]);
    expect(stand.ground.liveSeatsOf('ann')).toBe(2);
  });

  test('rings for whoever waits for the place inside', () => {
    const stand = new BookingStand(readyBut({ waitedFor: true }));
    stand.decide(pay, wish);
    expect(stand.left().rings).toEqual([`admission.${CONCERT}`]);
  });
});

test('is answered with all that it settled, in the language of whoever asks', () => {
  const { result } = pay.examples;
  const settled = {
    ...result,
    reservationId: result.reservationIds[0],
    status: 'PAID',
    reservation: { status: 'CONFIRMED', message: '예약이 완료되었습니다' },
    token: { status: 'COMPLETED' },
    message: '결제 및 좌석 소유권 배정, 대기열 토큰 만료 처리가 모두 완료되었습니다',
  };
  expect(pay.answer.body(result, wordsIn('ko'))).toEqual(settled);
  const message = expect.stringMatching(/^[ -~]+$/);
  const reservation = { status: 'CONFIRMED', message };
  expect(pay.answer.body(result, wordsIn('en'))).toEqual({ ...settled, reservation, message });
});

test('wants the token with all that is held in it, the reservations and the wallet', () => {
  expect(pay.wants(asked({ ...wish, ...both }, 'ann'))).toEqual({
    tokens: ["ann's token"],
    reservations: ['hold', 'other'],
    holdsOf: ["ann's token"],
    wallets: ['ann'],
  });
});
