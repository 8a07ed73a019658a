import { expect, test } from '@jest/globals';
import { outcomeOf } from '../../src/lane/decide.ts';
import type { Kind, Refuse } from '../../src/lane/kind.ts';
import { Refusal } from '../../src/lane/refusal.ts';

const request = { id: 'id', sequence: 1, kind: 'count', userId: 'ann', payload: 3, correlationId: 'c' };

/** A kind that may refuse as `FULL` and not otherwise, and is decided by this. */
const kind = (
  decide: (ground: { count: number }, refuse: Refuse) => unknown,
): Kind<null, { count: number }> => ({
  name: 'count',
  refusals: ['FULL'],
  fault: 'INTERNAL_ERROR',
  wants: () => null,
  decide: (ground, _request, refuse) => decide(ground, refuse),
});

test.each([
  ['what it answers', { count: 1 }],
  ['nothing, when it answers nothing', undefined],
])('the outcome of a decision is %s', (_what, result) => {
  expect(
    outcomeOf(
      kind(() => result),
      { count: 0 },
      request,
    ),
  ).toEqual({ result });
});

test('a refusal that the kind names is its outcome', () => {
  const refusing = kind((_ground, refuse) => {
    throw refuse('FULL');
  });
  expect(outcomeOf(refusing, { count: 0 }, request)).toEqual({ refused: 'FULL' });
});

test.each<[string, () => Error]>([
  ['a refusal that it does not name', () => new Refusal('SOLD_OUT')],
  ['an error that is called as one that it names', () => new Error('FULL')],
  ['a bug', () => new TypeError('Cannot read properties of undefined')],
])('%s is no outcome, but breaks the batch', (_what, make) => {
  const error = make();
  const breaking = kind(() => {
    throw error;
  });
  expect(() => outcomeOf(breaking, { count: 0 }, request)).toThrow(error);
});

test('each request is decided on what those before it have changed', () => {
  const taking = kind((ground, refuse) => {
    if (ground.count === 0) throw refuse('FULL');
    ground.count -= 1;
    return ground.count;
  });
  const ground = { count: 2 };
  const outcomes = [1, 2, 3].map(() => outcomeOf(taking, ground, request));
  expect(outcomes).toEqual([{ result: 1 }, { result: 0 }, { refused: 'FULL' }]);
});
