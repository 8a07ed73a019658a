import { LockMode } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { z } from 'zod';
import { Reply, route } from '../contract/call.ts';
import { doneBy, OPERATOR_ID } from '../contract/caller.ts';
import { text } from '../contract/fields.ts';
import { Refusal } from '../contract/refusals.ts';
import type { EntityManager, Orm } from '../database/connect.ts';
import { NOW } from '../lane/clock.ts';
import { once } from '../lane/once.ts';
import { recordAction } from '../sale/action-log.ts';
import { Concert } from '../sale/concert.ts';
import { WaitingRoom } from '../sale/waiting-room.ts';
import { createdConcert, writeConcert } from './create-concert.ts';
import { portionsOf } from './write-date.ts';

export const duplicateConcert = route({
  method: 'post',
  path: '/v1/admin/concerts/{concertId}/duplicate',
  tag: 'Operators',
  summary: 'Make a draft that is planned like this concert',
  notes:
    'With the same venue, rules, dates and seats, of which nothing is held or sold; sale times that are over are left out. It is a draft, so its dates can be moved, removed and added to before it is published. Title as given, or the same.',
  credential: 'operator',
  write: 'direct',
  body: z.strictObject({ title: text.optional() }),
  status: 201,
  description: 'Created',
  answer: createdConcert,
  examples: {
    body: { title: 'Autumn Tour 2027' },
    answer: { concertId: '2d7c9f1e-5b3a-4c68-8e12-9a4f6b0d3c57' },
  },
  refusals: ['CONCERT_NOT_FOUND'],
  async handle(call, { orm }: { orm: Orm }) {
    const original = call.params.concertId;
    const write = { kind: 'duplicate-concert', userId: OPERATOR_ID, ...call };
    const body = await once(orm, write, {
      write: (outside) =>
        outside.transactional(async (em) => {
          const { concertId, after } = await duplicate(em, original, call.body.title);
          await recordAction(em, {
            ...doneBy(call),
            what: 'create-concert',
            concertId,
            before: null,
            after,
          });
          return { concertId };
        }),
    });
    return new Reply(body, { headers: { location: `/v1/admin/concerts/${body.concertId}` } });
  },
});

/** Writes the draft inside the caller's transaction. Nobody changes the original meanwhile; what becomes of its seats is of no account. */
async function duplicate(em: EntityManager, original: string, title: string | undefined) {
  const concert = await em.findOne(Concert, { id: original }, { lockMode: LockMode.PESSIMISTIC_READ });
  const room = await em.findOne(WaitingRoom, { concertId: original });
  if (concert === null || room === null) throw new Refusal('CONCERT_NOT_FOUND');
  const { venue, timeZone, holdSeconds, seatsPerUser, holdsPerVisit, holdExtensionSeconds } = concert;
  const { capacity, admitPerMinute = null, activeSeconds, waitingSeconds, showUpSeconds } = room;
  const { protects, afterClose } = room;
  const waitingRoom = {
    ...{ capacity, admitPerMinute, activeSeconds, waitingSeconds, showUpSeconds, protects, afterClose },
    paused: false,
  };
  const { rows } = await sql<{ opens: boolean | null; closes: boolean | null }>`
    select ${concert.saleOpensAt ?? null}::timestamptz > ${NOW} as opens,
      ${concert.saleClosesAt ?? null}::timestamptz > ${NOW} as closes`.execute(em.getKysely());
  const concertId = await writeConcert(em, {
    ...{ venue, timeZone, holdSeconds, seatsPerUser, holdsPerVisit, holdExtensionSeconds, waitingRoom },
    title: title ?? concert.title,
    draft: true,
    saleOpensAt: rows[0]?.opens ? concert.saleOpensAt : null,
    saleClosesAt: rows[0]?.closes ? concert.saleClosesAt : null,
  });
  await copyDates(em, original, concertId);
  const after = {
    ...{ title: title ?? concert.title, venue: venue ?? null, draft: true, copyOf: concert.title },
    ...waitingRoom,
  };
  return { concertId, after };
}

/** A hundred thousand seats stay where they are: the database copies them itself. */
async function copyDates(em: EntityManager, original: string, concertId: string): Promise<void> {
  const kysely = em.getKysely();
  const { rows: dates } = await sql<{ from: string; to: string; seats: number }>`
    with copied as (
      insert into concert_date (id, concert_id, date, starts_at, seats_total)
      select gen_random_uuid(), ${concertId}, date, starts_at, seats_total from concert_date
      where concert_id = ${original}
      returning id, date
    )
    select planned.id as from, copied.id as to, planned.seats_total as seats
    from copied join concert_date as planned on planned.concert_id = ${original} and planned.date = copied.date`.execute(
    kysely,
  );
  for (const date of dates) {
    for (const { from, to } of portionsOf(date.seats)) {
      await sql`
        insert into seat (date_id, number, section, row, price, name)
        select ${date.to}::uuid, number, section, row, price, name from seat
        where date_id = ${date.from} and number between ${from}::int and ${to}::int`.execute(kysely);
    }
  }
}
