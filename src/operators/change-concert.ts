import { LockMode } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { type Call, route } from '../contract/call.ts';
import { doneBy } from '../contract/caller.ts';
import { Refusal } from '../contract/refusals.ts';
import type { EntityManager, Orm } from '../database/connect.ts';
import { NOW } from '../lane/clock.ts';
import type { Doorbell } from '../lane/doorbell.ts';
import { type Action, recordAction } from '../sale/action-log.ts';
import { Concert } from '../sale/concert.ts';
import { laneName } from '../sale/lanes.ts';
import { WaitingRoom } from '../sale/waiting-room.ts';
import { adminConcertAnswer, adminConcertExample, replyWithConcert } from './admin-concert.ts';
import { stopBookings } from './booking-standstill.ts';
import { type ConcertChange, concertChange } from './concert-plan.ts';
import { revisionsIn } from './revision.ts';
import { type Tells, tellChange } from './tell-change.ts';
import { isPast } from './write-date.ts';

export const updateAdminConcert = route({
  method: 'patch',
  path: '/v1/admin/concerts/{concertId}',
  tag: 'Operators',
  summary: 'Change a concert while its sale runs',
  notes:
    'What is not given stays as it is. `{ "waitingRoom": { "paused": true } }` stops admission until it is `false` again. `{ "draft": false }` publishes a draft, and `{ "archived": true }` puts a concert away that is over or of which nothing is held or sold: it is in no list of fans, nobody joins or holds any more, and reservations and history stay readable. With `If-Match` nothing is changed that somebody else has changed meanwhile.',
  credential: 'operator',
  guarded: true,
  body: concertChange,
  description: 'The concert as it is now',
  answer: adminConcertAnswer,
  examples: {
    body: { waitingRoom: { paused: true } },
    answer: { ...adminConcertExample, waitingRoom: { ...adminConcertExample.waitingRoom, paused: true } },
  },
  refusals: ['CONCERT_NOT_FOUND'],
  async handle(call, parts: Tells & { orm: Orm; doorbell: Doorbell }) {
    const { body, correlationId } = call;
    const { concertId } = call.params;
    await parts.orm.em
      .fork()
      .transactional((em) => changeConcert(em, concertId, body, { ...call, ...doneBy(call) }));
    parts.log.info({ correlationId, concertId, change: body }, 'the concert was changed');
    // A wider door lets people in at once; without the bell the scheduler sees it within a second.
    await parts.doorbell
      .ring(laneName('admission', concertId), { because: 'settings' })
      .catch((error: unknown) => parts.log.warn({ err: error, concertId }, 'the lane could not be rung'));
    await tellChange(parts, concertId);
    return replyWithConcert(parts.orm.em.fork(), concertId);
  },
});

/**
 * Changes a concert while it runs, inside the caller's transaction, and writes down what it was before. The lane holds
 * the door's row while it decides, so a change takes effect between two batches and never in the middle of one.
 */
