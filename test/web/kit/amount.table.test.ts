import { expect, test } from '@jest/globals';
import { amountIn, mayBecomeSum, narrow } from '../../../web/kit/amount.ts';

test.each([
  ['50000', 50_000],
  [' 50000 ', 50_000],
  ['50,000', 50_000],
  ['1,000,000', 1_000_000],
  ['１２０００', 12_000],
  ['１２，０００', 12_000],
  ['007', 7],
  ['', 'nothing'],
  ['  ', 'nothing'],
  ['12.5', 'no sum'],
  ['-5', 'no sum'],
  ['−5', 'no sum'],
  ['+5', 'no sum'],
  ['1e3', 'no sum'],
  ['1,00', 'no sum'],
  ['1,0000', 'no sum'],
  ['1 000', 'no sum'],
  ['12.000', 'no sum'],
  ['₩500', 'no sum'],
  ['만원', 'no sum'],
  ['٥٠٠', 'no sum'],
  ['0', 'no sum'],
  ['10000000', 10_000_000],
  ['10000001', 'too much'],
  ['9'.repeat(400), 'too much'],
] as const)('%j is %j', (typed, amount) => {
  expect(amountIn(typed, 10_000_000)).toBe(amount);
});

test('full-width digits are shown as the digits that they are read as', () => {
  expect(narrow('１２，５００')).toBe('12,500');
});

test('only what can never become a sum is a fault while it is typed', () => {
  expect(['1', '1,', '1,0', '', '１'].map(mayBecomeSum)).toEqual([true, true, true, true, true]);
  expect(['1.', '-', '1a', '+'].map(mayBecomeSum)).toEqual([false, false, false, false]);
});
