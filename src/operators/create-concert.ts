import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { Reply, route } from '../contract/call.ts';
import { doneBy, OPERATOR_ID } from '../contract/caller.ts';
import { givenId } from '../contract/fields.ts';
import { Refusal } from '../contract/refusals.ts';
import type { EntityManager, Orm } from '../database/connect.ts';
import { isUnknownValue } from '../lane/faults.ts';
import { once } from '../lane/once.ts';
import { LaneNumbers } from '../lane/tables.ts';
import type { ConcertReads } from '../reads/concert-reads.ts';
import { Account } from '../sale/account.ts';
import { recordAction } from '../sale/action-log.ts';
import { Concert } from '../sale/concert.ts';
import { LANE_ROLES, laneName } from '../sale/lanes.ts';
import { WaitingRoom } from '../sale/waiting-room.ts';
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
  const concertId = randomUUID();
  const {
    title,
    venue = null,
    timeZone,
    saleOpensAt,
    saleClosesAt,
    holdSeconds,
    seatsPerUser,
    holdsPerVisit,
    holdExtensionSeconds,
  } = plan;
  await em.insert(Concert, {
    id: concertId,
    title,
    venue,
    timeZone,
    saleOpensAt: instantOf(saleOpensAt),
    saleClosesAt: instantOf(saleClosesAt),
    holdSeconds,
    seatsPerUser,
    holdsPerVisit,
    holdExtensionSeconds,
  });
  await em.insert(WaitingRoom, { concertId, ...plan.waitingRoom });
  await em.insertMany(
    LaneNumbers,
    LANE_ROLES.map((role) => ({ name: laneName(role, concertId) })),
  );
  await em.insert(Account, { id: concertId, kind: 'sales', balance: null });
  for (const planned of plan.dates) await writeDate(em, { id: concertId, timeZone }, planned);
  return concertId;
}

const instantOf = (text: string | null | undefined): Date | null => (text == null ? null : new Date(text));
