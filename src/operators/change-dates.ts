import { DATES_PER_CONCERT, SEATS_PER_CONCERT } from '../../config/limits.ts';
import { type Call, Reply, route } from '../contract/call.ts';
import { doneBy, OPERATOR_ID } from '../contract/caller.ts';
import { Refusal } from '../contract/refusals.ts';
import { beginsOn, instantAt, localTime } from '../contract/venue-time.ts';
import type { EntityManager, Orm } from '../database/connect.ts';
import { iso } from '../database/iso.ts';
import { once } from '../lane/once.ts';
import type { Sentences } from '../language/en.ts';
import { type Action, recordAction } from '../sale/action-log.ts';
import { ConcertDate } from '../sale/concert-date.ts';
import { LIVE_SEAT } from '../sale/reserved-seat.ts';
import { stopBookings } from './booking-standstill.ts';
import {
  changesSeats,
  type DateChange,
  type DatePlan,
  dateChange,
  datePlan,
  seatsOf,
} from './concert-plan.ts';
import {
  type DatePlanView,
  datePlanAnswer,
  datePlanExample,
  readDatePlan,
  replyWithDate,
} from './date-plans.ts';
import { isRevision, tagOf } from './revision.ts';
import { type Tells, tellChange } from './tell-change.ts';
import { isPast, writeDate, writeSeats } from './write-date.ts';

export const createAdminDate = route({
  method: 'post',
  path: '/v1/admin/concerts/{concertId}/dates',
  tag: 'Operators',
  summary: 'Add a date with its seats',
  notes:
    'Also while the sale runs: it can be booked at once. Seats are numbered from 1, section after section.',
  credential: 'operator',
  guarded: true,
  write: 'direct',
  body: datePlan,
  status: 201,
  description: 'Added',
  answer: datePlanAnswer,
  examples: {
    body: {
      date: datePlanExample.date,
      startsAt: datePlanExample.startsAt,
      seatMap: datePlanExample.seatMap,
    },
    answer: datePlanExample,
  },
  refusals: ['CONCERT_NOT_FOUND'],
  async handle(call, parts: Tells & { orm: Orm }) {
    const { concertId } = call.params;
    const write = { kind: 'add-date', userId: OPERATOR_ID, ...call };
    await once(parts.orm, write, {
      write: (outside) =>
        outside.transactional(async (em) => {
          await addDate(em, concertId, call.body, changing(call));
          return {};
        }),
    });
    await tellChange(parts, concertId);
    return replyWithDate(parts.orm.em.fork(), concertId, call.body.date);
  },
});

export const updateAdminDate = route({
  method: 'patch',
  path: '/v1/admin/concerts/{concertId}/dates/{date}',
  tag: 'Operators',
  summary: 'Change when a date begins, move or remove it, or replace its seats',
  notes:
    'Give `startsAt`; another `date`, at the same hour unless `startsAt` is given as well; or the seats anew: `price` with `seats`, or `seatMap`. `{ "removed": true }` takes the date off the concert, unless it is the only one, and answers it as it was. A date is moved and removed only while nothing of it is held or sold, and seats are replaced only while nobody has ever held one of them (`SEAT_ALREADY_RESERVED`).',
  credential: 'operator',
  guarded: true,
  body: dateChange,
  description: 'The date as it is now',
  answer: datePlanAnswer,
  examples: { body: { seatMap: datePlanExample.seatMap }, answer: datePlanExample },
  refusals: ['CONCERT_NOT_FOUND', 'SEATS_NOT_FOUND', 'SEAT_ALREADY_RESERVED'],
  async handle(call, parts: Tells & { orm: Orm }) {
    const { concertId, date } = call.params;
    const em = parts.orm.em.fork();
    const gone = await em.transactional(async (em) => {
      if (call.body.removed !== undefined) return removeDate(em, concertId, date, changing(call));
      await changeDate(em, concertId, date, call.body, changing(call));
      return null;
    });
    await tellChange(parts, concertId);
    return gone ?? replyWithDate(parts.orm.em.fork(), concertId, call.body.date ?? date);
  },
});

/** Who changes it by which call, on what they have seen, and how they are told what is wrong. */
interface Changing extends Pick<Action, 'who' | 'correlationId'>, Pick<Call, 'ifMatch'> {
  refuse: Faults;
}

const changing = (call: Pick<Call, 'caller' | 'correlationId' | 'ifMatch' | 'say'>): Changing => ({
  ...doneBy(call),
  ifMatch: call.ifMatch,
  refuse: faultsIn(call.say),
});

