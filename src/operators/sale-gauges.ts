import { type NotNull, sql } from 'kysely';
import { CONCERTS_IN_METRICS, SALE_IN_METRICS_MS } from '../../config/limits.ts';
import type { EntityManager } from '../database/connect.ts';
import { literal } from '../database/literal.ts';
import { NOW, secondsAgo } from '../lane/clock.ts';
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

const readRooms = (em: EntityManager): Promise<RoomFigures[]> =>
  em
    .getKysely()
    .with('inside', (db) =>
      db
        .selectFrom('queue_token')
        .select(({ fn }) => ['concert_id', fn.countAll<number>().as('active')])
        .where('status', '=', literal('ACTIVE'))
        .groupBy('concert_id'),
    )
    .with('held', (db) =>
      db
        .selectFrom('reservation')
        .select(({ fn }) => ['concert_id', fn.countAll<number>().as('holds')])
        .where('status', '=', literal('HELD'))
        .groupBy('concert_id'),
    )
    .selectFrom('waiting_room as room')
    .innerJoin('concert', 'concert.id', 'room.concert_id')
    .leftJoin('inside', 'inside.concert_id', 'room.concert_id')
    .leftJoin('held', 'held.concert_id', 'room.concert_id')
    .innerJoinLateral(
      ({ selectFrom }) =>
        selectFrom('concert_date')
          .select(({ fn }) => fn.sum<number>('seats_total').as('seats'))
          .whereRef('concert_date.concert_id', '=', 'room.concert_id')
          .as('offered'),
      (join) => join.onTrue(),
    )
    .innerJoinLateral(
      ({ selectFrom }) =>
        selectFrom('concert_date')
          .innerJoin('reserved_seat', 'reserved_seat.date_id', 'concert_date.id')
          .select(({ fn, lit }) => [
            fn.countAll<number>().as('sold'),
            fn.coalesce(fn.sum<number>('price'), lit(0)).as('revenue'),
          ])
          .whereRef('concert_date.concert_id', '=', 'room.concert_id')
          .where('status', '=', literal('SOLD'))
          .as('paid'),
      (join) => join.onTrue(),
    )
    .select(({ fn, lit }) => [
      'room.concert_id as concert',
      'title',
      'waiting',
      fn.coalesce('active', lit(0)).as('active'),
      'capacity',
      'paused',
      'admitted_total as admitted',
      fn.coalesce('holds', lit(0)).as('holds'),
      'seats',
      'sold',
      'revenue',
    ])
    .where(({ or, eb, exists, selectFrom }) =>
      or([
        eb('waiting', '>', 0),
        eb('active', '>', 0),
        eb('holds', '>', 0),
        exists(
          selectFrom('queue_token')
            .select('id')
            .whereRef('queue_token.concert_id', '=', 'room.concert_id')
            .where('admitted_at', '>', secondsAgo(SALE_IN_METRICS_MS / 1_000)),
        ),
      ]),
    )
    .orderBy('waiting', 'desc')
    .limit(CONCERTS_IN_METRICS)
    .execute();

const readLanes = (em: EntityManager): Promise<LaneFigures[]> =>
  em
    .getKysely()
    .selectFrom('request')
    .select(({ fn, ref }) => [
      'lane',
      fn.countAll<number>().as('depth'),
      sql<number>`extract(epoch from ${NOW} - min(${ref('accepted_at')}))::float8`.as('oldest'),
    ])
    .where('status', '=', literal('queued'))
    .groupBy('lane')
    .orderBy('depth', 'desc')
    .limit(CONCERTS_IN_METRICS)
    // Whatever waits is in a lane.
    .$narrowType<{ lane: NotNull }>()
    .execute();

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
