import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { DATES_PER_CONCERT, SEATS_PER_CONCERT } from '../../config/limits.ts';
import { route } from '../contract/call.ts';
import { doneBy, OPERATOR_ID } from '../contract/caller.ts';
import { Refusal } from '../contract/refusals.ts';
import type { Orm } from '../database/connect.ts';
import { iso } from '../database/iso.ts';
import { laneLock } from '../lane/lane.ts';
import { once } from '../lane/once.ts';
import type { Sentences } from '../language/en.ts';
import type { ConcertReads } from '../reads/concert-reads.ts';
import { type Action, recordAction } from '../sale/action-log.ts';
import { laneName } from '../sale/lanes.ts';
import {
  changesSeats,
  type DateChange,
  type DatePlan,
  dateChange,
  datePlan,
  seatsOf,
} from './concert-plan.ts';
import { datePlanAnswer, datePlanExample, readDatePlan } from './date-plans.ts';
import { writeDate, writeSeats } from './write-date.ts';

export const createAdminDate = route({
  method: 'post',
  path: '/v1/admin/concerts/{concertId}/dates',
  tag: 'Operators',
  summary: 'Add a date with its seats',
  notes:
    'Also while the sale runs: it can be booked at once. Seats are numbered from 1, section after section.',
  credential: 'operator',
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
  async handle(call, { orm, concerts }: { orm: Orm; concerts: ConcertReads }) {
    const { concertId } = call.params;
    const write = { kind: 'add-date', userId: OPERATOR_ID, ...call };
    await once(orm, write, {
      write: (outside) =>
        outside.transactional(async (em) => {
          await addDate(em, concertId, call.body, doneBy(call), faultsIn(call.say));
          return {};
        }),
    });
    concerts.changed(concertId);
    return readDatePlan(orm.em.fork(), concertId, call.body.date);
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
  body: dateChange,
  description: 'The date as it is now',
  answer: datePlanAnswer,
  examples: { body: { seatMap: datePlanExample.seatMap }, answer: datePlanExample },
  refusals: ['CONCERT_NOT_FOUND', 'SEATS_NOT_FOUND', 'SEAT_ALREADY_RESERVED'],
  async handle(call, { orm, concerts }: { orm: Orm; concerts: ConcertReads }) {
    const { concertId, date } = call.params;
    await orm.em
      .fork()
      .transactional((em) => changeDate(em, concertId, date, call.body, doneBy(call), faultsIn(call.say)));
    concerts.changed(concertId);
    return readDatePlan(orm.em.fork(), concertId, date);
  },
});

type By = Pick<Action, 'who' | 'correlationId'>;

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

interface Evening {
  id: string;
  date: string;
  startsAt: string;
  seats: number;
}

/** Adds a date to a concert, also while its sale runs, inside the caller's transaction. */
async function addDate(
  em: EntityManager,
  concertId: string,
  planned: DatePlan,
  by: By,
  refuse: Faults,
): Promise<void> {
  const concert = await lockConcert(em, concertId);
  const { evenings } = concert;
  if (evenings.some(({ date }) => date === planned.date)) throw refuse('/date', ({ taken }) => taken());
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
  by: By,
  refuse: Faults,
): Promise<void> {
  const kysely = em.getKysely();
  await sql`select ${laneLock(laneName('booking', concertId))}`.execute(kysely);
  const concert = await lockConcert(em, concertId);
  const evening = concert.evenings.find((one) => one.date === date);
  if (evening === undefined) throw new Refusal('SEATS_NOT_FOUND');
  const before = await readEvening(em, concertId, date);
  if (changesSeats(change)) {
    const others = concert.evenings.filter((one) => one !== evening);
    if (seatsIn(others) + seatsOf(change) > SEATS_PER_CONCERT) throw tooManySeats(change, refuse);
    const { rows } = await sql`select from reserved_seat where date_id = ${evening.id} limit 1`.execute(
      kysely,
    );
    if (rows.length > 0) throw new Refusal('SEAT_ALREADY_RESERVED');
    await sql`delete from seat where date_id = ${evening.id}`.execute(kysely);
    await writeSeats(em, evening.id, change);
  }
  await sql`
    update concert_date set
      starts_at = coalesce(${change.startsAt ?? null}::timestamptz, starts_at),
      seats_total = ${changesSeats(change) ? seatsOf(change) : evening.seats}
    where id = ${evening.id}`.execute(kysely);
  const after = await readEvening(em, concertId, date);
  await recordAction(em, { ...by, what: 'change-concert', concertId, before, after });
}

/** Its dates as they are and will be until the transaction ends. Throws `CONCERT_NOT_FOUND`. */
async function lockConcert(
  em: EntityManager,
  concertId: string,
): Promise<{ timeZone: string; evenings: Evening[] }> {
  const { rows } = await sql<{ timeZone: string }>`
    select time_zone as "timeZone" from concert where id = ${concertId} for no key update`.execute(
    em.getKysely(),
  );
  const [concert] = rows;
  if (concert === undefined) throw new Refusal('CONCERT_NOT_FOUND');
  const { rows: evenings } = await sql<Evening>`
    select id, date::text as date, ${iso('starts_at')} as "startsAt", seats_total as seats
    from concert_date where concert_id = ${concertId}`.execute(em.getKysely());
  return { timeZone: concert.timeZone, evenings };
}

/** A date as it is written down: with what its seats cost. */
async function readEvening(
  em: EntityManager,
  concertId: string,
  date: string,
): Promise<Record<string, unknown>> {
  const { rows } = await sql<Record<string, unknown>>`
    select date::text as date, ${iso('starts_at')} as "startsAt", seats_total as seats,
      (select min(price) from seat where date_id = concert_date.id) as "priceFrom",
      (select max(price) from seat where date_id = concert_date.id) as "priceTo"
    from concert_date where concert_id = ${concertId} and date = ${date}`.execute(em.getKysely());
  return rows[0] ?? {};
}

const seatsIn = (evenings: readonly Evening[]): number => evenings.reduce((sum, { seats }) => sum + seats, 0);
