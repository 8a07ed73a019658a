import { expect } from '@jest/globals';
import { type RawBuilder, sql } from 'kysely';
import type { Answer } from '../infrastructure/call.ts';
import { OnSale } from '../infrastructure/on-sale.ts';
import { type Rewrite, StatementRewriter } from '../infrastructure/statement-rewriter.ts';
import { decideAtOnce, howManyMet, meetBefore, splitLane } from '../infrastructure/unguarded.ts';

/** What keeps two joins apart, beside the lane that decides one batch at a time. */
const GUARDS = {
  'the index of live tokens': sql`drop index queue_token_live`,
  'the numbers of the line': sql`alter table queue_token drop constraint queue_token_concert_id_number_key`,
} as const satisfies Record<string, RawBuilder<unknown>>;

const WITHOUT_LOCK_ON_DOOR: Rewrite = [/(from "waiting_room".*) for update/s, '$1'];

export type DoorGuard = keyof typeof GUARDS | 'the lock on the door';

/**
 * Two joins of as many fans into a concert that has room for one, decided side by side: each in a lane of its own
 * that is decided as the same concert's, and each, having read all it decides by, waits a while for the other.
 */
export async function raceAtTheDoor(fanCount: 1 | 2, without: readonly DoorGuard[]) {
  const onSale = await OnSale.start({ workers: 0, schedulers: 0 });
  const unlocked = without.includes('the lock on the door');
  const database = await StatementRewriter.start(onSale.databaseUrl, unlocked ? [WITHOUT_LOCK_ON_DOOR] : []);
  try {
    const concertId = await onSale.concert({ waitingRoom: { capacity: 1 } });
    const fans = await onSale.fans(fanCount);
    const joins: Answer[] = [];
    for (const fan of fanCount === 1 ? [...fans, ...fans] : fans) {
      joins.push(await fan.join(concertId, { prefer: '' }));
    }
    expect(joins.map(({ status }) => status)).toEqual([202, 202]);
    const lanes = await splitLane(onSale, `admission.${concertId}`, 2);
    for (const guard of without) if (guard !== 'the lock on the door') await onSale.sql(GUARDS[guard]);
    await meetBefore(onSale, 'update on waiting_room', { count: 2, patienceMs: 3_000 });

    await decideAtOnce(onSale, lanes, database.url);

    expect(database.changed > 0).toBe(unlocked);
    const live = await onSale.sql(sql<{ status: string }>`
      select status from queue_token where status in ('WAITING', 'ACTIVE') order by status`);
    return {
      live: live.map(({ status }) => status),
      met: await howManyMet(onSale),
      broken: await onSale.invariants(),
    };
  } finally {
    await database.close();
    await onSale.close();
  }
}
