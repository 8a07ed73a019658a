import { createHash, randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import {
  LANE_IDLE_MS,
  PROCESS_HEARTBEAT_MS,
  WORKER_HEARTBEAT_MS,
  WORKER_RETURNS_MS,
  WORKER_SILENT_MS,
} from '../config/limits.ts';
import { BELL_CHANNEL } from '../src/lane/doorbell.ts';
import type { Log } from '../src/observability/log.ts';
import { beat, leave, lifeline, type Present } from '../src/observability/presence.ts';

export interface ServedLane {
  /** Somebody who may have had this lane is gone: takes from the queue what they left in it. */
  takeOver(): Promise<void>;
  /** It was last rung then, in milliseconds of this process's clock; whoever has not heard it from the queue looks now. */
  heed(rungAt: number): void;
  close(): Promise<void>;
}

/**
 * Which lanes this process serves. A lane that was rung is awake until it has been quiet for `idleMs`;
 * every awake lane belongs to one of the workers that are there, all of whom reckon the same way (rendezvous
 * hashing), so a worker that comes or goes moves only its own share. Should two believe that a lane is theirs
 * for a moment, the lane's lock in the database lets one of them decide.
 *
 * A worker is there while it says so and holds its lifeline, a subscription that nobody uses: when a process dies its
 * connection is closed, and the others know at their next beat. One that stands still keeps its connections; it is
 * missed by its silence.
 */
export class Roster {
  /** What this worker is called, by the others and in the queues. */
  readonly id = randomUUID();
  readonly #redis: Redis;
  readonly #bell: Redis;
  readonly #open: (lane: string) => Promise<ServedLane>;
  readonly #waiting: () => Promise<string[]>;
  readonly #tick: (lanes: string[]) => Promise<void>;
  readonly #log: Log;
  readonly #idleMs: number;
  /** Awake lanes, and when each was last rung, in milliseconds of this process's monotonic clock. */
  readonly #rungAt = new Map<string, number>();
  readonly #served = new Map<string, Promise<ServedLane>>();
  #workers: string[] = [];
  /** When this process last could not hear its bell, or heard it again, likewise. */
  #returnedAt = Number.NEGATIVE_INFINITY;
  #tickedAt = Number.NEGATIVE_INFINITY;
  #learning: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #ticking: Promise<void> | undefined;
  #beating: Promise<void> = Promise.resolve();
  #closing = false;

  /**
   * `open` begins to serve a lane; `waiting` says in which lanes somebody waits, for whoever has not heard them rung;
   * `tick` is called with the served lanes every second; after `idleMs` without a ring a lane is let go.
   * `bell` becomes a subscriber and belongs to the roster; `redis` stays the caller's.
   */
  constructor(parts: {
    redis: Redis;
    bell: Redis;
    open: (lane: string) => Promise<ServedLane>;
    waiting: () => Promise<string[]>;
    tick: (lanes: string[]) => Promise<void>;
    log: Log;
    idleMs?: number;
  }) {
    this.#redis = parts.redis;
    this.#bell = parts.bell;
    this.#open = parts.open;
    this.#waiting = parts.waiting;
    this.#tick = parts.tick;
    this.#log = parts.log;
    this.#idleMs = parts.idleMs ?? LANE_IDLE_MS;
  }

  get size(): number {
    return this.#served.size;
  }

  async start(): Promise<void> {
    this.#bell.on('message', (_channel, lane) => this.#rung(lane));
    await this.#bell.subscribe(BELL_CHANNEL, lifeline('workers', this.id));
    this.#bell.on('ready', () => {
      this.#returnedAt = performance.now();
    });
    this.#beating = this.#beat();
    await this.#beating;
  }

  async close(): Promise<void> {
    this.#closing = true;
    clearTimeout(this.#timer);
    // A heartbeat under way would say "I am here" after the goodbye, and use what is closed after this.
    await this.#beating;
    await this.#ticking;
    await this.#learning;
    await leave(this.#redis, 'workers', this.id);
    await Promise.all([...this.#served.keys()].map((lane) => this.#stop(lane)));
    // Only now: whoever's lifeline is cut has its rings taken away.
    this.#bell.disconnect();
  }

  #rung(lane: string): void {
    this.#rungAt.set(lane, performance.now());
    if (!this.#served.has(lane) && this.#isMine(lane)) this.#serve(lane);
  }

  async #beat(): Promise<void> {
    try {
      const present = await beat(this.#redis, 'workers', this.id, WORKER_SILENT_MS);
      if (this.#closing) return;
      const isTime = performance.now() - this.#tickedAt >= PROCESS_HEARTBEAT_MS;
      if (this.#meet(present) || isTime) this.#share();
      if (isTime) this.#tickOnce();
      for (const [lane, serving] of this.#served) {
        const rungAt = this.#rungAt.get(lane);
        if (rungAt !== undefined) void serving.then((served) => served.heed(rungAt)).catch(() => {});
      }
    } catch (error) {
      this.#log.warn({ err: error }, 'the heartbeat failed');
    }
    if (this.#closing) return;
    this.#timer = setTimeout(() => {
      this.#beating = this.#beat();
    }, WORKER_HEARTBEAT_MS);
  }

  /** Answers whether somebody came or went. What they were rung for is learned from the table, and taken over. */
  #meet(present: readonly Present[]): boolean {
    // Redis has lost the bell of this process as well: it is not the others who are gone.
    if (!present.some(({ id, listens }) => id === this.id && listens)) this.#returnedAt = performance.now();
    const returning = performance.now() - this.#returnedAt < WORKER_RETURNS_MS;
    const there = present.filter(({ id, listens }) => listens || id === this.id || returning);
    const before = new Set(this.#workers);
    this.#workers = there.map(({ id }) => id);
    const isSame = this.#workers.length === before.size && this.#workers.every((id) => before.has(id));
    if (isSame) return false;
    this.#learning = this.#learnWaiting();
    if (!before.isSubsetOf(new Set(this.#workers)) && !returning) {
      for (const serving of this.#served.values())
        void serving.then((served) => served.takeOver()).catch(() => {});
    }
    return true;
  }

  /** Lanes in which somebody waits are awake, whoever heard them rung. */
  async #learnWaiting(): Promise<void> {
    try {
      for (const lane of await this.#waiting()) this.#rung(lane);
    } catch (error) {
      this.#log.warn({ err: error }, 'it could not be looked up in which lanes somebody waits');
    }
  }

  /** Beside the heartbeat and not within it: a slow store must not make this worker look gone. */
  #tickOnce(): void {
    this.#tickedAt = performance.now();
    this.#ticking ??= this.#tick([...this.#served.keys()])
      .catch((error: unknown) => this.#log.warn({ err: error }, 'the lanes could not be looked after'))
      .finally(() => {
        this.#ticking = undefined;
      });
  }

  #share(): void {
    const quietSince = performance.now() - this.#idleMs;
    for (const [lane, rungAt] of this.#rungAt) if (rungAt < quietSince) this.#rungAt.delete(lane);
    for (const lane of this.#served.keys()) {
      if (!this.#rungAt.has(lane) || !this.#isMine(lane)) void this.#stop(lane);
    }
    for (const lane of this.#rungAt.keys()) {
      if (!this.#served.has(lane) && this.#isMine(lane)) this.#serve(lane);
    }
  }

  #isMine(lane: string): boolean {
    if (this.#closing) return false;
    let [best, winner] = ['', ''];
    for (const worker of this.#workers) {
      const score = createHash('sha1').update(`${worker} ${lane}`).digest('hex');
      if (score > best) [best, winner] = [score, worker];
    }
    return winner === this.id;
  }

  #serve(lane: string): void {
    const opening = this.#open(lane);
    this.#served.set(lane, opening);
    opening.catch((error: unknown) => {
      this.#log.error({ err: error, lane }, 'the lane could not be opened');
      this.#served.delete(lane);
    });
  }

  async #stop(lane: string): Promise<void> {
    const serving = this.#served.get(lane);
    this.#served.delete(lane);
    await (await serving?.catch(() => undefined))?.close();
  }
}
