import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { DATES_PER_CONCERT, SEATS_PER_CONCERT } from '../../config/limits.ts';
import { type Action, recordAction } from '../sale/action-log.ts';
import { iso } from '../database/iso.ts';
import { laneLock } from '../lane/lane-lock.ts';
import { laneName } from '../lane/lane-name.ts';
import { changesSeats, type DateChange, type DatePlan, seatsOf } from './concert-plan.ts';
import { writeDate, writeSeats } from './write-date.ts';

type By = Pick<Action, 'who' | 'correlationId'>;

/** What came of a change, as far as it was none. */
export type NotChanged =
  | 'no such concert'
  | 'no such date'
  | 'date is taken'
  | 'too many dates'
  | 'too many seats'
  | 'seats are taken';

interface Evening {
  id: string;
  date: string;
  startsAt: string;
  seats: number;
}

/** Adds a date to a concert, also while its sale runs, inside the caller's transaction; null when it is added. */
export async function addDate(
  em: EntityManager,
  concertId: string,
  planned: DatePlan,
  by: By,
): Promise<NotChanged | null> {
  const concert = await lockConcert(em, concertId);
  if (concert === null) return 'no such concert';
  const { evenings } = concert;
  if (evenings.some(({ date }) => date === planned.date)) return 'date is taken';
  if (evenings.length >= DATES_PER_CONCERT) return 'too many dates';
  if (seatsIn(evenings) + seatsOf(planned) > SEATS_PER_CONCERT) return 'too many seats';
  await writeDate(em, { id: concertId, timeZone: concert.timeZone }, planned);
  const after = await readEvening(em, concertId, planned.date);
  await recordAction(em, { ...by, what: 'change-concert', concertId, before: null, after });
  return null;
}

/**
 * Changes when a date begins, or gives it other seats, inside the caller's transaction; null when it is changed. Other
 * seats only while nobody has ever held one: what was promised to somebody stays as it was. No booking is decided
 * meanwhile, so none is decided on seats that are about to go.
 */
export async function changeDate(
  em: EntityManager,
  concertId: string,
  date: string,
  change: DateChange,
  by: By,
): Promise<NotChanged | null> {
  const kysely = em.getKysely();
  await sql`select ${laneLock(laneName('booking', concertId))}`.execute(kysely);
  const concert = await lockConcert(em, concertId);
  if (concert === null) return 'no such concert';
  const evening = concert.evenings.find((one) => one.date === date);
  if (evening === undefined) return 'no such date';
  const before = await readEvening(em, concertId, date);
  if (changesSeats(change)) {
    const others = concert.evenings.filter((one) => one !== evening);
    if (seatsIn(others) + seatsOf(change) > SEATS_PER_CONCERT) return 'too many seats';
    const { rows } = await sql`select from reserved_seat where date_id = ${evening.id} limit 1`.execute(
      kysely,
    );
    if (rows.length > 0) return 'seats are taken';
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
  return null;
}

/** Its dates as they are and will be until the transaction ends; null when there is no such concert. */
async function lockConcert(
  em: EntityManager,
  concertId: string,
): Promise<{ timeZone: string; evenings: Evening[] } | null> {
  const { rows } = await sql<{ timeZone: string }>`
    select time_zone as "timeZone" from concert where id = ${concertId} for no key update`.execute(
    em.getKysely(),
  );
  const [concert] = rows;
  if (concert === undefined) return null;
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
