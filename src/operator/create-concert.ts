import { randomUUID } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { laneName } from '../lane/lane-name.ts';
import { type ConcertPlan, seatsOf } from './concert-plan.ts';

const STARTS_AT = '19:00';

/** Writes a concert with its door, its lanes, its sales account, its dates and all their seats. Answers its id. */
export async function createConcert(em: EntityManager, plan: ConcertPlan): Promise<string> {
  const kysely = em.getKysely();
  const concertId = randomUUID();
  const room = plan.waitingRoom;
  await sql`
    insert into concert (id, title, venue, time_zone, sale_opens_at, sale_closes_at, hold_seconds, seats_per_user)
    values (${concertId}, ${plan.title}, ${plan.venue ?? null}, ${plan.timeZone}, ${plan.saleOpensAt ?? null},
      ${plan.saleClosesAt ?? null}, ${plan.holdSeconds}, ${plan.seatsPerUser})`.execute(kysely);
  await sql`
    insert into waiting_room
      (concert_id, capacity, admit_per_minute, active_seconds, waiting_seconds, protects, paused)
    values (${concertId}, ${room.capacity}, ${room.admitPerMinute}, ${room.activeSeconds},
      ${room.waitingSeconds}, ${room.protects}, ${room.paused})`.execute(kysely);
  await sql`
    insert into lane (name)
    values (${laneName('admission', concertId)}), (${laneName('booking', concertId)})`.execute(kysely);
  await sql`insert into account (id, kind) values (${concertId}, 'sales')`.execute(kysely);

  for (const planned of plan.dates) {
    const dateId = randomUUID();
    const startsAt =
      planned.startsAt === undefined
        ? sql`(${planned.date}::date + ${STARTS_AT}::time) at time zone ${plan.timeZone}`
        : sql`${planned.startsAt}`;
    await sql`
      insert into concert_date (id, concert_id, date, starts_at, seats_total)
      values (${dateId}, ${concertId}, ${planned.date}, ${startsAt}, ${seatsOf(planned)})`.execute(kysely);
    if (planned.seatMap === undefined) {
      await sql`
        insert into seat (date_id, number, price)
        select ${dateId}, number, ${planned.price}
        from generate_series(1, ${seatsOf(planned)}) as number`.execute(kysely);
      continue;
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
  return concertId;
}
