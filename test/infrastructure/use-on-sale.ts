import { afterAll, afterEach, beforeAll, expect } from '@jest/globals';
import { OnSale, type OnSaleOptions } from './on-sale.ts';

export interface UsedOptions extends OnSaleOptions {
  /** When the laws are looked at. A file of many small tests looks at the end. */
  laws?: 'after each test' | 'at the end';
  /** What the invariants say of a law that this file breaks on purpose. */
  brokenLaw?: string;
}

/**
 * The system of one test file: it runs from before the first test until after the last, and its laws hold. Hooks of
 * the file come after these: what they set up finds it open, and what they take down finds it closed.
 */
export function useOnSale({ laws = 'after each test', brokenLaw, ...options }: UsedOptions = {}): OnSale {
  const onSale = new OnSale();
  const expectLawful = async () => {
    const broken = await onSale.invariants();
    expect(broken.filter((law) => brokenLaw === undefined || !law.includes(brokenLaw))).toEqual([]);
  };
  beforeAll(() => onSale.open(options));
  if (laws === 'after each test') afterEach(expectLawful);
  else afterAll(expectLawful);
  afterAll(() => onSale.close());
  return onSale;
}
