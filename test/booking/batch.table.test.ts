import { describe, expect, test } from '@jest/globals';
import { pay } from '../../src/booking/pay.ts';
import { release } from '../../src/booking/release.ts';
import { reserve } from '../../src/booking/reserve.ts';
import { withdraw } from '../../src/booking/withdraw.ts';
import { BookingStand, DATE, hold } from '../infrastructure/booking-ground.ts';
import { later, NOW, tokenOf } from '../infrastructure/decided.ts';

const seats = (userId: string, ...seatNumbers: number[]) => ({
  tokenId: `${userId}'s token`,
  date: DATE,
  seatNumbers,
});
const token = { tokenId: "ann's token" };
const refused = (code: string) => ({ refused: code });
const done = { result: expect.anything() };

describe('each request is decided on what those before it in its batch have changed', () => {
  test('the first of two who want a seat gets it', () => {
    const stand = new BookingStand();
    expect(stand.decide(reserve, seats('bob', 1), 'bob')).toEqual(done);
    expect(stand.decide(reserve, seats('ann', 1))).toEqual(refused('SEAT_ALREADY_RESERVED'));
    expect(stand.left().held).toMatchObject([{ userId: 'bob' }]);
  });

  test('whoever is refused one of several takes none of them from the next', () => {
    const stand = new BookingStand({ reservations: [hold({ userId: 'bob' })] });
    expect(stand.decide(reserve, seats('ann', 1, 2))).toEqual(refused('SEAT_ALREADY_RESERVED'));
    expect(stand.decide(reserve, seats('bob', 2), 'bob')).toEqual(done);
  });

  test('the limit counts what was held a moment ago', () => {
    const stand = new BookingStand();
    expect(stand.decide(reserve, seats('ann', 1, 2))).toEqual(done);
    expect(stand.decide(reserve, seats('ann', 3))).toEqual(refused('SEAT_LIMIT_EXCEEDED'));
  });

  test('a seat is given back and taken again, and told as what it came to', () => {
    const stand = new BookingStand({ reservations: [hold({ seatNumbers: [1, 2] })] });
    expect(stand.decide(release, { ...token, reservationId: 'hold' })).toEqual(done);
    expect(stand.decide(reserve, seats('bob', 1), 'bob')).toEqual(done);
    const { ended, held, events } = stand.left();
    expect([ended, held]).toMatchObject([
      [['hold', 'RELEASED', 'given-back']],
      [{ userId: 'bob', seatNumbers: [1] }],
    ]);
    const changes = [
      { number: 1, status: 'HELD' },
      { number: 2, status: 'AVAILABLE' },
    ];
    expect(events).toMatchObject([{ type: 'hold-ended' }, { type: 'seats', changes }]);
  });

  test('a seat that is given back is not its fan’s again at once', () => {
    const stand = new BookingStand({ reservations: [hold({ seatNumbers: [1, 2] })] });
    expect(stand.decide(release, { ...token, reservationId: 'hold' })).toEqual(done);
    const recently = { ...refused('SEAT_RECENTLY_YOURS'), retryAfterSeconds: 30 };
    expect(stand.decide(reserve, seats('ann', 2))).toEqual(recently);
    expect(stand.decide(reserve, seats('ann', 3))).toEqual(done);
    expect(stand.decide(reserve, seats('bob', 2), 'bob')).toEqual(done);
  });

  test('nor is one that was held and given back within the batch', () => {
    const stand = new BookingStand();
    expect(stand.decide(reserve, seats('ann', 2))).toEqual(done);
    const [held] = stand.left().held;
    expect(stand.decide(release, { ...token, reservationId: held?.id ?? '' })).toEqual(done);
    expect(stand.decide(reserve, seats('ann', 2))).toMatchObject(refused('SEAT_RECENTLY_YOURS'));
  });

  test('the holds of a visit are counted, whatever became of them', () => {
    const stand = new BookingStand({ holdsPerVisit: 2, reservations: [hold({ seatNumbers: [6] })] });
    expect(stand.decide(reserve, seats('ann', 1))).toEqual(done);
    expect(stand.decide(release, { ...token, reservationId: 'hold' })).toEqual(done);
    expect(stand.decide(reserve, seats('ann', 2))).toEqual(done);
    const [first] = stand.left().held;
    expect(stand.decide(release, { ...token, reservationId: first?.id ?? '' })).toEqual(done);
    expect(stand.decide(reserve, seats('ann', 3))).toEqual(refused('HOLD_LIMIT_EXCEEDED'));
    expect(stand.decide(reserve, seats('bob', 3), 'bob')).toEqual(done);
  });

  test('a hold is given back once', () => {
    const stand = new BookingStand({ reservations: [hold()] });
    expect(stand.decide(release, { ...token, reservationId: 'hold' })).toEqual(done);
    expect(stand.decide(release, { ...token, reservationId: 'hold' })).toEqual(
      refused('RESERVATION_NOT_FOUND'),
    );
    const withdrawal = { ...token, reservationId: 'hold', userId: 'ann', who: 'Olga' };
    expect(stand.decide(withdraw, withdrawal)).toEqual(refused('RESERVATION_NOT_FOUND'));
    expect(stand.decide(pay, { ...token, reservationIds: ['hold'] })).toEqual(
      refused('RESERVATION_NOT_FOUND'),
    );
  });

  test('a payment ends the visit for whatever comes after it', () => {
    const stand = new BookingStand({ reservations: [hold()], balances: { ann: 1_000 } });
    const payment = { ...token, reservationIds: ['hold'] };
    expect(stand.decide(pay, payment)).toEqual(done);
    expect(stand.decide(pay, payment)).toEqual(refused('INVALID_TOKEN'));
    expect(stand.decide(reserve, seats('ann', 2))).toEqual(refused('INVALID_TOKEN'));
    expect(stand.decide(release, { ...token, reservationId: 'hold' })).toEqual(refused('INVALID_TOKEN'));
    const withdrawal = { ...token, reservationId: 'hold', userId: 'ann', who: 'Olga' };
    expect(stand.decide(withdraw, withdrawal)).toEqual(refused('ALREADY_PAID'));
    expect(stand.ground.balanceOf('ann')).toBe(900);
  });

  test('a payment releases what was held a moment ago, and does not make its token live longer', () => {
    const short = tokenOf('ann', { expiresAt: later(1) });
    const stand = new BookingStand({ tokens: [short], reservations: [hold()], balances: { ann: 100 } });
    expect(stand.decide(reserve, seats('ann', 2))).toEqual(done);
    expect(stand.left().visits).toMatchObject([{ id: "ann's token", holds: 1 }]);
    expect(stand.decide(pay, { ...token, reservationIds: ['hold'] })).toEqual(done);
    const { held, ended, visits, holders } = stand.left();
    // It never stood in a table, so there is nothing to end: it is written as what it came to.
    const released = { status: 'RELEASED', endReason: 'paid-others', seatNumbers: [2] };
    expect([held, ended, visits]).toMatchObject([[released], [], []]);
    expect(holders).toEqual({ 1: 'hold' });
  });
});

