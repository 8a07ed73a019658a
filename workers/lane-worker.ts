import { setTimeout as pause } from 'node:timers/promises';
import { Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { BATCHES_PER_JOB, LANE_LOCK_MS, LANE_STALLED_CHECK_MS, RING_UNHEARD_MS } from '../config/limits.ts';
import { REDIS_PREFIX } from '../config/redis.ts';
import { announce } from '../src/lane/announcement.ts';
import type { Decided } from '../src/lane/decide.ts';
import type { Decider } from '../src/lane/decider.ts';
import type { Doorbell, Ring } from '../src/lane/doorbell.ts';
import type { Log } from '../src/observability/log.ts';
import type { Metrics } from '../src/observability/metrics.ts';
import { holdsLifeline } from '../src/observability/presence.ts';
import { laneOf, laneRules } from '../src/sale/lanes.ts';

export interface LaneWorkerParts {
  /** What the worker process is called, in the queue and by the others. */
  workerId: string;
  decider: Decider;
  doorbell: Doorbell;
  /** For BullMQ: waits as long as Redis takes. */
  redis: Redis;
  /** For telling: gives up at once, for a message is only a hint. */
  telling: Redis;
  metrics: Metrics;
  log: Log;
}

interface Answered {
  decided: number;
  swept: number;
}

/**
 * Serves one lane: for every ring it decides all that waits, commit by commit, and tells what came of it. The queue gives
 * out the rings, one at a time; but it may have given one to somebody who is gone, and so it is not relied on: whoever
 * begins to serve looks at once, and a ring that the queue has given to nobody is answered without it.
 */
export class LaneWorker {
  readonly lane: string;
  readonly #parts: LaneWorkerParts;
  readonly #worker: Worker<Ring>;
  /** One look at a time, whoever asked for it: so what was decided is told in its order. */
  #turn: Promise<unknown> = Promise.resolve();
  #looks = 0;
  /** When the last look began, in milliseconds of this process's clock. */
  #lookedAt = 0;
  #closing = false;

  constructor(lane: string, parts: LaneWorkerParts) {
    this.lane = lane;
    this.#parts = parts;
    this.#worker = new Worker<Ring>(lane, () => this.#answer(), {
      connection: parts.redis,
      prefix: REDIS_PREFIX,
      concurrency: 1,
      name: parts.workerId,
      // The last resort, some six seconds: a ring of somebody gone is taken over when that is noticed.
      lockDuration: LANE_LOCK_MS,
      stalledInterval: LANE_STALLED_CHECK_MS,
      // A ring that killed its worker is rung again: it carries no request, so it can poison nothing.
      maxStalledCount: Number.MAX_SAFE_INTEGER,
      skipVersionCheck: true,
    });
    this.#worker.on('error', (error) =>
      parts.log.warn({ err: error, lane }, 'the lane has trouble with Redis'),
    );
    this.#worker.on('failed', (_job, error) =>
      parts.log.error({ err: error, lane }, 'a ring was not answered'),
    );
  }

  /** Redis forgets it when it is emptied, so it is said again and again: one consumer at a time. */
  async claimOneAtATime(): Promise<void> {
    await this.#parts.doorbell.queue(this.lane).setGlobalConcurrency(1);
  }

  /** Looks, and puts back into the queue the ring that somebody holds whose lifeline is cut: they will never end it. */
  async takeOver(): Promise<void> {
    this.#look('the lane was taken over');
    try {
      const { doorbell, redis } = this.#parts;
      const queue = doorbell.queue(this.lane);
      for (const ring of await queue.getActive()) {
        const holder = ring.processedBy;
        if (holder === undefined || (await holdsLifeline(redis, 'workers', holder))) continue;
        const lock = await redis.get(queue.toKey(`${ring.id}:lock`));
        if (lock !== null) await ring.moveToWait(lock);
      }
    } catch (error) {
      this.#parts.log.warn({ err: error, lane: this.lane }, 'a ring could not be taken over');
    }
  }

  /** The lane was last rung then: when the queue has told nobody here of it, this looks without being told. */
  heed(rungAt: number): void {
    const isUnheard = rungAt > this.#lookedAt && performance.now() - rungAt > RING_UNHEARD_MS;
    if (isUnheard && this.#looks === 0) this.#look('a ring was not heard from the queue');
  }

  /** Ends what is being decided, then stops. What still waits is for the next who serves the lane. */
  async close(): Promise<void> {
    this.#closing = true;
    await this.#worker.close();
    await this.#turn;
  }

  #look(why: string): void {
    const { log, telling } = this.#parts;
    // What is decided now could not be told: somebody else may be able to, or this one in a moment.
    if (telling.status !== 'ready') return;
    log.debug({ lane: this.lane, why }, 'looking without a ring');
    this.#answer().catch((error: unknown) =>
      log.warn({ err: error, lane: this.lane }, 'the lane could not be looked at'),
    );
  }

  #answer(): Promise<Answered> {
    this.#looks += 1;
    const answered = this.#turn.then(() => this.#decideAll());
    this.#turn = answered
      .catch(() => {})
      .then(() => {
        this.#looks -= 1;
      });
    return answered;
  }

  /** Decides until nothing waits. What comes after the last look has rung again: that ring is the next job. */
  async #decideAll(): Promise<Answered> {
    const sum = { decided: 0, swept: 0 };
    const { decider, doorbell } = this.#parts;
    const tellings: Promise<void>[] = [];
    const { decidePaceMs } = laneRules(this.lane);
    for (let round = 1; ; round += 1) {
      const begun = performance.now();
      this.#lookedAt = begun;
      const commits = await decider.decide(this.lane);
      for (const commit of commits) {
        sum.decided += commit.settled.length;
        sum.swept += commit.swept;
        // Told in this order, on one connection; the next batch need not wait for it.
        tellings.push(this.#tell(commit));
      }
      if (!commits.some(({ more }) => more)) break;
      if (round < BATCHES_PER_JOB && !this.#closing) {
        const early = begun + decidePaceMs - performance.now();
        if (early > 0) await pause(early);
        continue;
      }
      await doorbell.ring(this.lane, { because: 'requests' });
      break;
    }
    await Promise.all(tellings);
    return sum;
  }

  async #tell(commit: Decided): Promise<void> {
    const { metrics, log, telling, doorbell } = this.#parts;
    const { role } = laneOf(this.lane);
    const { settled, events, rings } = commit;
    metrics.commits.inc({ what: 'decide' });
    metrics.decisionSize.observe({ lane: role }, settled.length);
    metrics.decisionSeconds.observe({ lane: role }, commit.seconds);
    if (commit.swept > 0) metrics.swept.inc({ lane: role }, commit.swept);
    for (const { kind, outcome } of settled) {
      metrics.requests.inc({ kind, outcome: 'refused' in outcome ? outcome.refused : 'succeeded' });
    }
    if (settled.length > 0 || events.length > 0) {
      await announce(telling, { lane: this.lane, settled, events }).catch((error: unknown) =>
        log.warn({ err: error, lane: this.lane }, 'what was decided could not be told'),
      );
    }
    for (const next of rings) {
      await doorbell
        .ring(next, { because: 'admission' })
        .catch((error: unknown) => log.warn({ err: error, lane: next }, 'the lane could not be rung'));
    }
    if (settled.length > 0) {
      log.info(
        {
          lane: this.lane,
          ms: Math.round(commit.seconds * 1_000),
          swept: commit.swept,
          requests: settled.map(({ requestId, correlationId, kind, outcome }) => ({
            requestId,
            correlationId,
            kind,
            outcome: 'refused' in outcome ? outcome.refused : 'succeeded',
          })),
        },
        'decided',
      );
    }
  }
}