/** Makes the refusal of a field, in the reader's words. */
type Faults = (pointer: string, detail: (faults: Sentences['faults']) => string) => Refusal;

const faultsIn =
  ({ faults }: Sentences): Faults =>
  (pointer, detail) =>
    new Refusal('INVALID_REQUEST', { faults: [{ pointer, detail: detail(faults) }] });

const tooManySeats = ({ seatMap }: Pick<DatePlan, 'seatMap'>, refuse: Faults): Refusal =>
  refuse(seatMap === undefined ? '/seats' : '/seatMap', ({ tooBig }) =>
    tooBig({ maximum: SEATS_PER_CONCERT }),
  );

/** A date is the calendar's at the venue, so it begins on that day there. */
function checkStart(date: string, startsAt: string | undefined, timeZone: string, refuse: Faults): void {
  if (startsAt !== undefined && !beginsOn(date, startsAt, timeZone)) {
    throw refuse('/startsAt', ({ otherDay }) => otherDay());
  }
}

/** Adds a date to a concert, also while its sale runs, inside the caller's transaction. */
async function addDate(
  em: EntityManager,
  concertId: string,
  planned: DatePlan,
  { refuse, ifMatch, ...by }: Changing,
): Promise<void> {
  const concert = await lockConcert(em, concertId, ifMatch);
  const { evenings } = concert;
  if (evenings.some(({ date }) => date === planned.date)) throw refuse('/date', ({ taken }) => taken());
  checkStart(planned.date, planned.startsAt, concert.timeZone, refuse);
  if (evenings.length >= DATES_PER_CONCERT) {
    throw refuse('/date', ({ tooBig }) => tooBig({ maximum: DATES_PER_CONCERT }));
  }
  if (seatsIn(evenings) + seatsOf(planned) > SEATS_PER_CONCERT) throw tooManySeats(planned, refuse);
  const dateId = await writeDate(em, { id: concertId, timeZone: concert.timeZone }, planned);
  const after = await readEvening(em, dateId);
  await recordAction(em, { ...by, what: 'change-concert', concertId, before: null, after });
}

/**
 * Changes when a date begins, moves it to another day or gives it other seats, inside the caller's transaction. No
 * booking is decided meanwhile, so none is decided on a day or on seats that are about to go.
 */
async function changeDate(
  em: EntityManager,
  concertId: string,
  date: string,
  change: DateChange,
  { refuse, ifMatch, ...by }: Changing,
): Promise<void> {
  await stopBookings(em, concertId);
  const concert = await lockConcert(em, concertId, ifMatch);
  const evening = eveningOn(date, concert);
  const day = change.date ?? date;
  const before = await readEvening(em, evening.id);
  if (changesSeats(change)) {
    const others = concert.evenings.filter((one) => one !== evening);
    if (seatsIn(others) + seatsOf(change) > SEATS_PER_CONCERT) throw tooManySeats(change, refuse);
    await replaceSeats(em, evening, change);
  }
  if (day !== date) await moveEvening(em, evening, day, concert, refuse);
  checkStart(day, change.startsAt, concert.timeZone, refuse);
  if (change.startsAt !== undefined) evening.startsAt = new Date(change.startsAt);
  await em.flush();
  // What is on sale is not moved to where nothing of it can be sold; a draft may lie anywhere until it is published.
  if (day !== date && !concert.draft && (await isPast(em, concertId))) {
    throw refuse(change.startsAt === undefined ? '/date' : '/startsAt', ({ past }) => past());
  }
  const after = await readEvening(em, evening.id);
  await recordAction(em, { ...by, what: 'change-concert', concertId, before, after });
}

/** Other seats, only while nobody has ever held one: what was promised to somebody stays as it was. */
async function replaceSeats(em: EntityManager, evening: ConcertDate, planned: DateChange): Promise<void> {
  const kysely = em.getKysely();
  const ofThisDate = kysely
    .selectFrom('reserved_seat')
    .select('seat_number')
    .where('date_id', '=', evening.id);
  const taken = await ofThisDate.limit(1).executeTakeFirst();
  if (taken !== undefined) throw new Refusal('SEAT_ALREADY_RESERVED');
  await kysely.deleteFrom('seat').where('date_id', '=', evening.id).execute();
  await writeSeats(em, evening.id, planned);
  evening.seatsTotal = seatsOf(planned);
}