describe('what is due has ended before anything is decided', () => {
  const over = hold({ expiresAt: NOW, seatNumbers: [1, 2] });

  test('its owner is told, and its seats go to whoever asks', () => {
    const stand = new BookingStand({ reservations: [over], due: ['hold'] });
    const told = { userId: 'ann', reservationId: 'hold', date: DATE, seatNumbers: [1, 2] };
    expect(stand.left()).toMatchObject({
      ended: [['hold', 'EXPIRED', 'ran-out']],
      holders: {},
      events: [{ type: 'hold-ended', reason: 'ran-out', note: null, ...told }, { type: 'seats' }],
    });
    expect(stand.decide(pay, { ...token, reservationIds: ['hold'] })).toEqual(refused('HOLD_EXPIRED'));
    expect(stand.decide(reserve, seats('bob', 1, 2), 'bob')).toEqual(done);
    expect(stand.decide(reserve, seats('ann', 3, 4))).toEqual(done);
  });

  test('its seats are not its owner’s again for half a minute from its end', () => {
    const ends = [NOW, later(-29_000), later(-30_000)];
    const outcomes = ends.map((expiresAt) =>
      new BookingStand({ reservations: [{ ...over, expiresAt }], due: ['hold'] }).decide(
        reserve,
        seats('ann', 1),
      ),
    );
    const recently = (retryAfterSeconds: number) => ({ refused: 'SEAT_RECENTLY_YOURS', retryAfterSeconds });
    expect(outcomes).toEqual([recently(30), recently(1), done]);
  });

  test.each([
    ['was paid', hold({ expiresAt: NOW, status: 'CONFIRMED' })],
    ['was given back', hold({ expiresAt: NOW, status: 'RELEASED' })],
    ['is not over after all', hold()],
  ])('not so what %s while the batch waited for its lock', (_what, reservation) => {
    const stand = new BookingStand({ reservations: [reservation], due: ['hold', 'gone'] });
    expect(stand.left()).toMatchObject({ ended: [], events: [] });
  });
});
