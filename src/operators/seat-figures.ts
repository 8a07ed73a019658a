import { type Expression, sql } from 'kysely';
import type { EntityManager } from '../database/connect.ts';
import { literal } from '../database/literal.ts';
import { LIVE_SEAT } from '../sale/reserved-seat.ts';

/** One row with how many seats of a concert are held, sold, and there at all; to be joined. */
export const seatFigures = (em: EntityManager, concertId: Expression<string>) =>
  em
    .getKysely()
    .selectFrom('concert_date')
    .innerJoinLateral(
      ({ selectFrom }) =>
        selectFrom('reserved_seat')
          .select(({ fn }) => [
            fn.countAll<number>().filterWhere('status', '=', literal('HELD')).as('held'),
            fn.countAll<number>().filterWhere('status', '=', literal('SOLD')).as('sold'),
          ])
          .whereRef('date_id', '=', 'concert_date.id')
          .where('status', 'in', LIVE_SEAT)
          .as('taken'),
      (join) => join.onTrue(),
    )
    .select(({ ref }) => [
      sql<number>`coalesce(sum(${ref('held')}), 0)::int`.as('held'),
      sql<number>`coalesce(sum(${ref('sold')}), 0)::int`.as('sold'),
      sql<number>`coalesce(sum(${ref('seats_total')}), 0)::int`.as('seats'),
    ])
    .where('concert_id', '=', concertId)
    .as('counted');

/** What the sales account of a concert has come to. */
export const revenueOf = (em: EntityManager, concertId: Expression<string>) =>
  em
    .getKysely()
    .selectFrom('entry')
    .select(({ ref }) => sql<number>`coalesce(sum(${ref('amount')}), 0)::float8`.as('revenue'))
    .where('account_id', '=', concertId)
    .$asScalar()
    .$notNull()
    .as('revenue');

/** How many are inside. */
export const insideOf = (em: EntityManager, concertId: Expression<string>) =>
  em
    .getKysely()
    .selectFrom('queue_token')
    .select(({ fn }) => fn.countAll<number>().as('active'))
    .where('concert_id', '=', concertId)
    .where('status', '=', literal('ACTIVE'))
    .$asScalar()
    .$notNull()
    .as('active');
