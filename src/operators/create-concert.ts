import { randomUUID } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { z } from 'zod';
import { Reply, route } from '../contract/call.ts';
import { doneBy, OPERATOR_ID } from '../contract/caller.ts';
import { givenId } from '../contract/fields.ts';
import { Refusal } from '../contract/refusals.ts';
import type { Orm } from '../database/connect.ts';
import { isUnknownValue } from '../lane/faults.ts';
import { once } from '../lane/once.ts';
import type { ConcertReads } from '../reads/concert-reads.ts';
import { recordAction } from '../sale/action-log.ts';
import { LANE_ROLES, laneName } from '../sale/lanes.ts';
import { type ConcertPlan, concertPlan } from './concert-plan.ts';
import { writeDate } from './write-date.ts';

export const createAdminConcert = route({
  method: 'post',
  path: '/v1/admin/concerts',
  tag: 'Operators',
  summary: 'Create a concert with its dates and seats',
  notes:
    'A date has either `seats` and one `price`, or a `seatMap` with a price for each section. Seats are numbered from 1 on each date, in the order of the map.',
  credential: 'operator',
  write: 'direct',
  body: concertPlan,
  status: 201,
  description: 'Created',
  answer: z.object({ concertId: givenId }).meta({ id: 'CreatedConcert' }),
  examples: {
    body: {
      title: 'Spring Tour 2027',
      venue: 'Olympic Hall, Seoul',
      dates: [
        {
          date: '2027-05-01',
          seatMap: [
            { section: 'Floor A', rows: 20, seatsPerRow: 40, price: 110_000 },
            { section: 'Balcony', rows: 40, seatsPerRow: 40, price: 66_000 },
          ],
        },
      ],
      saleOpensAt: '2027-03-02T20:00:00+09:00',
      waitingRoom: { capacity: 500 },
    },
    answer: { concertId: '6f1d2c9e-4b0a-4e57-9a3c-1d2b8f60c7a1' },
  },
  async handle(call, { orm, concerts }: { orm: Orm; concerts: ConcertReads }) {
    const write = { kind: 'create-concert', userId: OPERATOR_ID, ...call };
    const body = await once(orm, write, {
      write: (outside) =>
        outside.transactional(async (em) => {
          const concertId = await createConcert(em, call.body);
          const { title, venue = null, waitingRoom } = call.body;
          await recordAction(em, {
            ...doneBy(call),
            what: 'create-concert',
            concertId,
            before: null,
            after: { title, venue, ...waitingRoom },
          });
          return { concertId };
        }),
    }).catch((error: unknown) => {
      if (!isUnknownValue(error)) throw error;
      // Some old names of time zones are known here and not there.
      const faults = [{ pointer: '/timeZone', detail: call.say.faults.value() }];
      throw new Refusal('INVALID_REQUEST', { faults });
    });
    concerts.changed(body.concertId);
    return new Reply(body, { headers: { location: `/v1/concerts/${body.concertId}` } });
  },
});

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
    select unnest(${LANE_ROLES.map((role) => laneName(role, concertId))}::text[])`.execute(kysely);
  await sql`insert into account (id, kind) values (${concertId}, 'sales')`.execute(kysely);

  for (const planned of plan.dates) await writeDate(em, { id: concertId, timeZone: plan.timeZone }, planned);
  return concertId;
}
