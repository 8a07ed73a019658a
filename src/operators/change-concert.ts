import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { type Action, recordAction } from '../sale/action-log.ts';
import { Concert } from '../sale/concert.ts';
import { WaitingRoom } from '../sale/waiting-room.ts';
import type { ConcertChange } from './concert-plan.ts';

/** What came of a change: `order` when the sale would close before it opens. */
export type Changed = 'changed' | 'no such concert' | 'order';

/**
 * Changes a concert while it runs, inside the caller's transaction, and writes down what it was before. The lane holds the door's row while it
 * decides, so a change takes effect between two batches and never in the middle of one.
 */
export async function changeConcert(
  em: EntityManager,
  concertId: string,
  change: ConcertChange,
  by: Pick<Action, 'who' | 'correlationId'>,
): Promise<Changed> {
  // The door first, as the lane does: who joins needs the concert's row too, and neither may wait for the other.
  const room = await em.findOne(WaitingRoom, { concertId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (room === null) return 'no such concert';
  const concert = await em.findOneOrFail(
    Concert,
    { id: concertId },
    { lockMode: LockMode.PESSIMISTIC_WRITE },
  );
  const before = settingsOf(concert, room);
  const { title, saleOpensAt, saleClosesAt, waitingRoom } = change;
  if (title !== undefined) concert.title = title;
  if (saleOpensAt !== undefined) concert.saleOpensAt = instantOf(saleOpensAt);
  if (saleClosesAt !== undefined) concert.saleClosesAt = instantOf(saleClosesAt);
  if (concert.saleOpensAt != null && concert.saleClosesAt != null) {
    if (concert.saleClosesAt <= concert.saleOpensAt) return 'order';
  }
  if (waitingRoom !== undefined) em.assign(room, waitingRoom);
  await em.flush();
  const changed = differences(before, settingsOf(concert, room));
  if (changed !== null) await recordAction(em, { ...by, what: 'change-concert', concertId, ...changed });
  return 'changed';
}

/** All that a change may change, by the names of the API. */
const settingsOf = (concert: Concert, room: WaitingRoom): Settings => ({
  title: concert.title,
  saleOpensAt: concert.saleOpensAt?.toISOString() ?? null,
  saleClosesAt: concert.saleClosesAt?.toISOString() ?? null,
  capacity: room.capacity,
  admitPerMinute: room.admitPerMinute ?? null,
  activeSeconds: room.activeSeconds,
  waitingSeconds: room.waitingSeconds,
  protects: room.protects,
  paused: room.paused,
});

type Settings = Record<string, string | number | boolean | null>;

/** What was changed, from what and to what; null when nothing was. */
function differences(before: Settings, after: Settings): { before: Settings; after: Settings } | null {
  const changed = Object.keys(after).filter((name) => before[name] !== after[name]);
  const those = (settings: Settings) =>
    Object.fromEntries(changed.map((name) => [name, settings[name] ?? null]));
  return changed.length === 0 ? null : { before: those(before), after: those(after) };
}

const instantOf = (text: string | null) => (text === null ? null : new Date(text));
