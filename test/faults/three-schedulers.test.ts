import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { getTasks } from 'node-cron';
import type { Ear } from '../infrastructure/fan.ts';
import { DATE } from '../infrastructure/on-sale.ts';
import { until } from '../infrastructure/until.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const FANS = 30;

const onSale = useOnSale({ schedulers: 3, workers: 2, laws: 'at the end' });

/** Waits until all three have looked again, so that what is done thrice has been done thrice. */
async function untilLooked(): Promise<void> {
  const looks = [...getTasks().values()].filter(({ name }) => name === 'look');
  expect(looks).toHaveLength(3);
  await Promise.all(looks.map((task) => new Promise((resolve) => task.once('execution:finished', resolve))));
}

test('holds and tokens that three schedulers ring for end once, and each end is told once', async () => {
  const concertId = await onSale.concert({ waitingRoom: { capacity: FANS } });
  const fans = await onSale.admitted(concertId, FANS);
  const next = await onSale.admitted(concertId, FANS);
  await Promise.all(fans.map((fan, index) => fan.reserve(concertId, DATE, index + 1)));
  const [ears, nextEars] = await Promise.all([
    Promise.all(fans.map((fan) => fan.listen())),
    Promise.all(next.map((fan) => fan.listen())),
  ]);
  const told = (event: string, hearing: Ear[]) => hearing.map((ear) => ear.of(event).length);
  const once = fans.map(() => 1);

  await untilLooked();
  // Soon, so that all three know of it beforehand and ring at the same instant.
  await onSale.sql(sql`
    update reservation set expires_at = clock_timestamp() + interval '1.5 seconds'
    where concert_id = ${concertId}`);
  await until(() => ears.every((ear) => ear.of('hold-expired').length > 0));
  await onSale.sql(sql`
    update queue_token set expires_at = clock_timestamp() + interval '1.5 seconds'
    where concert_id = ${concertId} and status = 'ACTIVE'`);
  await until(() => ears.every((ear) => ear.of('token-expired').length > 0));
  const admitted = (ear: Ear) => ear.of('queue').filter(({ status }) => status === 'ACTIVE').length;
  await until(() => nextEars.every((ear) => admitted(ear) > 0));
  await untilLooked();
  await untilLooked();

  expect(told('hold-expired', ears)).toEqual(once);
  expect(told('token-expired', ears)).toEqual(once);
  expect(nextEars.map(admitted)).toEqual(once);
  const { body } = await onSale.operator('GET', `/v1/admin/concerts/${concertId}/stats`);
  expect(body).toMatchObject({
    active: FANS,
    waiting: 0,
    held: 0,
    expiredTotal: FANS,
    admittedTotal: 2 * FANS,
  });
  for (const ear of [...ears, ...nextEars]) ear.close();
  expect(await onSale.invariants()).toEqual([]);
});
