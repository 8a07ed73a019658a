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
import type { Sentences } from '../language/en.ts';
import type { ConcertReads } from '../reads/concert-reads.ts';
import { Account } from '../sale/account.ts';
import { recordAction } from '../sale/action-log.ts';
import { Concert } from '../sale/concert.ts';
import { LANE_ROLES, laneName } from '../sale/lanes.ts';
import { WaitingRoom } from '../sale/waiting-room.ts';
import { type ConcertPlan, concertPlan } from './concert-plan.ts';
import { isPast, writeDate } from './write-date.ts';

export const createdConcert = z.object({ concertId: givenId }).meta({ id: 'CreatedConcert' });

export const createAdminConcert = route({
  method: 'post',
  path: '/v1/admin/concerts',
  tag: 'Operators',
  summary: 'Create a concert with its dates and seats',
  notes:
    'A date has either `seats` and one `price`, or a `seatMap` with a price for each section. Seats are numbered from 1 on each date, in the order of the map. With `draft: true` nobody but operators sees it until it is published by a change; without, one of its dates must be to come.',
  credential: 'operator',
  write: 'direct',
  body: concertPlan,
  status: 201,
  description: 'Created',
  answer: createdConcert,
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
          if (!call.body.draft && (await isPast(em, concertId))) throw refusePast(call.body, call.say);
          const { title, venue = null, draft, waitingRoom } = call.body;
          await recordAction(em, {
            ...doneBy(call),
            what: 'create-concert',
            concertId,
            before: null,
            after: { title, venue, draft, ...waitingRoom },
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

/** Points at the last date of a plan: it is the one that was meant to be sold the longest. */
function refusePast({ dates }: ConcertPlan, { faults }: Sentences): Refusal {
  const last = dates.reduce((latest, { date }, at) => (date > (dates[latest]?.date ?? '') ? at : latest), 0);
  const field = dates[last]?.startsAt === undefined ? 'date' : 'startsAt';
  const pointer = `/dates/${last}/${field}`;
  return new Refusal('INVALID_REQUEST', { faults: [{ pointer, detail: faults.past() }] });
}

/** Writes a concert with its door, its lanes, its sales account, its dates and all their seats. Answers its id. */
export async function createConcert(em: EntityManager, plan: ConcertPlan): Promise<string> {
  const { dates, saleOpensAt, saleClosesAt, ...rest } = plan;
  const times = { saleOpensAt: instantOf(saleOpensAt), saleClosesAt: instantOf(saleClosesAt) };
  const concertId = await writeConcert(em, { ...rest, ...times });
  for (const planned of dates) await writeDate(em, { id: concertId, timeZone: plan.timeZone }, planned);
  return concertId;
}

type PlannedConcert = Omit<ConcertPlan, 'dates' | 'saleOpensAt' | 'saleClosesAt'> &
  Pick<Concert, 'saleOpensAt' | 'saleClosesAt'>;

/** Writes all of a concert but its dates. Answers its id. */
export async function writeConcert(em: EntityManager, plan: PlannedConcert): Promise<string> {
  const concertId = randomUUID();
  const { waitingRoom, ...concert } = plan;
  await em.insert(Concert, { id: concertId, ...concert });
  await em.insert(WaitingRoom, { concertId, ...waitingRoom });
  await em.insertMany(
    LaneNumbers,
    LANE_ROLES.map((role) => ({ name: laneName(role, concertId) })),
  );
  await em.insert(Account, { id: concertId, kind: 'sales', balance: null });
  return concertId;
}

const instantOf = (text: string | null | undefined): Date | null => (text == null ? null : new Date(text));
