import { expect, test } from '@jest/globals';
import { useOnSale } from '../infrastructure/use-on-sale.ts';
import { besiege } from './loopers.ts';

const onSale = useOnSale();

/** The machine has other work as well. */
const LATE_MS = 4_000;

test('accounts that hold and give back for ever keep their places for a visit and a hold, and the next come in', async () => {
  const siege = await besiege(onSale, { activeSeconds: 2, holdSeconds: 2 });
  expect(siege.heldMs).toBeLessThan(4_000 + LATE_MS);
  expect(siege.nextMs[1]).toBeLessThan(4_000 + LATE_MS);
  // Ten holds each, and not one more.
  expect(siege.holds).toBeLessThanOrEqual(20 * 10);
  expect(Object.keys(siege.refusals)).toEqual(
    expect.arrayContaining(['SEAT_RECENTLY_YOURS', 'INVALID_TOKEN']),
  );
}, 60_000);
