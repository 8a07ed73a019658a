import { z } from 'zod';
import { ESTIMATE_PLANNED_SECONDS, VISITS_FADE_SECONDS } from '../../config/limits.ts';
import type { WaitingRoom } from '../sale/waiting-room.ts';

/** What frees places, as the door has seen it: `visitsEnded` of them, while people were inside for `visitsSeconds` in all. */
export type Visits = Pick<WaitingRoom, 'inside' | 'lookedAt' | 'visitsEnded' | 'visitsSeconds'>;

type Room = Pick<WaitingRoom, 'capacity' | 'admitPerMinute' | 'activeSeconds' | 'paused'> & Visits;

export const estimatedWait = z
  .object({
    low: z.int(),
    high: z.int(),
    basis: z
      .enum(['measured', 'planned', 'unknown'])
      .describe(
        '`measured`: by the visits that have ended. `planned`: too few have, and everybody inside is taken to use the whole of their time. `unknown`: admission is paused; the figures are as if it went on now',
      ),
  })
  .nullable()
  .describe('Seconds, from what frees places; null once admitted');

export interface Estimate {
  estimatedWaitSeconds: number;
  estimatedWait: z.output<typeof estimatedWait>;
}

/**
 * Time passes: whoever was inside was so for as long, and what is known of earlier visits fades, at a rate and never at
 * once, so that nothing jumps when something is forgotten.
 */
export function letTimePass<Known extends Visits>(visits: Known, now: Date): Known {
  const seconds = Math.max((now.getTime() - visits.lookedAt.getTime()) / 1_000, 0);
  const kept = Math.exp(-seconds / VISITS_FADE_SECONDS);
  visits.visitsSeconds = visits.visitsSeconds * kept + visits.inside * VISITS_FADE_SECONDS * (1 - kept);
  visits.visitsEnded *= kept;
  if (visits.lookedAt < now) visits.lookedAt = now;
  return visits;
}

/** From so many visits ended on it is called measured. */
const ENOUGH_ENDED = 5;

/**
 * How long it takes until somebody at this rank comes in: by how often whoever is inside goes. While little is known of
 * that, everybody is taken to stay for the whole of their time, and that plan has the weight of a full room's
 * `ESTIMATE_PLANNED_SECONDS`: a burst that fills an empty room tells nothing, and three quarters of a
 * minute in which nobody goes make it longer by a fifth at most. Never longer than the plan, never faster than the operator's rate.
 */
export function estimateFor(rank: number, room: Room): Estimate {
  if (rank <= 0) return { estimatedWaitSeconds: 0, estimatedWait: null };
  const { capacity, activeSeconds, admitPerMinute, inside, visitsEnded, visitsSeconds } = room;
  // While there are places free, as where the rate is what one waits for, somebody has to go only for those behind.
  const mustGo = Math.max(rank - Math.max(capacity - inside, 0), 0);
  const planned = Math.ceil(mustGo / capacity) * activeSeconds;
  const weight = (ESTIMATE_PLANNED_SECONDS * capacity) / activeSeconds;
  const mean = Math.min(
    (weight * planned + (mustGo * visitsSeconds) / capacity) / (weight + visitsEnded),
    planned,
  );
  const spread = 1 / Math.sqrt(1 + visitsEnded);
  const byRate = admitPerMinute == null ? 0 : (rank / admitPerMinute) * 60;
  // The first of a minute may come in at once.
  const soonest = Math.max(byRate - 60, 0);
  const low = Math.floor(Math.max(mean * (1 - spread), soonest));
  const high = Math.ceil(Math.max(Math.min(mean * (1 + spread), planned), byRate, 1));
  const expected = Math.ceil(Math.max(mean, soonest, 1));
  const basis = room.paused ? 'unknown' : visitsEnded >= ENOUGH_ENDED ? 'measured' : 'planned';
  return { estimatedWaitSeconds: expected, estimatedWait: { low, high, basis } };
}
