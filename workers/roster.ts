import { createHash, randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { LANE_IDLE_MS, PROCESS_HEARTBEAT_MS } from '../config/limits.ts';
import { BELL_CHANNEL } from '../src/lane/doorbell.ts';
import type { Log } from '../src/observability/log.ts';
import { beat, leave } from '../src/observability/presence.ts';

export interface ServedLane {
  close(): Promise<void>;
}

/**
 * Which lanes this process serves. A lane that was rung is awake until it has been quiet for `idleMs`;
 * every awake lane belongs to one of the workers that are there, all of whom reckon the same way (rendezvous
 * hashing), so a worker that comes or goes moves only its own share. Should two believe that a lane is theirs
 * for a moment, the lane's lock in the database lets one of them decide.
 */
export class Roster {
  readonly #id = randomUUID();
  readonly #redis: Redis;
  readonly #bell: Redis;
  readonly #open: (lane: string) => Promise<ServedLane>;
  readonly #tick: (lanes: string[]) => Promise<void>;
  readonly #log: Log;
  readonly #idleMs: number;
  /** Awake lanes, and when each was last rung, in milliseconds of this process's monotonic clock. */
  readonly #rungAt = new Map<string, number>();
  readonly #served = new Map<string, Promise<ServedLane>>();
  #workers: string[] = [];
  #timer: NodeJS.Timeout | undefined;
  #ticking: Promise<void> | undefined;
  #beating: Promise<void> = Promise.resolve();
  #closing = false;

  /**
   * `open` begins to serve a lane; `tick` is called with the served lanes after every heartbeat; after `idleMs`
   * without a ring a lane is let go.
   * `bell` becomes a subscriber and belongs to the roster; `redis` stays the caller's.
   */
  constructor(parts: {
    redis: Redis;
    bell: Redis;
    open: (lane: string) => Promise<ServedLane>;
    tick: (lanes: string[]) => Promise<void>;
    log: Log;
    idleMs?: number;
  }) {
    this.#redis = parts.redis;
    this.#bell = parts.bell;
    this.#open = parts.open;
    this.#tick = parts.tick;
    this.#log = parts.log;
    this.#idleMs = parts.idleMs ?? LANE_IDLE_MS;
  }

  get size(): number {
    return this.#served.size;
  }

  async start(): Promise<void> {
    this.#bell.on('message', (_channel, lane) => this.#rung(lane));
    await this.#bell.subscribe(BELL_CHANNEL);
    this.#beating = this.#beat();
    await this.#beating;
  }

  async close(): Promise<void> {
    this.#closing = true;
    clearTimeout(this.#timer);
    this.#bell.disconnect();
    // A heartbeat under way would say "I am here" after the goodbye, and use what is closed after this.
    await this.#beating;
    await this.#ticking;
    await leave(this.#redis, 'workers', this.#id);
    await Promise.all([...this.#served.keys()].map((lane) => this.#stop(lane)));
  }

  #rung(lane: string): void {
    this.#rungAt.set(lane, performance.now());
    if (!this.#served.has(lane) && this.#isMine(lane)) this.#serve(lane);
  }

  async #beat(): Promise<void> {
    try {
      this.#workers = await beat(this.#redis, 'workers', this.#id);
      if (this.#closing) return;
      this.#share();
      this.#tickOnce();
    } catch (error) {
      this.#log.warn({ err: error }, 'the heartbeat failed');
    }
    if (this.#closing) return;
    this.#timer = setTimeout(() => {
      this.#beating = this.#beat();
    }, PROCESS_HEARTBEAT_MS);
  }

  /** Beside the heartbeat and not within it: a slow store must not make this worker look gone. */
  #tickOnce(): void {
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
    return winner === this.#id;
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
