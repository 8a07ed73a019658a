import { randomUUID } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { laneName } from '../lane/lane-name.ts';
import type { ConcertPlan } from './concert-plan.ts';
import { writeDate } from './write-date.ts';

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

  for (const planned of plan.dates) await writeDate(em, { id: concertId, timeZone: plan.timeZone }, planned);
  return concertId;
}
