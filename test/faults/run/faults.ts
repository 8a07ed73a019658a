import { setTimeout as pause } from 'node:timers/promises';
import { LANE_LOCK_MS, PROCESS_GONE_MS } from '../../../config/limits.ts';
import type { Dice } from './dice.ts';
import type { Size } from './plan.ts';
import type { Stage } from './stage.ts';

/** When every process serves again, everything accepted before has its outcome within this. */
const PROCESS_BOUND_MS = 10_000;
/** And this is for what comes after a store was away or empty. */
const STORE_BOUND_MS = 15_000;
const DRAIN_BOUND_MS = 10_000;

const KILLS_IN_SUCCESSION = 5;

export interface Fault {
  /** How often it comes in a round of the short and of the long form. */
  short: number;
  long: number;
  boundMs: number;
  /** Breaks something, and mends what does not mend itself. */
  happens(stage: Stage, dice: Dice, size: Size): Promise<void>;
}

function killOne(stage: Stage, of: 'apis' | 'workers', dice: Dice): void {
  const living = stage[of].filter((post) => post.lives);
  if (living.length > 0) dice.pick(living).kill();
  stage.breaks();
}

export const FAULTS = {
  'a worker is killed': {
    short: 1,
    long: 8,
    boundMs: PROCESS_BOUND_MS,
    async happens(stage, dice) {
      killOne(stage, 'workers', dice);
    },
  },
  'workers are killed in quick succession': {
    short: 1,
    long: 2,
    boundMs: PROCESS_BOUND_MS,
    async happens(stage, dice) {
      for (let count = 1; count <= KILLS_IN_SUCCESSION; count += 1) {
        killOne(stage, 'workers', dice);
        if (count < KILLS_IN_SUCCESSION) await pause(dice.between(50, 1_500));
      }
    },
  },
  'an API process is killed': {
    short: 1,
    long: 3,
    boundMs: PROCESS_BOUND_MS,
    async happens(stage, dice) {
      killOne(stage, 'apis', dice);
    },
  },
  'every scheduler is killed': {
    short: 1,
    long: 1,
    boundMs: PROCESS_BOUND_MS,
    async happens(stage) {
      for (const post of stage.schedulers) post.kill();
      stage.breaks();
    },
  },
  'a worker sleeps for longer than its lock lasts': {
    short: 1,
    long: 2,
    boundMs: PROCESS_BOUND_MS,
    async happens(stage, dice) {
      const { process } = dice.pick(stage.workers);
      process.signal('SIGSTOP');
      stage.breaks();
      await pause(LANE_LOCK_MS + dice.between(1_000, 4_000));
      process.signal('SIGCONT');
    },
  },
  'processes of every role are replaced, one after another': {
    // A quarter of a minute by itself, and what test/observability/rolling-restart does.
    short: 0,
    long: 1,
    boundMs: PROCESS_BOUND_MS,
    async happens(stage, dice) {
      for (const post of dice.shuffled(stage.posts)) {
        const { code, signal, ms } = await post.replace();
        stage.breaks();
        if (code !== 0 || ms > DRAIN_BOUND_MS) {
          throw new Error(`${post.name} drained in ${Math.round(ms)} ms and ended with ${signal ?? code}`);
        }
      }
    },
  },
  'Redis is restarted with its data': {
    short: 1,
    long: 1,
    boundMs: STORE_BOUND_MS,
    async happens(stage) {
      await stage.redisAway(() => Promise.resolve());
    },
  },
  'Redis is away for a while': {
    short: 1,
    long: 1,
    boundMs: STORE_BOUND_MS,
    async happens(stage, _dice, { redisAwayMs }) {
      await stage.redisAway(() => pause(redisAwayMs));
    },
  },
  'Redis is emptied': {
    short: 1,
    long: 2,
    boundMs: STORE_BOUND_MS,
    async happens(stage) {
      await stage.emptyRedis();
    },
  },
  'Redis is emptied while every worker sleeps': {
    short: 1,
    long: 1,
    boundMs: STORE_BOUND_MS,
    async happens(stage, dice) {
      const sleepers = stage.workers.map(({ process }) => process);
      for (const sleeper of sleepers) sleeper.signal('SIGSTOP');
      // The crowd asks until each waits for an outcome, and nobody rings any more.
      await pause(dice.between(2_000, 3_000));
      await stage.emptyRedis();
      for (const sleeper of sleepers) sleeper.signal('SIGCONT');
      stage.breaks();
    },
  },
  'one worker is cut off from Redis': {
    short: 1,
    long: 1,
    boundMs: PROCESS_BOUND_MS,
    async happens(stage, dice) {
      const cable = dice.pick(stage.workerCables);
      if (dice.chance(0.5)) await cable.cut();
      else cable.silence();
      stage.breaks();
      await pause(PROCESS_GONE_MS + dice.between(500, 3_000));
      await cable.restore();
    },
  },
  'PostgreSQL is restarted in the middle of everything': {
    short: 1,
    long: 1,
    boundMs: STORE_BOUND_MS,
    async happens(stage) {
      await stage.restartPostgres();
    },
  },
  'every connection to PostgreSQL is cut': {
    short: 1,
    long: 2,
    boundMs: PROCESS_BOUND_MS,
    async happens(stage) {
      await stage.cutPostgres();
    },
  },
  'a worker and an API process are killed while Redis is emptied': {
    short: 1,
    long: 1,
    boundMs: STORE_BOUND_MS,
    async happens(stage, dice) {
      killOne(stage, 'workers', dice);
      killOne(stage, 'apis', dice);
      await stage.emptyRedis();
    },
  },
} satisfies Record<string, Fault>;

export type FaultName = keyof typeof FAULTS;
