import type { EntityManager } from '../database/connect.ts';
import { laneLock } from '../lane/lane.ts';
import { laneName } from '../sale/lanes.ts';

/**
 * Waits for the batch of bookings that is being decided, and keeps the next one from being so until the transaction
 * ends. It goes before every other lock, as it does for whoever decides; what the next batch loads is what was left.
 */
export async function stopBookings(em: EntityManager, concertId: string): Promise<void> {
  await em
    .getKysely()
    .selectNoFrom(laneLock(laneName('booking', concertId)).as('stopped'))
    .execute();
}
