import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { CONCERTS_IN_METRICS, SALE_IN_METRICS_MS } from '../../config/limits.ts';
import type { Metrics } from '../observability/metrics.ts';
import { laneOf } from '../sale/lanes.ts';

interface RoomFigures {
  concert: string;
  title: string;
  waiting: number;
  active: number;
  capacity: number;
  paused: boolean;
  admitted: number;
  holds: number;
  seats: number;
  sold: number;
  revenue: number;
}

interface LaneFigures {
  lane: string;
  depth: number;
  oldest: number;
}

/** Sets the gauges of the sales that have, or lately had, somebody in them, from the tables, when somebody asks for the metrics. */
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
    select concert_id as concert, title, waiting, coalesce(active, 0) as active, capacity, paused,
           admitted_total::float8 as admitted, coalesce(holds, 0) as holds, seats, sold, revenue
    from waiting_room room join concert on concert.id = room.concert_id
         left join inside using (concert_id) left join held using (concert_id)
         cross join lateral (
           select sum(seats_total)::int as seats from concert_date where concert_date.concert_id = room.concert_id
         ) as offered
         cross join lateral (
           select count(*)::int as sold, coalesce(sum(price), 0)::float8 as revenue
           from concert_date join reserved_seat on reserved_seat.date_id = concert_date.id
           where concert_date.concert_id = room.concert_id and reserved_seat.status = 'SOLD'
         ) as paid
    where waiting > 0 or active > 0 or holds > 0 or exists (
      select from queue_token where queue_token.concert_id = room.concert_id
        and admitted_at > clock_timestamp() - make_interval(secs => ${SALE_IN_METRICS_MS / 1_000}))
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

const OF_A_ROOM = ['waiting', 'active', 'capacity', 'holds', 'seats', 'sold', 'revenue'] as const;

/** All at once, so that two who ask at the same time both get the whole. */
function show(metrics: Metrics, rooms: RoomFigures[], lanes: LaneFigures[]): void {
  const { laneDepth, laneOldestSeconds } = metrics;
  for (const name of OF_A_ROOM) metrics[name].reset();
  for (const metric of [metrics.concert, metrics.paused, metrics.admitted, laneDepth, laneOldestSeconds])
    metric.reset();
  for (const { concert, ...room } of rooms) {
    for (const name of OF_A_ROOM) metrics[name].set({ concert }, room[name]);
    metrics.concert.set({ concert, title: room.title }, 1);
    metrics.paused.set({ concert }, Number(room.paused));
    metrics.admitted.inc({ concert }, room.admitted);
  }
  for (const { lane, depth, oldest } of lanes) {
    const { role, concertId } = laneOf(lane);
    laneDepth.set({ concert: concertId, lane: role }, depth);
    laneOldestSeconds.set({ concert: concertId, lane: role }, oldest);
  }
}
