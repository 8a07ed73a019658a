import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { PAGE } from '../../config/limits.ts';
import { iso } from '../database/iso.ts';

/** A concert as everybody may see it, with the state of its waiting room. */
export interface ConcertView {
  concertId: string;
  title: string;
  venue: string | null;
  timeZone: string;
  saleOpensAt: string | null;
  saleClosesAt: string | null;
  saleOpen: boolean;
  holdSeconds: number;
  seatsPerUser: number;
  waitingRoom: {
    capacity: number;
    admitPerMinute: number | null;
    activeSeconds: number;
    waitingSeconds: number;
    protects: 'browse' | 'booking';
    paused: boolean;
    waiting: number;
    active: number;
  };
}

const COLUMNS = sql`
  concert.id as "concertId", title, venue, time_zone as "timeZone",
  ${iso('sale_opens_at')} as "saleOpensAt", ${iso('sale_closes_at')} as "saleClosesAt",
  coalesce(sale_opens_at <= clock_timestamp(), true) and coalesce(clock_timestamp() < sale_closes_at, true)
    as "saleOpen",
  hold_seconds as "holdSeconds", seats_per_user as "seatsPerUser",
  json_build_object(
    'capacity', capacity, 'admitPerMinute', admit_per_minute, 'activeSeconds', active_seconds,
    'waitingSeconds', waiting_seconds, 'protects', protects, 'paused', paused, 'waiting', waiting,
    'active', (select count(*) from queue_token where concert_id = concert.id and status = 'ACTIVE')
  ) as "waitingRoom"`;

const FROM = sql`concert join waiting_room on waiting_room.concert_id = concert.id`;

/** The concert, or null. */
export async function readConcert(em: EntityManager, concertId: string): Promise<ConcertView | null> {
  const { rows } = await sql<ConcertView>`
    select ${COLUMNS} from ${FROM} where concert.id = ${concertId}`.execute(em.getKysely());
  return rows[0] ?? null;
}

/** A page of concerts, newest first, after the concert named by the cursor. */
export async function readConcerts(
  em: EntityManager,
  after: string | null,
): Promise<{ concerts: ConcertView[]; next: string | null }> {
  const position =
    after === null
      ? sql`true`
      : sql`(concert.created_at, concert.id) < (select created_at, id from concert where id = ${after})`;
  const { rows } = await sql<ConcertView>`
    select ${COLUMNS} from ${FROM} where ${position}
    order by concert.created_at desc, concert.id desc limit ${PAGE + 1}`.execute(em.getKysely());
  const concerts = rows.slice(0, PAGE);
  return { concerts, next: rows.length > PAGE ? (concerts.at(-1)?.concertId ?? null) : null };
}
