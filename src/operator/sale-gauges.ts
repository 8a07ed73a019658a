import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { CONCERTS_IN_METRICS } from '../../config/limits.ts';
import { laneOf } from '../lane/lane-name.ts';
import type { Metrics } from '../observability/metrics.ts';

interface RoomFigures {
  concert: string;
  waiting: number;
  active: number;
  holds: number;
}

interface LaneFigures {
  lane: string;
  depth: number;
  oldest: number;
}

/** Sets the gauges of the sales that have somebody in them, from the tables, when somebody asks for the metrics. */
export async function measureSales(em: EntityManager, metrics: Metrics): Promise<void> {
  try {
    const [rooms, lanes] = await Promise.all([readRooms(em.fork()), readLanes(em.fork())]);
    show(metrics, rooms, lanes);
  } catch (error) {
    // What is not known any more is better not told.
    show(metrics, [], []);
    throw error;
  }
}

async function readRooms(em: EntityManager): Promise<RoomFigures[]> {
  const { rows } = await sql<RoomFigures>`
    with inside as (
      select concert_id, count(*)::int as active from queue_token where status = 'ACTIVE' group by concert_id
    ), held as (
      select concert_id, count(*)::int as holds from reservation where status = 'HELD' group by concert_id
    )
    select concert_id as concert, waiting, coalesce(active, 0) as active, coalesce(holds, 0) as holds
    from waiting_room left join inside using (concert_id) left join held using (concert_id)
    where waiting > 0 or active > 0 or holds > 0
    order by waiting desc limit ${CONCERTS_IN_METRICS}`.execute(em.getKysely());
  return rows;
}

async function readLanes(em: EntityManager): Promise<LaneFigures[]> {
  const { rows } = await sql<LaneFigures>`
    select lane, count(*)::int as depth,
           extract(epoch from clock_timestamp() - min(accepted_at))::float8 as oldest
    from request where status = 'queued' group by lane
    order by depth desc limit ${CONCERTS_IN_METRICS}`.execute(em.getKysely());
  return rows;
}

/** All at once, so that two who ask at the same time both get the whole. */
function show(metrics: Metrics, rooms: RoomFigures[], lanes: LaneFigures[]): void {
  const { waiting, active, holds, laneDepth, laneOldestSeconds } = metrics;
  for (const gauge of [waiting, active, holds, laneDepth, laneOldestSeconds]) gauge.reset();
  for (const { concert, ...room } of rooms) {
    waiting.set({ concert }, room.waiting);
    active.set({ concert }, room.active);
    holds.set({ concert }, room.holds);
  }
  for (const { lane, depth, oldest } of lanes) {
    const { role, concertId } = laneOf(lane);
    laneDepth.set({ concert: concertId, lane: role }, depth);
    laneOldestSeconds.set({ concert: concertId, lane: role }, oldest);
  }
}
