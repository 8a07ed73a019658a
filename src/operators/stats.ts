import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import type { Doorbell } from '../lane/doorbell.ts';
import type { LaneRole } from '../lane/kind.ts';
import { laneName } from '../lane/lane-name.ts';

/** The figures of one sale, as they are now. */
export interface Stats {
  waiting: number;
  active: number;
  admittedTotal: number;
  expiredTotal: number;
  leftTotal: number;
  held: number;
  sold: number;
  available: number;
  revenue: number;
  lanes: LaneStats[];
}

export interface LaneStats {
  name: LaneRole;
  /** Requests without an outcome. */
  waiting: number;
  /** Rings being answered: 0 or 1. */
  active: number;
  /** Rings that failed, of those still kept. */
  failed: number;
  /** Requests decided, over the last `PER_SECOND_WINDOW` seconds. */
  perSecond: number;
}

const PER_SECOND_WINDOW = 10;
/** How far back in the lane the rate is looked for. */
const RECENT_REQUESTS = 100_000;

/** The sale's figures, or null when there is no such concert. Throws what the stores say when they are away. */
export async function readStats(
  em: EntityManager,
  doorbell: Doorbell,
  concertId: string,
): Promise<Stats | null> {
  const { rows } = await sql<Omit<Stats, 'lanes' | 'available'> & { seats: number }>`
    select waiting,
      (select count(*)::int from queue_token where concert_id = room.concert_id and status = 'ACTIVE') as active,
      admitted_total::float8 as "admittedTotal", expired_total::float8 as "expiredTotal",
      left_total::float8 as "leftTotal", held, sold, seats,
      (select coalesce(sum(amount), 0)::float8 from entry where account_id = room.concert_id) as revenue
    from waiting_room room cross join lateral (
      select count(*) filter (where reserved.status = 'HELD')::int as held,
             count(*) filter (where reserved.status = 'SOLD')::int as sold
      from concert_date join reserved_seat reserved on reserved.date_id = concert_date.id
      where concert_date.concert_id = room.concert_id and reserved.status in ('HELD', 'SOLD')
    ) as taken cross join lateral (
      select sum(seats_total)::int as seats from concert_date where concert_date.concert_id = room.concert_id
    ) as offered
    where concert_id = ${concertId}`.execute(em.getKysely());
  const [row] = rows;
  if (row === undefined) return null;
  const { seats, ...stats } = row;
  const lanes = await Promise.all(
    (['admission', 'booking'] as const).map((role) =>
      laneStats(em, doorbell, laneName(role, concertId), role),
    ),
  );
  return { ...stats, available: seats - stats.held - stats.sold, lanes };
}

async function laneStats(
  em: EntityManager,
  doorbell: Doorbell,
  lane: string,
  name: LaneRole,
): Promise<LaneStats> {
  const [{ rows }, jobs] = await Promise.all([
    sql<{ waiting: number; decided: number }>`
      select
        (select count(*)::int from request where lane = ${lane} and status = 'queued') as waiting,
        (select count(*)::int from request
         where lane = ${lane} and sequence > (select last_sequence from lane where name = ${lane}) - ${RECENT_REQUESTS}
           and settled_at > statement_timestamp() - make_interval(secs => ${PER_SECOND_WINDOW})) as decided`.execute(
      em.fork().getKysely(),
    ),
    doorbell.queue(lane).getJobCounts('active', 'failed'),
  ]);
  const { waiting, decided } = rows[0] ?? { waiting: 0, decided: 0 };
  return {
    name,
    waiting,
    active: jobs.active ?? 0,
    failed: jobs.failed ?? 0,
    perSecond: decided / PER_SECOND_WINDOW,
  };
}
