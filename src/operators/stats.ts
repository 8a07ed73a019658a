import { z } from 'zod';
import { route } from '../contract/call.ts';
import { money } from '../contract/fields.ts';
import { Refusal } from '../contract/refusals.ts';
import type { EntityManager, Orm } from '../database/connect.ts';
import { literal } from '../database/literal.ts';
import { secondsAgo } from '../lane/clock.ts';
import type { Doorbell } from '../lane/doorbell.ts';
import { LANE_ROLES, type LaneRole, laneName } from '../sale/lanes.ts';
import { insideOf, revenueOf, seatFigures } from './seat-figures.ts';

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
  const row = await em
    .getKysely()
    .selectFrom('waiting_room as room')
    .innerJoinLateral(
      ({ ref }) => seatFigures(em, ref('room.concert_id')),
      (join) => join.onTrue(),
    )
    .select(({ ref }) => [
      'waiting',
      insideOf(em, ref('room.concert_id')),
      'admitted_total as admittedTotal',
      'expired_total as expiredTotal',
      'left_total as leftTotal',
      'held',
      'sold',
      'seats',
      revenueOf(em, ref('room.concert_id')),
    ])
    .where('room.concert_id', '=', concertId)
    .executeTakeFirst();
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
  const kysely = em.fork().getKysely();
  const requests = kysely
    .selectFrom('request')
    .select(({ fn }) => fn.countAll<number>().as('requests'))
    .where('lane', '=', lane);
  const lately = kysely
    .selectFrom('lane')
    .select(({ eb }) => eb('last_sequence', '-', RECENT_REQUESTS).as('sequence'))
    .where('name', '=', lane);
  const [{ waiting, decided }, jobs] = await Promise.all([
    kysely
      .selectNoFrom([
        requests.where('status', '=', literal('queued')).$asScalar().$notNull().as('waiting'),
        requests
          .where('sequence', '>', lately)
          .where('settled_at', '>', secondsAgo(PER_SECOND_WINDOW))
          .$asScalar()
          .$notNull()
          .as('decided'),
      ])
      .executeTakeFirstOrThrow(),
    doorbell.queue(lane).getJobCounts('active', 'failed'),
  ]);
  return {
    name,
    waiting,
    active: jobs.active ?? 0,
    failed: jobs.failed ?? 0,
    perSecond: decided / PER_SECOND_WINDOW,
  };
}
