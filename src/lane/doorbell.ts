import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { JOBS_KEPT } from '../../config/limits.ts';
import { REDIS_PREFIX } from '../../config/redis.ts';

/** The channel on which a ring wakes the worker process whose lane it is, should it not be listening yet. */
export const BELL_CHANNEL = `${REDIS_PREFIX}:bell`;

/** Why a lane was rung; only for the people who read the queue. */
export interface Ring {
  because: 'requests' | 'time' | 'relay' | 'admission' | 'settings';
}

/**
 * Rings a lane's bell: one job in its queue, which says "look into the table". The job carries nothing that
 * is not in PostgreSQL, so a lost one delays and never loses, and one too many finds nothing to do. While a ring
 * waits to be heard, or for the end of the one before it, further rings are the same one; only the relay has a bell
 * of its own, for it comes when the other one seems to be broken.
 */
export class Doorbell {
  readonly #redis: Redis;
  readonly #queues = new Map<string, Queue>();

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  /** Resolves when Redis has it. Throws what Redis says otherwise. */
  async ring(lane: string, ring: Ring): Promise<void> {
    // Both leave in one write on the shared connection, so the bell costs no second wait.
    await Promise.all([
      this.queue(lane).add(ring.because, ring, {
        removeOnComplete: JOBS_KEPT,
        removeOnFail: JOBS_KEPT,
        deduplication: { id: ring.because === 'relay' ? 'relay' : 'bell', keepLastIfActive: true },
      }),
      this.#redis.publish(BELL_CHANNEL, lane),
    ]);
  }

  /** The lane's queue, made when first asked for and kept for the few most recent lanes. */
  queue(lane: string): Queue {
    const known = this.#queues.get(lane);
    if (known !== undefined) {
      this.#queues.delete(lane);
      this.#queues.set(lane, known);
      return known;
    }
    const queue = new Queue(lane, {
      connection: this.#redis,
      prefix: REDIS_PREFIX,
      skipVersionCheck: true,
      skipWaitingForReady: true,
      streams: { events: { maxLen: JOBS_KEPT } },
    });
    // The connection's own listener reports what goes wrong with Redis, once and not for each queue.
    queue.on('error', () => {});
    this.#queues.set(lane, queue);
    if (this.#queues.size > QUEUES_REMEMBERED) {
      const [oldest, idle] = this.#queues.entries().next().value ?? [];
      if (oldest !== undefined) this.#queues.delete(oldest);
      idle?.close().catch(() => {});
    }
    return queue;
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.#queues.values()].map((queue) => queue.close()));
    this.#queues.clear();
  }
}

const QUEUES_REMEMBERED = 500;