async function changeConcert(
  em: EntityManager,
  concertId: string,
  change: ConcertChange,
  { who, correlationId, ifMatch, say }: Pick<Action, 'who' | 'correlationId'> & Pick<Call, 'ifMatch' | 'say'>,
): Promise<void> {
  // No hold is decided while it is looked whether there is one.
  if (change.archived === true) await stopBookings(em, concertId);
  // The door first, as the lane does: who joins needs the concert's row too, and neither may wait for the other.
  const room = await em.findOne(WaitingRoom, { concertId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (room === null) throw new Refusal('CONCERT_NOT_FOUND');
  // What was seen is compared by the statement that takes the row: there is no moment between the two.
  const seen = revisionsIn(ifMatch);
  const concert = await em.findOne(
    Concert,
    { id: concertId, ...(seen === null ? {} : { revision: { $in: seen } }) },
    { lockMode: LockMode.PESSIMISTIC_WRITE },
  );
  if (concert === null) throw new Refusal('CHANGED_MEANWHILE');
  const before = settingsOf(concert, room);
  const { title, draft, archived, saleOpensAt, saleClosesAt, waitingRoom } = change;
  const { holdsPerVisit, holdExtensionSeconds } = change;
  if (title !== undefined) concert.title = title;
  if (saleOpensAt !== undefined) concert.saleOpensAt = instantOf(saleOpensAt);
  if (saleClosesAt !== undefined) concert.saleClosesAt = instantOf(saleClosesAt);
  if (holdsPerVisit !== undefined) concert.holdsPerVisit = holdsPerVisit;
  if (holdExtensionSeconds !== undefined) concert.holdExtensionSeconds = holdExtensionSeconds;
  const refuse = (pointer: string, detail: string) =>
    new Refusal('INVALID_REQUEST', { faults: [{ pointer, detail }] });
  if (draft !== undefined && concert.draft) {
    if (await isPast(em, concertId)) throw refuse('/draft', say.faults.past());
    concert.draft = draft;
  }
  if (archived !== undefined) {
    const isOnSale = archived && !concert.archived && !(await mayBePutAway(em, concert));
    if (isOnSale) throw refuse('/archived', say.faults.onSale());
    concert.archived = archived;
  }
  if (concert.saleOpensAt != null && concert.saleClosesAt != null) {
    if (concert.saleClosesAt <= concert.saleOpensAt) throw refuse('/saleClosesAt', say.faults.order());
  }
  if (waitingRoom !== undefined) em.assign(room, waitingRoom);
  const changed = differences(before, settingsOf(concert, room));
  if (changed === null) return;
  concert.revision += 1;
  await em.flush();
  await recordAction(em, { who, correlationId, what: 'change-concert', concertId, ...changed });
}

/** What is over, and what came to nothing: of the one nobody may buy any more, of the other nobody has anything. */
async function mayBePutAway(em: EntityManager, { id, saleClosesAt }: Concert): Promise<boolean> {
  const { rows } = await sql<{ may: boolean }>`
    select coalesce(${saleClosesAt ?? null}::timestamptz <= ${NOW}, false)
      or not exists (select from concert_date where concert_id = ${id} and starts_at > ${NOW})
      or not exists (
        select from concert_date join reserved_seat on date_id = concert_date.id
        where concert_id = ${id} and status in ('HELD', 'SOLD')
      ) as may`.execute(em.getKysely());
  return rows[0]?.may === true;
}

/** All that a change may change, by the names of the API. */
const settingsOf = (concert: Concert, room: WaitingRoom): Record<Changeable, Setting> => ({
  title: concert.title,
  saleOpensAt: concert.saleOpensAt?.toISOString() ?? null,
  saleClosesAt: concert.saleClosesAt?.toISOString() ?? null,
  draft: concert.draft,
  archived: concert.archived,
  holdsPerVisit: concert.holdsPerVisit,
  holdExtensionSeconds: concert.holdExtensionSeconds,
  capacity: room.capacity,
  admitPerMinute: room.admitPerMinute ?? null,
  activeSeconds: room.activeSeconds,
  waitingSeconds: room.waitingSeconds,
  showUpSeconds: room.showUpSeconds,
  protects: room.protects,
  afterClose: room.afterClose,
  paused: room.paused,
});

type Setting = string | number | boolean | null;
type Settings = Record<string, Setting>;

/** One that is forgotten above does not compile: it would be changed and never written down. */
type Changeable =
  | Exclude<keyof ConcertChange, 'waitingRoom'>
  | keyof NonNullable<ConcertChange['waitingRoom']>;

/** What was changed, from what and to what; null when nothing was. */
function differences(before: Settings, after: Settings): { before: Settings; after: Settings } | null {
  const changed = Object.keys(after).filter((name) => before[name] !== after[name]);
  const those = (settings: Settings) =>
    Object.fromEntries(changed.map((name) => [name, settings[name] ?? null]));
  return changed.length === 0 ? null : { before: those(before), after: those(after) };
}

const instantOf = (text: string | null) => (text === null ? null : new Date(text));
