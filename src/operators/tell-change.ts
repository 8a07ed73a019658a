import type { Redis } from 'ioredis';
import { announce } from '../lane/announcement.ts';
import type { Log } from '../observability/log.ts';
import type { ConcertReads } from '../reads/concert-reads.ts';
import type { ConcertChanged } from '../sale/events.ts';
import { laneName } from '../sale/lanes.ts';

/** What tells everybody that an operator has changed a concert. */
export interface Tells {
  redis: Redis;
  concerts: ConcertReads;
  log: Log;
}

/** After the commit: this process forgets what it remembers, and the others when they hear of it, or a moment later. */
export async function tellChange({ redis, concerts, log }: Tells, concertId: string): Promise<void> {
  concerts.changed(concertId);
  const event: ConcertChanged = { type: 'concert-changed', concertId };
  await announce(redis, { lane: laneName('booking', concertId), settled: [], events: [event] }).catch(
    (error: unknown) => log.warn({ err: error, concertId }, 'a change could not be announced'),
  );
}
