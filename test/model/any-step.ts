import fc from 'fast-check';
import { CONCERTS, FANS } from './stage.ts';
import type { Mishap, Step, Write } from './step.ts';

/*
 * What happens in a story, at random: mostly what fans do, so that seats, places and money run out.
 */

const weighed = <Value>(
  ...choices: [weight: number, arbitrary: fc.Arbitrary<Value>][]
): fc.Arbitrary<Value> => fc.oneof(...choices.map(([weight, arbitrary]) => ({ weight, arbitrary })));

const fan = fc.constantFrom(...FANS);
const concert = fc.nat(CONCERTS.length - 1);
/** Mostly somebody inside. */
const reserver = weighed([6, fc.nat(2)], [1, fan]);
/** Mostly somebody who holds something. */
const holder = weighed([6, fc.constant(0)], [2, fc.constant(1)], [1, fan]);
/** Now and then one that there is not. */
const seat = weighed([30, fc.integer({ min: 1, max: 6 })], [1, fc.constant(7)]);
/** Mostly what is held. */
const paid = weighed<number[]>(
  [6, fc.constant([0])],
  [2, fc.constant([0, 1])],
  [1, fc.uniqueArray(fc.nat(6), { minLength: 1, maxLength: 3 })],
);

const admission = weighed<Write>(
  [6, fc.record({ do: fc.constant('join' as const), fan })],
  [1, fc.record({ do: fc.constant('leave' as const), fan })],
);

const booking = weighed<Write>(
  [
    5,
    fc.record({
      do: fc.constant('reserve' as const),
      fan: reserver,
      seats: fc.uniqueArray(seat, { minLength: 1, maxLength: 4 }),
    }),
  ],
  [
    1,
    fc.record({
      do: fc.constantFrom('release' as const, 'extend' as const),
      fan: holder,
      of: weighed([3, fc.constant(0)], [1, fc.nat(6)]),
    }),
  ],
  [
    1,
    fc.record({
      do: fc.constant('give back' as const),
      fan: holder,
      of: weighed([3, fc.constant(0)], [1, fc.nat(6)]),
      seats: fc.uniqueArray(seat, { minLength: 1, maxLength: 2 }),
    }),
  ],
  [3, fc.record({ do: fc.constant('pay' as const), fan: holder, of: paid })],
);

const asked = (write: fc.Arbitrary<Write>, mishap: fc.Arbitrary<Mishap | undefined>): fc.Arbitrary<Step> =>
  fc
    .record({
      concert,
      writes: fc.array(
        fc
          .tuple(write, weighed([5, fc.constant(false)], [1, fc.constant(true)]))
          .map(([one, twice]) => (twice ? { ...one, twice } : one)),
        { minLength: 1, maxLength: 4 },
      ),
      mishap,
    })
    .map(
      ({ mishap, ...step }) =>
        ({ step: 'ask', ...step, ...(mishap === undefined ? {} : { mishap }) }) as Step,
    );

/** A step of a story. `mishaps` is how many of a thousand groups of writes something befalls. */
export function anyStep(mishaps: number): fc.Arbitrary<Step> {
  const befalls = (what: Mishap['what']) => fc.record({ what: fc.constant(what), afterMs: fc.nat(15) });
  const mishap = weighed<Mishap | undefined>(
    [(1_000 - mishaps) * 4, fc.constant(undefined)],
    [mishaps * 2, befalls('Redis is emptied')],
    [mishaps, befalls('the worker is killed')],
    [mishaps, befalls('the API is killed')],
  );
  return weighed<Step>(
    [4, asked(admission, mishap)],
    [8, asked(booking, mishap)],
    [
      2,
      fc.record({
        step: fc.constant('charge' as const),
        fan,
        amount: fc.constantFrom(10_000, 40_000, 90_000),
        keyed: fc.boolean(),
      }),
    ],
    [
      2,
      fc.record({
        step: fc.constant('repeat' as const),
        of: fc.nat(9),
        request: weighed([2, fc.constant('same' as const)], [1, fc.constant('other' as const)]),
        token: fc.constantFrom('of then' as const, 'of now' as const),
      }),
    ],
    [
      1,
      fc.record({
        step: fc.constant('time' as const),
        minutes: weighed([4, fc.constant(20)], [2, fc.constant(50)], [1, fc.constant(80)]),
        look: fc.boolean(),
      }),
    ],
  );
}
