import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { Concert } from '../concert/concert.ts';
import { WaitingRoom } from '../waiting-room/waiting-room.ts';
import type { ConcertChange } from './concert-plan.ts';

/** What came of a change: `order` when the sale would close before it opens. */
export type Changed = 'changed' | 'no such concert' | 'order';

/**
 * Changes a concert while it runs, inside the caller's transaction. The lane holds the door's row while it
 * decides, so a change takes effect between two batches and never in the middle of one.
 */
export async function changeConcert(
  em: EntityManager,
  concertId: string,
  change: ConcertChange,
): Promise<Changed> {
  // The door first, as the lane does: who joins needs the concert's row too, and neither may wait for the other.
  const room = await em.findOne(WaitingRoom, { concertId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (room === null) return 'no such concert';
  const concert = await em.findOneOrFail(
    Concert,
    { id: concertId },
    { lockMode: LockMode.PESSIMISTIC_WRITE },
  );
  const { title, saleOpensAt, saleClosesAt, waitingRoom } = change;
  if (title !== undefined) concert.title = title;
  if (saleOpensAt !== undefined) concert.saleOpensAt = instantOf(saleOpensAt);
  if (saleClosesAt !== undefined) concert.saleClosesAt = instantOf(saleClosesAt);
  if (concert.saleOpensAt != null && concert.saleClosesAt != null) {
    if (concert.saleClosesAt <= concert.saleOpensAt) return 'order';
  }
  if (waitingRoom !== undefined) em.assign(room, waitingRoom);
  await em.flush();
  return 'changed';
}

const instantOf = (text: string | null) => (text === null ? null : new Date(text));
