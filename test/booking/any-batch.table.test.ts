import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { extend } from '../../src/booking/extend.ts';
import { pay } from '../../src/booking/pay.ts';
import { release } from '../../src/booking/release.ts';
import { releaseSeats } from '../../src/booking/release-seats.ts';
import { reserve } from '../../src/booking/reserve.ts';
import { withdraw } from '../../src/booking/withdraw.ts';
import { OPERATOR_ID } from '../../src/contract/caller.ts';
import { BookingStand, DATE, hold } from '../infrastructure/booking-ground.ts';
import { CONCERT, later, tokenOf } from '../infrastructure/decided.ts';

const BALANCES = { ann: 1_000, bob: 700, cat: 5_000 };
const USERS = Object.keys(BALANCES) as (keyof typeof BALANCES)[];
const SEATS_PER_USER = 3;

/** Ann has come back after an earlier visit, Bob's token has nearly ended, Cat waits. */
const crowd = () =>
  new BookingStand({
    tokens: [tokenOf('ann'), tokenOf('bob', { expiresAt: later(1) }), tokenOf('cat', { status: 'WAITING' })],
    reservations: [
      hold({ id: 'paid', status: 'CONFIRMED', tokenId: 'earlier', seatNumbers: [6], amount: 600 }),
      hold({ id: 'held', userId: 'bob', tokenId: "bob's token", seatNumbers: [5], amount: 500 }),
    ],
    balances: BALANCES,
    seatsPerUser: SEATS_PER_USER,
  });

const anyUser = fc.constantFrom(...USERS);
const anySeats = fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 3 });
const anyStep = fc.oneof(
  fc.record({ does: fc.constant('reserve' as const), userId: anyUser, seatNumbers: anySeats }),
  // `which` of the reservations that there are by then.
  fc.record({
    does: fc.constantFrom('release' as const, 'withdraw' as const, 'pay' as const, 'extend' as const),
    userId: anyUser,
    which: fc.nat(9),
  }),
  fc.record({
    does: fc.constant('release seats' as const),
    userId: anyUser,
    which: fc.nat(9),
    seatNumbers: anySeats,
  }),
);
type Step = typeof anyStep extends fc.Arbitrary<infer One> ? One : never;

const idsOn = (stand: BookingStand) => ['paid', 'held', ...stand.left().held.map(({ id }) => id)];

function take(stand: BookingStand, step: Step): void {
  const { userId } = step;
  const tokenId = `${userId}'s token`;
  if (step.does === 'reserve') {
    stand.decide(reserve, { tokenId, date: DATE, seatNumbers: step.seatNumbers }, userId);
    return;
  }
  const ids = idsOn(stand);
  const reservationId = ids[step.which % ids.length] ?? '';
  if (step.does === 'release seats') {
    stand.decide(releaseSeats, { tokenId, reservationId, seatNumbers: step.seatNumbers }, userId);
  } else if (step.does === 'extend') stand.decide(extend, { tokenId, reservationId }, userId);
  else if (step.does === 'release') stand.decide(release, { tokenId, reservationId }, userId);
  else if (step.does === 'pay') stand.decide(pay, { tokenId, reservationIds: [reservationId] }, userId);
  else stand.decide(withdraw, { tokenId, reservationId, userId, who: 'Olga' }, OPERATOR_ID);
}

/** The reservations that have seats. */
const live = (stand: BookingStand) =>
  idsOn(stand)
    .flatMap((id) => USERS.map((userId) => stand.ground.reservationOf(id, userId)))
    .filter((one) => one !== undefined)
    .filter(({ status }) => status === 'HELD' || status === 'CONFIRMED');

const sum = (amounts: number[]) => amounts.reduce((one, other) => one + other, 0);

/** Steps in any order, looked at after each of them. */
const always = (looks: (stand: BookingStand) => void) =>
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 30 }), (steps) => {
      const stand = crowd();
      for (const step of steps) {
        take(stand, step);
        looks(stand);
      }
    }),
  );

test('a seat is had by one reservation at most, and the seat book knows by which', () => {
  always((stand) => {
    const taken = live(stand).flatMap(({ id, seatNumbers }) => seatNumbers.map((number) => [number, id]));
    expect(new Set(taken.map(([number]) => number)).size).toBe(taken.length);
    expect(stand.left().holders).toEqual(Object.fromEntries(taken));
  });
});

test('nobody has more seats than the limit, and they are counted right', () => {
  always((stand) => {
    for (const userId of USERS) {
      const own = live(stand).filter((one) => one.userId === userId);
      const count = sum(own.map(({ seatNumbers }) => seatNumbers.length));
      expect(stand.ground.liveSeatsOf(userId)).toBe(count);
      expect(count).toBeLessThanOrEqual(SEATS_PER_USER);
    }
  });
});

test('each wallet has what it had without what its payments took, and never less than nothing', () => {
  always((stand) => {
    for (const userId of USERS) {
      const own = stand.ground.sales.filter((sale) => sale.userId === userId);
      expect(stand.ground.balanceOf(userId)).toBe(BALANCES[userId] - sum(own.map(({ amount }) => amount)));
      expect(stand.ground.balanceOf(userId)).toBeGreaterThanOrEqual(0);
    }
  });
});

test('of each seat that changed is told what it came to', () => {
  always((stand) => {
    const statusOf = new Map(
      live(stand).flatMap(({ seatNumbers, status }) =>
        seatNumbers.map((number) => [number, status === 'HELD' ? 'HELD' : 'SOLD'] as const),
      ),
    );
    for (const { changes } of stand.ground.changes.events(CONCERT)) {
      const now = changes.map(({ number }) => ({ number, status: statusOf.get(number) ?? 'AVAILABLE' }));
      expect(changes).toEqual(now);
    }
  });
});

test('a reservation that has seats is worth what they cost', () => {
  always((stand) => {
    for (const { seatNumbers, amount } of live(stand)) {
      expect(seatNumbers.length).toBeGreaterThan(0);
      expect(amount).toBe(sum(seatNumbers.map((number) => number * 100)));
    }
  });
});

test('a hold that an earlier batch made loses each seat once', () => {
  always((stand) => {
    const { returned } = stand.left();
    expect(new Set(returned.map(({ number }) => number)).size).toBe(returned.length);
  });
});
