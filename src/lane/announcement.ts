import type { Redis } from 'ioredis';
import { REDIS_PREFIX } from '../../config/redis.ts';
import type { Outcome } from './kind.ts';

/** The channel on which a committed batch is told to every API process. */
export const ANNOUNCEMENT_CHANNEL = `${REDIS_PREFIX}:announcement`;

/** Something that happened beside the outcomes; each folder names its own, `src/on-sale.ts` lists them all. */
export interface LaneEvent {
  type: string;
}

export interface SettledRequest {
  requestId: string;
  kind: string;
  userId: string;
  correlationId: string;
  outcome: Outcome;
}

/** All that one commit changed, in one message. A hint: whoever misses it finds the same in the tables. */
export interface Announcement<Event extends LaneEvent = LaneEvent> {
  lane: string;
  settled: SettledRequest[];
  events: Event[];
}

export const announce = (redis: Redis, announcement: Announcement): Promise<unknown> =>
  redis.publish(ANNOUNCEMENT_CHANNEL, JSON.stringify(announcement));
