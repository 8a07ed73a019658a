import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { failFastRedis } from '../../config/redis.ts';
import { connectDatabase } from '../../src/database/connect.ts';
import { Decider } from '../../src/lane/decide.ts';
import { openLog } from '../../src/observability/log.ts';
import { releaseHolds } from '../../src/reservation/release-holds.ts';
import { admissionLane } from '../../src/waiting-room/admission-batch.ts';
import { LineCopy } from '../../src/waiting-room/line-copy.ts';
import { admissionHandlers, faultOf } from '../../workers/handlers.ts';
import { OnSale } from '../infrastructure/on-sale.ts';
import { howManyMet, meetBefore, takeRowLocksAway } from '../infrastructure/unguarded.ts';
import { until } from '../infrastructure/until.ts';

/** What keeps two joins of one user apart, beside the lane that decides one batch at a time. */
const GUARDS = {
  'the index of live tokens': sql`drop index queue_token_live`,
  'the numbers of the line': sql`alter table queue_token drop constraint queue_token_concert_id_number_key`,
} as const;

/**
 * Two joins of one user, decided side by side: each in a lane of its own that is decided as the same concert's,
 * without the lock on the door, and each having read all it decides by before the other writes.
 */
async function race(without: (keyof typeof GUARDS)[]): Promise<{ live: number; met: number }> {
  const onSale = await OnSale.start({ workers: 0, schedulers: 0 });
  const redis = failFastRedis(onSale.redis.url);
  const orm = connectDatabase(onSale.databaseUrl, 'worker');
  try {
    const concertId = await onSale.concert();
    const fan = await onSale.fan();
    for (let count = 1; count <= 2; count += 1) {
      const accepted = await fan.join(concertId, { prefer: '' });
      expect(accepted.status).toBe(202);
    }
    const lanes = [0, 1].map((index) => `admission.${concertId}.${index}`);
    await onSale.sql(sql`update request set lane = lane || '.' || sequence % 2`);
    await takeRowLocksAway(onSale, 'waiting_room', 'concert_id');
    for (const guard of without) await onSale.sql(GUARDS[guard]);
    await meetBefore(onSale, 'instead of update on waiting_room', { count: 2, patienceMs: 5_000 });

    const log = openLog('worker', 'silent');
    await until(() => redis.status === 'ready');
    const copy = new LineCopy({ orm, redis, log });
    const lane = admissionLane({ handlers: admissionHandlers, whenTokensEnd: releaseHolds, copy });
    const decider = new Decider({ orm, lane, faultOf, log });
    await Promise.all(lanes.map((name) => decider.decide(name)));
    const live = await onSale.sql(sql`select 1 from queue_token where status in ('WAITING', 'ACTIVE')`);
    return { live: live.length, met: await howManyMet(onSale) };
  } finally {
    redis.disconnect();
    await orm.close(true);
    await onSale.close();
  }
}

test('the index of live tokens alone keeps two joins of one user apart', async () => {
  const { live, met } = await race(['the numbers of the line']);
  expect(met).toBeGreaterThanOrEqual(2);
  expect(live).toBe(1);
});

test('the numbers of the line keep them apart as well', async () => {
  expect((await race(['the index of live tokens'])).live).toBe(1);
});

test('with neither of them the same race gives a user two tokens', async () => {
  expect(await race(['the index of live tokens', 'the numbers of the line'])).toEqual({ live: 2, met: 2 });
});
