import { randomUUID } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { type DatePlan, seatsOf } from './concert-plan.ts';

const STARTS_AT = '19:00';

/** Writes a date of a concert with all its seats. */
export async function writeDate(
  em: EntityManager,
  concert: { id: string; timeZone: string },
  planned: DatePlan,
): Promise<void> {
  const dateId = randomUUID();
  const startsAt =
    planned.startsAt === undefined
      ? sql`(${planned.date}::date + ${STARTS_AT}::time) at time zone ${concert.timeZone}`
      : sql`${planned.startsAt}`;
  await sql`
    insert into concert_date (id, concert_id, date, starts_at, seats_total)
    values (${dateId}, ${concert.id}, ${planned.date}, ${startsAt}, ${seatsOf(planned)})`.execute(
    em.getKysely(),
  );
  await writeSeats(em, dateId, planned);
}

/** Writes the seats of a date that has none, numbered from 1 on. */
export async function writeSeats(
  em: EntityManager,
  dateId: string,
  planned: Pick<DatePlan, 'seats' | 'price' | 'seatMap'>,
): Promise<void> {
  const kysely = em.getKysely();
  if (planned.seatMap === undefined) {
    await sql`
      insert into seat (date_id, number, price)
      select ${dateId}, number, ${planned.price}
      from generate_series(1, ${seatsOf(planned)}) as number`.execute(kysely);
    return;
  }
  let numbered = 0;
  for (const { section, rows, seatsPerRow, price } of planned.seatMap) {
    await sql`
      insert into seat (date_id, number, section, row, price)
      select ${dateId}, ${numbered} + place, ${section}, ((place - 1) / ${seatsPerRow} + 1)::text, ${price}
      from generate_series(1, ${rows * seatsPerRow}) as place`.execute(kysely);
    numbered += rows * seatsPerRow;
  }
}
