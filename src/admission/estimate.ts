import { sql } from 'kysely';
import { PACE_WINDOW_SECONDS } from '../../config/limits.ts';
import type { EntityManager } from '../database/connect.ts';
import { secondsAgo } from '../lane/clock.ts';
import type { WaitingRoom } from '../sale/waiting-room.ts';

/** How fast the line has moved lately. */
export interface Pace {
  admitted: number;
  /** Over how many seconds; at least a minute, so that the first rush does not promise too much. */
  seconds: number;
}

/** The admissions of the last `PACE_WINDOW_SECONDS`, by the database's clock. */
export function paceOf(em: EntityManager, concertId: string): Promise<Pace> {
  return em
    .getKysely()
    .selectFrom('queue_token')
    .select(({ fn, ref }) => [
      fn.countAll<number>().as('admitted'),
      sql<number>`
        least(greatest(extract(epoch from statement_timestamp() - min(${ref('admitted_at')})), 60),
              ${PACE_WINDOW_SECONDS})::float8`.as('seconds'),
    ])
    .where('concert_id', '=', concertId)
    .where('admitted_at', '>', secondsAgo(PACE_WINDOW_SECONDS))
    .executeTakeFirstOrThrow();
}

/**
 * Seconds until somebody at this rank comes in: by the pace of the last minutes, never faster than the
 * operator's rate. Nobody came in lately: as if everybody inside stayed for the whole of their time.
 */
export function estimatedWaitSeconds(
  rank: number,
  room: Pick<WaitingRoom, 'capacity' | 'admitPerMinute' | 'activeSeconds'>,
  pace: Pace,
): number {
  if (rank <= 0) return 0;
  const lately =
    pace.admitted > 0
      ? (rank / pace.admitted) * pace.seconds
      : Math.ceil(rank / room.capacity) * room.activeSeconds;
  const atLeast = room.admitPerMinute == null ? 0 : (rank / room.admitPerMinute) * 60 - 60;
  return Math.ceil(Math.max(lately, atLeast, 1));
}
