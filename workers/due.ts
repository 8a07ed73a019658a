import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { laneName } from '../src/sale/lanes.ts';

/** A lane that has something to do in so many milliseconds from now, by the database's clock. */
export interface Due {
  lane: string;
  inMs: number;
}

/** How far apart two rings of one lane for the same reason are at least. */
const GRAIN_MS = 50;

/** The ends of holds up to `horizonMs` ahead, those passed included, one line for each lane and instant. */
export const holdsDue = (em: EntityManager, horizonMs: number): Promise<Due[]> =>
  due(em, 'booking', sql`reservation where status = 'HELD'`, horizonMs);

/** The ends of tokens, waiting and active, likewise. */
export const tokensDue = (em: EntityManager, horizonMs: number): Promise<Due[]> =>
  due(em, 'admission', sql`queue_token where status in ('WAITING', 'ACTIVE')`, horizonMs);

async function due(
  em: EntityManager,
  role: 'admission' | 'booking',
  from: ReturnType<typeof sql>,
  horizonMs: number,
): Promise<Due[]> {
  const { rows } = await sql<{ concert_id: string; in_ms: number }>`
    select distinct concert_id,
      greatest(ceil(extract(epoch from expires_at - clock_timestamp()) * 1000 / ${GRAIN_MS}) * ${GRAIN_MS}, 0)
        ::float8 as in_ms
    from ${from} and expires_at < statement_timestamp() + make_interval(secs => ${horizonMs / 1_000})`.execute(
    em.getKysely(),
  );
  return rows.map((row) => ({ lane: laneName(role, row.concert_id), inMs: row.in_ms }));
}

/** Waiting rooms that have somebody waiting and, it seems, a place free: their lane decides. */
export async function roomsWithPlaces(em: EntityManager): Promise<string[]> {
  const { rows } = await sql<{ concert_id: string }>`
    select concert_id from waiting_room
    where waiting > 0 and not paused and capacity > (
      select count(*) from queue_token
      where queue_token.concert_id = waiting_room.concert_id and status = 'ACTIVE'
    )`.execute(em.getKysely());
  return rows.map((row) => laneName('admission', row.concert_id));
}

/**
 * Lanes in which a request has waited for longer than `olderThanMs`: its ring was lost, or nobody has heard it.
 * Goes from lane to lane through the index of unsettled requests, so idle lanes cost nothing.
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
    where accepted_at < clock_timestamp() - make_interval(secs => ${olderThanMs / 1_000})`.execute(
    em.getKysely(),
  );
  return rows.map(({ lane }) => lane);
}
