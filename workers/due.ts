import { sql } from 'kysely';
import type { EntityManager } from '../src/database/connect.ts';
import { literal } from '../src/database/literal.ts';
import { secondsAgo } from '../src/lane/clock.ts';
import { laneName } from '../src/sale/lanes.ts';

/** A lane that has something to do in so many milliseconds from now, by the database's clock. */
export interface Due {
  lane: string;
  inMs: number;
}

/** How far apart two rings of one lane for the same reason are at least. */
const GRAIN_MS = 50;

const IN_MS = sql<number>`
  greatest(ceil(extract(epoch from expires_at - clock_timestamp()) * 1000 / ${GRAIN_MS}) * ${GRAIN_MS}, 0)
    ::float8`.as('inMs');

/** The ends of holds up to `horizonMs` ahead, those passed included, one line for each lane and instant. */
export const holdsDue = async (em: EntityManager, horizonMs: number): Promise<Due[]> => {
  const rows = await em
    .getKysely()
    .selectFrom('reservation')
    .select(['concert_id', IN_MS])
    .distinct()
    .where('status', '=', literal('HELD'))
    .where('expires_at', '<', secondsAgo(-horizonMs / 1_000))
    .execute();
  return rows.map(({ concert_id, inMs }) => ({ lane: laneName('booking', concert_id), inMs }));
};

/**
 * The ends of tokens likewise: of visits, of the time in which somebody must show up, and of patience. The line is asked
 * for patience by the room, and not at all while it stands still or has begun anew: a hundred thousand places that were
 * kept through a pause would be gone through every second.
 */
export const tokensDue = async (em: EntityManager, horizonMs: number): Promise<Due[]> => {
  const horizon = secondsAgo(-horizonMs / 1_000);
  const { rows } = await sql<{ concert_id: string; inMs: number }>`
    select distinct concert_id, ${IN_MS} from (
      select concert_id, expires_at from queue_token where status = 'ACTIVE' and expires_at < ${horizon}
      union all
      select concert_id, show_up_by from queue_token where status = 'ACTIVE' and show_up_by < ${horizon}
      union all
      select room.concert_id, greatest(token.expires_at, anew)
      from waiting_room as room
      cross join lateral (select patience_from + make_interval(secs => waiting_seconds)) as patience (anew)
      join queue_token as token on token.concert_id = room.concert_id
      where waiting > 0 and not paused and coalesce(anew < ${horizon}, true)
        and token.status = 'WAITING' and token.expires_at < ${horizon}
    ) as due`.execute(em.getKysely());
  return rows.map(({ concert_id, inMs }) => ({ lane: laneName('admission', concert_id), inMs }));
};

/**
 * The ends of sales in which people wait, likewise. A room is looked at again until nobody waits in it any more, so a ring
 * that was lost is only late. One query of SQL: the builder has no word for an end that depends on three columns.
 */
export async function salesDue(em: EntityManager, horizonMs: number): Promise<Due[]> {
  const { rows } = await sql<{ concertId: string; inMs: number }>`
    select concert_id as "concertId",
      greatest(ceil(extract(epoch from ends_at - clock_timestamp()) * 1000 / ${GRAIN_MS}) * ${GRAIN_MS}, 0)::float8 as "inMs"
    from (
      select waiting_room.concert_id, least(
        case after_close when 'end' then sale_closes_at end,
        coalesce((select max(starts_at) from concert_date where concert_id = concert.id and not concert.archived), clock_timestamp())
      ) as ends_at
      from waiting_room join concert on concert.id = concert_id
      where waiting > 0
    ) as waited_for
    where ends_at < ${secondsAgo(-horizonMs / 1_000)}`.execute(em.getKysely());
  return rows.map(({ concertId, inMs }) => ({ lane: laneName('admission', concertId), inMs }));
}

/** Waiting rooms that have somebody waiting and, it seems, a place free: their lane decides. */
export async function roomsWithPlaces(em: EntityManager): Promise<string[]> {
  const rows = await em
    .getKysely()
    .selectFrom('waiting_room as room')
    .select('concert_id')
    .where('waiting', '>', literal(0))
    .where('paused', '=', false)
    .where('capacity', '>', ({ selectFrom }) =>
      selectFrom('queue_token')
        .select(({ fn }) => fn.countAll<number>().as('active'))
        .whereRef('queue_token.concert_id', '=', 'room.concert_id')
        .where('status', '=', literal('ACTIVE')),
    )
    .execute();
  return rows.map(({ concert_id }) => laneName('admission', concert_id));
}

/**
 * Lanes in which a request has waited for longer than `olderThanMs`: its ring was lost, or nobody has heard it.
 * Goes from lane to lane through the index of unsettled requests, so idle lanes cost nothing. With 20,000 requests
 * in 20 lanes this recursion of SQL's takes 0.7 ms, and 22 when the builder groups them by lane.
 */
export async function lanesLeftWaiting(em: EntityManager, olderThanMs: number): Promise<string[]> {
  const { rows } = await sql<{ lane: string }>`
    with recursive busy as (
      (select lane, accepted_at from request where status = 'queued' order by lane, sequence limit 1)
      union all
      select next.lane, next.accepted_at from busy cross join lateral (
        select lane, accepted_at from request
        where status = 'queued' and lane > busy.lane order by lane, sequence limit 1
      ) as next
    )
    select lane from busy
    where accepted_at < ${secondsAgo(olderThanMs / 1_000)}`.execute(em.getKysely());
  return rows.map(({ lane }) => lane);
}
