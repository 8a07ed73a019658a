import { describe, expect, test } from '@jest/globals';
import { reserve } from '../../src/booking/reserve.ts';
import type { Language } from '../../src/language/language.ts';
import {
  type BookingScene,
  BookingStand,
  DATE,
  HOLD_SECONDS,
  hold,
} from '../infrastructure/booking-ground.ts';
import { asked, later, NOW, tokenOf, wordsIn } from '../infrastructure/decided.ts';
import { refusalTable } from '../infrastructure/refusal-table.ts';

const wish = { tokenId: "ann's token", date: DATE, seatNumbers: [1] };
const END_OF_HOLD = later(HOLD_SECONDS * 1_000);
const recently = (userId: string, number: number, secondsAgo: number) => ({
  userId,
  date: DATE,
  number,
  freedAt: later(-secondsAgo * 1_000),
});
const bobs = (change = {}) => hold({ id: "bob's hold", userId: 'bob', tokenId: "bob's token", ...change });

describe('refuses', () => {
  refusalTable({
    kind: reserve,
    stand: (found: BookingScene) => new BookingStand(found),
    wish,
    cases: [
      ['INVALID_TOKEN', 'there is no such token', {}, { tokenId: 'none' }],
      ['INVALID_TOKEN', 'it is another’s', {}, { tokenId: "bob's token" }],
      ['INVALID_TOKEN', 'it has paid', { tokens: [tokenOf('ann', { status: 'COMPLETED' })] }],
      ['INVALID_TOKEN', 'it ran out', { tokens: [tokenOf('ann', { status: 'EXPIRED' })] }],
      ['INVALID_TOKEN', 'it was given up', { tokens: [tokenOf('ann', { status: 'LEFT' })] }],
      ['INVALID_TOKEN', 'its time ends at this instant', { tokens: [tokenOf('ann', { expiresAt: NOW })] }],
      ['NOT_ADMITTED', 'it waits', { tokens: [tokenOf('ann', { status: 'WAITING' })] }],
      ['VISIT_OVER', 'its visit ends at this instant', { tokens: [tokenOf('ann', { visitEndsAt: NOW })] }],
      ['VISIT_OVER', 'its visit has no end', { tokens: [tokenOf('ann', { visitEndsAt: null })] }],
      ['SEATS_NOT_FOUND', 'there is no such date', {}, { date: '2027-05-02' }],
      ['SEATS_NOT_FOUND', 'the date begins at this instant', { startsAt: NOW }],
      ['SEAT_NOT_FOUND', 'there is no such seat', {}, { seatNumbers: [7] }],
      ['SEAT_NOT_FOUND', 'one of several does not exist', {}, { seatNumbers: [1, 7] }],
      ['SEAT_LIMIT_EXCEEDED', 'one too many at once', {}, { seatNumbers: [1, 2, 3] }],
      [
        'SEAT_LIMIT_EXCEEDED',
        'one too many with what is held',
        { reservations: [hold({ seatNumbers: [5, 6] })] },
      ],
      [
        'SEAT_LIMIT_EXCEEDED',
        'one too many with what is paid, also by an earlier token',
        {
          reservations: [
            hold({ status: 'CONFIRMED', tokenId: 'earlier', seatNumbers: [5, 6], expiresAt: NOW }),
          ],
        },
      ],
      ['HOLD_LIMIT_EXCEEDED', 'the visit has made as many', { tokens: [tokenOf('ann', { holds: 10 })] }],
      ['SEAT_ALREADY_RESERVED', 'it is held', { reservations: [bobs()] }],
      ['SEAT_ALREADY_RESERVED', 'it is sold', { reservations: [bobs({ status: 'CONFIRMED' })] }],
      ['SEAT_ALREADY_RESERVED', 'the same fan holds it', { reservations: [hold()] }],
      [
        'SEAT_ALREADY_RESERVED',
        'one of several is held',
        { reservations: [bobs()] },
        { seatNumbers: [1, 2] },
      ],
      ['SEAT_RECENTLY_YOURS', 'the fan had it just now', { recent: [recently('ann', 1, 0)] }],
      [
        'SEAT_RECENTLY_YOURS',
        'a moment less than half a minute ago',
        { recent: [recently('ann', 1, 29.999)] },
      ],
      [
        'SEAT_RECENTLY_YOURS',
        'the fan had one of several',
        { recent: [recently('ann', 2, 0)] },
        { seatNumbers: [1, 2] },
      ],
    ],
    mended: [
      [
        {
          tokens: [],
          reservations: [bobs(), hold({ seatNumbers: [5, 6] })],
          holdsPerVisit: 3,
          recent: [recently('ann', 1, 1)],
        },
        { date: '2027-05-02', seatNumbers: [1, 7] },
      ],
      [{ tokens: [tokenOf('ann', { status: 'WAITING', visitEndsAt: NOW, holds: 3 })] }],
      [{ tokens: [tokenOf('ann', { visitEndsAt: NOW, holds: 3 })] }],
      [{ tokens: [tokenOf('ann', { holds: 3 })] }],
      [{}, { date: DATE }],
      [{}, { seatNumbers: [1] }],
      [{ reservations: [bobs()] }],
      [{ tokens: [tokenOf('ann', { holds: 2 })] }],
      [{ reservations: [] }],
      [{ recent: [] }],
    ],
  });
});

