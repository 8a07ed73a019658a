import { expect, test } from '@jest/globals';
import { Queue } from 'bullmq';
import { sql } from 'kysely';
import { patientRedis, REDIS_PREFIX } from '../../config/redis.ts';
import { startDoomed } from '../infrastructure/doomed-role.ts';
import { OnSale } from '../infrastructure/on-sale.ts';
import { settingsFor } from '../infrastructure/role-process.ts';
import { Session, untilBlocked } from '../infrastructure/session.ts';
import { until } from '../infrastructure/until.ts';
import { LANE_SCENES } from './lane-scenes.ts';

/** The bound, two seconds: how long a lane may stand still whose worker was killed. The rest is for a busy machine. */
const GOES_ON_MS = 5_000;

/** How many rings of a lane somebody has taken and not completed. */
async function ringsUnderWay(onSale: OnSale, lane: string): Promise<number> {
  const connection = patientRedis(onSale.redis.url);
  const queue = new Queue(lane, { connection, prefix: REDIS_PREFIX });
  try {
    return await queue.getActiveCount();
  } finally {
    await queue.close();
    connection.disconnect();
  }
}

test.concurrent.each(['booking', 'admission'] as const)(
  'a worker of the %s lane is killed between its commit and the completion of its job',
  async (role) => {
    const onSale = await OnSale.start();
    try {
      const { lane, transaction, ask, decidedOnce, latecomer } = await LANE_SCENES[role](onSale);
      for (const worker of [...onSale.workers]) await onSale.stop(worker);
      const victim = await startDoomed('workers', settingsFor(onSale), {
        when: 'answered',
        statement: '^commit',
        inTransaction: transaction,
        signal: 'SIGKILL',
      });
      const held = await Session.holdingLane(onSale, lane);
      const asked = ask();
      await untilBlocked(onSale);
      await onSale.addWorkers();
      await held.end();

      expect(await victim.ended).toMatchObject({ signal: 'SIGKILL' });
      const killedAt = performance.now();
      const late = latecomer();
      const decided = await onSale.sql(
        sql`select 1 from request where lane = ${lane} and outcome is not null`,
      );
      expect(decided.length).toBeGreaterThanOrEqual(asked.length);
      expect((await late).status).toBe(201);
      expect(performance.now() - killedAt).toBeLessThan(GOES_ON_MS);
      await decidedOnce(await Promise.all(asked));
      // The ring that the dead one held was put back, and was answered by whoever lives.
      await until(async () => (await ringsUnderWay(onSale, lane)) === 0);
      expect(await onSale.invariants()).toEqual([]);
    } finally {
      await onSale.close();
    }
  },
  60_000,
);