/** To another day, at the hour at which it was to begin. */
async function moveEvening(
  em: EntityManager,
  evening: ConcertDate,
  day: string,
  { evenings, timeZone }: LockedConcert,
  refuse: Faults,
): Promise<void> {
  if (evenings.some((one) => one.date === day)) throw refuse('/date', ({ taken }) => taken());
  await refuseIfTaken(em, evening);
  // A show that goes by the evening before begins on the next morning there as well.
  const begins = Date.parse(`${localTime(evening.startsAt.toISOString(), timeZone)}Z`);
  const moved = new Date(begins + Date.parse(day) - Date.parse(evening.date));
  evening.startsAt = new Date(String(instantAt(moved.toISOString().slice(0, 16), timeZone)));
  evening.date = day;
}

/**
 * Takes a date off the concert, inside the caller's transaction, while nothing of it is held or sold: a hold that is
 * asked for at the same time is decided before, and keeps it, or after, and finds it gone. Answers what it was.
 */
async function removeDate(
  em: EntityManager,
  concertId: string,
  date: string,
  { refuse, ifMatch, ...by }: Changing,
): Promise<Reply<DatePlanView>> {
  await stopBookings(em, concertId);
  const concert = await lockConcert(em, concertId, ifMatch);
  const evening = eveningOn(date, concert);
  if (concert.evenings.length === 1) throw refuse('/removed', ({ lastDate }) => lastDate());
  await refuseIfTaken(em, evening);
  const before = await readEvening(em, evening.id);
  const plan = await readDatePlan(em, concertId, date);
  evening.concertId = null;
  await em.flush();
  await recordAction(em, { ...by, what: 'change-concert', concertId, before, after: null });
  return new Reply(plan, { headers: { etag: tagOf(concert.revision) } });
}

function eveningOn(date: string, { evenings }: LockedConcert): ConcertDate {
  const evening = evenings.find((one) => one.date === date);
  if (evening === undefined) throw new Refusal('SEATS_NOT_FOUND');
  return evening;
}

/** Whoever holds or owns a seat was promised its evening. */
async function refuseIfTaken(em: EntityManager, { id }: ConcertDate): Promise<void> {
  const taken = await em
    .getKysely()
    .selectFrom('reserved_seat')
    .select('seat_number')
    .where('date_id', '=', id)
    .where('status', 'in', LIVE_SEAT)
    .limit(1)
    .executeTakeFirst();
  if (taken !== undefined) throw new Refusal('SEAT_ALREADY_RESERVED');
}

interface LockedConcert {
  timeZone: string;
  draft: boolean;
  /** As the caller leaves it. */
  revision: number;
  evenings: ConcertDate[];
}

/**
 * Its dates as they are and will be until the transaction ends. Throws `CONCERT_NOT_FOUND`, and `CHANGED_MEANWHILE` when
 * it is not what was seen: the statement that takes the row compares.
 */
async function lockConcert(
  em: EntityManager,
  concertId: string,
  ifMatch: Call['ifMatch'],
): Promise<LockedConcert> {
  const kysely = em.getKysely();
  const concert = await kysely
    .updateTable('concert')
    .set(({ eb }) => ({ revision: eb('revision', '+', 1) }))
    .where('id', '=', concertId)
    .where(isRevision(ifMatch))
    .returning(['time_zone as timeZone', 'draft', 'revision'])
    .executeTakeFirst();
  if (concert === undefined) {
    const known = await kysely
      .selectFrom('concert')
      .select('id')
      .where('id', '=', concertId)
      .executeTakeFirst();
    throw new Refusal(known === undefined ? 'CONCERT_NOT_FOUND' : 'CHANGED_MEANWHILE');
  }
  return { ...concert, evenings: await em.find(ConcertDate, { concertId }) };
}

/** A date as it is written down: with what its seats cost. */
async function readEvening(em: EntityManager, dateId: string): Promise<Record<string, unknown>> {
  const evening = await em
    .getKysely()
    .selectFrom('concert_date')
    .innerJoin('seat', 'seat.date_id', 'concert_date.id')
    .select(({ ref, fn }) => [
      'date',
      iso(ref('starts_at')).as('startsAt'),
      'seats_total as seats',
      fn.min('price').as('priceFrom'),
      fn.max('price').as('priceTo'),
    ])
    .where('concert_date.id', '=', dateId)
    .groupBy('concert_date.id')
    .executeTakeFirst();
  return evening ?? {};
}

const seatsIn = (evenings: readonly ConcertDate[]): number =>
  evenings.reduce((sum, { seatsTotal }) => sum + seatsTotal, 0);
