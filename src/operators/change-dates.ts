import { DATES_PER_CONCERT, SEATS_PER_CONCERT } from '../../config/limits.ts';
import { type Call, route } from '../contract/call.ts';
import { doneBy, OPERATOR_ID } from '../contract/caller.ts';
import { Refusal } from '../contract/refusals.ts';
import { beginsOn } from '../contract/venue-time.ts';
import type { EntityManager, Orm } from '../database/connect.ts';
import { iso } from '../database/iso.ts';
import { laneLock } from '../lane/lane.ts';
import { once } from '../lane/once.ts';
import type { Sentences } from '../language/en.ts';
import { type Action, recordAction } from '../sale/action-log.ts';
import { ConcertDate } from '../sale/concert-date.ts';
import { laneName } from '../sale/lanes.ts';
import {
  changesSeats,
  type DateChange,
  type DatePlan,
  dateChange,
  datePlan,
  seatsOf,
} from './concert-plan.ts';
import { datePlanAnswer, datePlanExample, replyWithDate } from './date-plans.ts';
import { isRevision } from './revision.ts';
import { type Tells, tellChange } from './tell-change.ts';
import { writeDate, writeSeats } from './write-date.ts';

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
  summary: 'Change when a date begins, or its seats while nobody has held one',
  notes:
    'Give `startsAt`, or the seats anew: `price` with `seats`, or `seatMap`. Seats are replaced only while nobody has ever held one of them.',
  credential: 'operator',
  guarded: true,
  body: dateChange,
  description: 'The date as it is now',
  answer: datePlanAnswer,
  examples: { body: { seatMap: datePlanExample.seatMap }, answer: datePlanExample },
  refusals: ['CONCERT_NOT_FOUND', 'SEATS_NOT_FOUND', 'SEAT_ALREADY_RESERVED'],
  async handle(call, parts: Tells & { orm: Orm }) {
    const { concertId, date } = call.params;
    await parts.orm.em
      .fork()
      .transactional((em) => changeDate(em, concertId, date, call.body, changing(call)));
    await tellChange(parts, concertId);
    return replyWithDate(parts.orm.em.fork(), concertId, date);
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
  await writeDate(em, { id: concertId, timeZone: concert.timeZone }, planned);
  const after = await readEvening(em, concertId, planned.date);
  await recordAction(em, { ...by, what: 'change-concert', concertId, before: null, after });
}

/**
 * Changes when a date begins, or gives it other seats, inside the caller's transaction. Other
 * seats only while nobody has ever held one: what was promised to somebody stays as it was. No booking is decided
 * meanwhile, so none is decided on seats that are about to go.
 */
async function changeDate(
  em: EntityManager,
  concertId: string,
  date: string,
  change: DateChange,
  { refuse, ifMatch, ...by }: Changing,
): Promise<void> {
  const kysely = em.getKysely();
  await kysely.selectNoFrom(laneLock(laneName('booking', concertId)).as('locked')).execute();
  const concert = await lockConcert(em, concertId, ifMatch);
  const evening = concert.evenings.find((one) => one.date === date);
  if (evening === undefined) throw new Refusal('SEATS_NOT_FOUND');
  const before = await readEvening(em, concertId, date);
  if (changesSeats(change)) {
    const others = concert.evenings.filter((one) => one !== evening);
    if (seatsIn(others) + seatsOf(change) > SEATS_PER_CONCERT) throw tooManySeats(change, refuse);
    const ofThisDate = kysely
      .selectFrom('reserved_seat')
      .select('seat_number')
      .where('date_id', '=', evening.id);
    const taken = await ofThisDate.limit(1).executeTakeFirst();
    if (taken !== undefined) throw new Refusal('SEAT_ALREADY_RESERVED');
    await kysely.deleteFrom('seat').where('date_id', '=', evening.id).execute();
    await writeSeats(em, evening.id, change);
    evening.seatsTotal = seatsOf(change);
  }
  checkStart(date, change.startsAt, concert.timeZone, refuse);
  if (change.startsAt !== undefined) evening.startsAt = new Date(change.startsAt);
  await em.flush();
  const after = await readEvening(em, concertId, date);
  await recordAction(em, { ...by, what: 'change-concert', concertId, before, after });
}

/**
 * Its dates as they are and will be until the transaction ends. Throws `CONCERT_NOT_FOUND`, and `CHANGED_MEANWHILE` when
 * it is not what was seen: the statement that takes the row compares.
 */
async function lockConcert(
  em: EntityManager,
  concertId: string,
  ifMatch: Call['ifMatch'],
): Promise<{ timeZone: string; evenings: ConcertDate[] }> {
  const kysely = em.getKysely();
  const concert = await kysely
    .updateTable('concert')
    .set(({ eb }) => ({ revision: eb('revision', '+', 1) }))
    .where('id', '=', concertId)
    .where(isRevision(ifMatch))
    .returning('time_zone as timeZone')
    .executeTakeFirst();
  if (concert === undefined) {
    const known = await kysely
      .selectFrom('concert')
      .select('id')
      .where('id', '=', concertId)
      .executeTakeFirst();
    throw new Refusal(known === undefined ? 'CONCERT_NOT_FOUND' : 'CHANGED_MEANWHILE');
  }
  return { timeZone: concert.timeZone, evenings: await em.find(ConcertDate, { concertId }) };
}

/** A date as it is written down: with what its seats cost. */
async function readEvening(
  em: EntityManager,
  concertId: string,
  date: string,
): Promise<Record<string, unknown>> {
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
    .where('concert_id', '=', concertId)
    .where('date', '=', date)
    .groupBy('concert_date.id')
    .executeTakeFirst();
  return evening ?? {};
}

const seatsIn = (evenings: readonly ConcertDate[]): number =>
  evenings.reduce((sum, { seatsTotal }) => sum + seatsTotal, 0);
