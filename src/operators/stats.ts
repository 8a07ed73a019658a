import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { z } from 'zod';
import { route } from '../contract/call.ts';
import { money } from '../contract/fields.ts';
import { Refusal } from '../contract/refusals.ts';
import type { Orm } from '../database/connect.ts';
import type { Doorbell } from '../lane/doorbell.ts';
import { LANE_ROLES, type LaneRole, laneName } from '../sale/lanes.ts';

const laneStats = z.object({
  name: z.enum(LANE_ROLES),
  waiting: z.int().describe('Requests without an outcome'),
  active: z.int().describe('Rings being answered: 0 or 1'),
  failed: z.int().describe('Rings that failed, of those still kept'),
  perSecond: z.number().describe('Requests decided a second, of late'),
});

/** The figures of one sale, as they are now. */
export const statsAnswer = z
  .object({
    waiting: z.int(),
    active: z.int(),
    admittedTotal: z.int(),
    expiredTotal: z.int(),
    leftTotal: z.int(),
    held: z.int().describe('Seats'),
    sold: z.int().describe('Seats'),
    available: z.int().describe('Seats'),
    revenue: money,
    lanes: z.array(laneStats),
  })
  .meta({ id: 'Stats' });
export type Stats = z.output<typeof statsAnswer>;

export const statsExample: Stats = {
  waiting: 3_900,
  active: 500,
  admittedTotal: 1_240,
  expiredTotal: 112,
  leftTotal: 31,
  held: 388,
  sold: 527,
  available: 1_485,
  revenue: 48_730_000,
  lanes: [
    { name: 'admission', waiting: 0, active: 0, failed: 0, perSecond: 41.5 },
    { name: 'booking', waiting: 3, active: 1, failed: 0, perSecond: 18.2 },
  ],
};

export const getStats = route({
  path: '/v1/admin/concerts/{concertId}/stats',
  tag: 'Operators',
  summary: 'The figures of a sale, as they are now',
  notes: 'Counted when asked. `held`, `sold` and `available` are seats.',
  credential: 'operator',
  description: 'The figures',
  answer: statsAnswer,
  examples: { answer: statsExample },
  refusals: ['CONCERT_NOT_FOUND'],
  async handle({ params }, { orm, doorbell }: { orm: Orm; doorbell: Doorbell }) {
    const stats = await readStats(orm.em.fork(), doorbell, params.concertId);
    if (stats === null) throw new Refusal('CONCERT_NOT_FOUND');
    return stats;
  },
});

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
    LANE_ROLES.map((role) => readLane(em, doorbell, laneName(role, concertId), role)),
  );
  return { ...stats, available: seats - stats.held - stats.sold, lanes };
}

async function readLane(
  em: EntityManager,
  doorbell: Doorbell,
  lane: string,
  name: LaneRole,
): Promise<z.output<typeof laneStats>> {
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
