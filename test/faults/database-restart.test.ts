import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { OwnPostgres } from '../infrastructure/own-postgres.ts';
import { MANY_TURNS } from '../infrastructure/turns.ts';
import { until } from '../infrastructure/until.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';
import { ClientRecord } from './client-record.ts';

const FANS = 24;
const CRASHES = 2;
/** A lane never stands longer than this. */
const GOES_ON_MS = 10_000;

let postgres: OwnPostgres;
beforeAll(async () => {
  postgres = await OwnPostgres.start();
}, 60_000);
const onSale = useOnSale({ workers: 2, laws: 'at the end' });
afterAll(() => postgres.stop());

test('PostgreSQL crashes in full flow, again and again: nobody was told what is not so, and all goes on by itself', async () => {
  const concertId = await onSale.concert(MANY_TURNS);
  const fans = await onSale.admitted(concertId, FANS);
  const record = new ClientRecord(concertId);
  await record.during(fans, async () => {
    for (let crash = 1; crash <= CRASHES; crash += 1) {
      await record.untilAccepted(GOES_ON_MS);
      record.refused.clear();
      await postgres.crash(() => until(() => record.refused.size > 0));
      await record.untilAccepted(GOES_ON_MS);
      // Nothing else is said while it is away: each of these means that nothing was accepted.
      expect(['SERVER_BUSY', 'CHARGE_FAILED']).toEqual(expect.arrayContaining([...record.refused]));
    }
  });
  await record.expectTrue(onSale);
}, 60_000);