describe('holds', () => {
  test.each<[string, BookingScene, Partial<typeof wish>, amount: number]>([
    ['a free seat', {}, {}, 100],
    ['several, each at its own price', {}, { seatNumbers: [6, 2] }, 800],
    ['as many as are left of the limit', { reservations: [hold({ seatNumbers: [5] })] }, {}, 100],
    ['until the date begins', { startsAt: later(1) }, {}, 100],
    ['until the token’s time ends', { tokens: [tokenOf('ann', { expiresAt: later(1) })] }, {}, 100],
    [
      'again what was given back',
      { reservations: [hold({ status: 'RELEASED' }), bobs({ status: 'EXPIRED' })] },
      {},
      100,
    ],
    ['again what the fan had half a minute ago', { recent: [recently('ann', 1, 30)] }, {}, 100],
    ['what another had a moment ago', { recent: [recently('bob', 1, 0), recently('ann', 2, 0)] }, {}, 100],
    ['as many times as a visit may', { tokens: [tokenOf('ann', { holds: 9 })] }, {}, 100],
    [
      'as if what ran out were given back, though nobody has ended it',
      { reservations: [hold({ seatNumbers: [5, 6], expiresAt: NOW })] },
      {},
      100,
    ],
  ])('%s', (_what, found, wished, amount) => {
    const stand = new BookingStand(found);
    const payload = { ...wish, ...wished };
    const { seatNumbers } = payload;
    const given = { date: DATE, seatNumbers, amount, status: 'HELD' };
    expect(stand.decide(reserve, payload)).toEqual({
      result: {
        ...given,
        reservationId: expect.any(String),
        holdSeconds: HOLD_SECONDS,
        expiresAt: END_OF_HOLD.toISOString(),
      },
    });
    const { held, events, holders } = stand.left();
    expect(held).toEqual([
      {
        ...given,
        id: expect.any(String),
        dateId: 'date',
        userId: 'ann',
        tokenId: wish.tokenId,
        expiresAt: END_OF_HOLD,
        extended: false,
        endReason: null,
        endNote: null,
      },
    ]);
    expect(events).toMatchObject([
      { type: 'seats', date: DATE, changes: seatNumbers.map((number) => ({ number, status: 'HELD' })) },
    ]);
    for (const number of seatNumbers) expect(holders[number]).toBe(held[0]?.id);
    expect(stand.tells()).toEqual(new Set(reserve.tells));
  });

  test.each([
    ['a millisecond shorter lives as long as its hold', -1],
    ['exactly as long is left as it is', 0],
    ['a millisecond longer is left as it is', 1],
  ])('a token that is %s, and its holds are counted', (_what, milliseconds) => {
    const ends = new Date(END_OF_HOLD.getTime() + milliseconds);
    const stand = new BookingStand({ tokens: [tokenOf('ann', { expiresAt: ends, holds: 4 })] });
    stand.decide(reserve, wish);
    const expiresAt = milliseconds < 0 ? END_OF_HOLD : ends;
    expect(stand.left().visits).toEqual([{ id: wish.tokenId, expiresAt, holds: 5 }]);
    expect(stand.ground.standingToken(wish.tokenId, 'ann')).toMatchObject({ expiresAt, holds: 5 });
  });

  test.each([
    [0, 30],
    [0.001, 30],
    [1, 29],
    [29.001, 1],
    [29.999, 1],
  ])('whoever had a seat %d seconds ago is told to come again in %d', (ago, retryAfterSeconds) => {
    const stand = new BookingStand({ recent: [recently('ann', 1, ago)] });
    expect(stand.decide(reserve, wish)).toEqual({ refused: 'SEAT_RECENTLY_YOURS', retryAfterSeconds });
  });
});

test.each([
  [1, '+1초', '+1 s'],
  [30, '+30초', '+30 s'],
  [150, '+2분 30초', '+2 min 30 s'],
  [300, '+5분', '+5 min'],
  [3_600, '+60분', '+60 min'],
])('a hold of %i seconds says how long it lasts', (holdSeconds, ko, en) => {
  const { examples, answer } = reserve;
  const { holdSeconds: _, ...held } = examples.result;
  const answerIn = (language: Language) => answer.body({ ...held, holdSeconds }, wordsIn(language));
  expect(answerIn('ko')).toEqual({ ...held, message: `임시 예약 성공 - 만료 시간: ${ko}` });
  expect(answerIn('en')).toEqual({ ...held, message: `Seats held - expires in: ${en}` });
});

test('wants the token, the seats, and how many seats the fan has', () => {
  expect(reserve.wants(asked({ ...wish, seatNumbers: [3, 1] }, 'ann'))).toEqual({
    tokens: ["ann's token"],
    seats: [
      { date: DATE, number: 3 },
      { date: DATE, number: 1 },
    ],
    seatsOf: ['ann'],
  });
});
