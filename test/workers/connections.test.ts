import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { REDIS_PREFIX } from '../../config/redis.ts';
import { manyConcerts } from '../infrastructure/many-concerts.ts';
import { DATE } from '../infrastructure/on-sale.ts';
import { until } from '../infrastructure/until.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const onSale = useOnSale({ workers: 3 });

const clients = async (): Promise<string[]> =>
  String(await onSale.redisConnection.client('LIST'))
    .trim()
    .split('\n');

/** The lanes whose queue somebody waits at, by the names that BullMQ gives to such connections. */
async function lanesWaitedAt(): Promise<string[]> {
  const names = (await clients()).map((client) => / name=(\S*)/.exec(client)?.[1] ?? '');
  return names.flatMap((name) => {
    const [prefix, lane = ''] = name.split(':');
    return prefix === REDIS_PREFIX ? [Buffer.from(lane, 'base64').toString()] : [];
  });
}

test('each busy lane is waited at by exactly one of three worker processes', async () => {
  const concerts = await Promise.all(Array.from({ length: 6 }, () => onSale.concert()));
  for (const concertId of concerts) {
    const [fan] = await onSale.admitted(concertId, 1);
    await fan?.reserve(concertId, DATE, 1);
  }
  const lanes = concerts.flatMap((id) => [`admission.${id}`, `booking.${id}`]).sort();
  await until(async () => {
    const waitedAt = (await lanesWaitedAt()).filter((lane) => lanes.includes(lane));
    return String(waitedAt.sort()) === String(lanes);
  });
});

test('two hundred concerts in which nothing happens take no connection', async () => {
  const concertId = await onSale.concert();
  await onSale.admitted(concertId, 1);
  const before = (await clients()).length;
  const concerts = await manyConcerts(onSale, 200, { dates: [{ date: DATE, seats: 1, price: 1_000 }] });
  // The lane of one more is found and served, so the others have been seen as well.
  const [last = ''] = concerts;
  await onSale.admitted(last, 1);
  const [row] = await onSale.sql<{ lanes: number }>(sql`select count(*)::int as lanes from lane`);
  expect(row?.lanes).toBeGreaterThanOrEqual(400);
  expect((await clients()).length - before).toBeLessThanOrEqual(2);
  const waitedAt = await lanesWaitedAt();
  expect(concerts.filter((id) => waitedAt.includes(`admission.${id}`))).toEqual([last]);
});
