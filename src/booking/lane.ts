import { sql } from 'kysely';
import type { Kind } from '../lane/kind.ts';
import type { Lane } from '../lane/lane.ts';
import { laneOf } from '../sale/lanes.ts';
import { Reservation } from '../sale/reservations.ts';
import { BookingBatch, type Found } from './batch.ts';
import { overdue } from './ground.ts';
import { bookingKinds } from './kinds.ts';
import type { Wanted } from './load-wanted.ts';

/** The booking lane: holds, releases, payments and the ends of holds of one concert. */
export const bookingLane: Lane<Wanted, BookingBatch, Found> = {
  kinds: new Map<string, Kind<Wanted, BookingBatch>>(bookingKinds.map((kind) => [kind.name, kind])),
  look(lane, { limit, except }) {
    const { concertId } = laneOf(lane);
    return sql`(
      select json_build_object(
        'concert', json_build_object('id', id, 'holdSeconds', hold_seconds, 'seatsPerUser', seats_per_user,
          'holdsPerVisit', holds_per_visit, 'holdExtensionSeconds', hold_extension_seconds),
        'waitedFor', exists (select 1 from queue_token where concert_id = ${concertId} and status = 'WAITING'),
        'due', array(
          select id from reservation
          where concert_id = ${concertId} and status = 'HELD' and expires_at <= statement_timestamp()
            and not id = any(${except}::uuid[])
          order by expires_at limit ${limit}
        )
      ) from concert where id = ${concertId}
    )`;
  },
  async open(work, _sweep, found) {
    return new BookingBatch(work, found);
  },
  async sweepFailed(work, id) {
    const reservation = await work.em.findOne(Reservation, { id });
    if (reservation !== null) work.events.push(overdue(reservation));
  },
};
