import { setTimeout as sleep } from 'node:timers/promises';
import { inheritedEnvironment } from './inherited-environment.ts';
import type { Log } from './log.ts';
import { keepRunning, runToEnd } from './processes.ts';

const drainMs = 10_000;
/** The API drains first, because it may be waiting for outcomes that only the workers can decide. */
const apiHeadStartMs = 3_000;

/** The settings that `npm start` decides for the roles; the rest they inherit from it. */
export interface GivenSettings {
  DATABASE_URL: string;
  REDIS_URL: string;
  ADMIN_KEY: string;
  TOKEN_SECRET: string;
  HOST: string;
  PORT: string;
  /** Empty without a demo. */
  DEMO_FILE: string;
}

export interface Roles {
  drain(): Promise<void>;
  kill(): void;
}

export function migrate(given: GivenSettings, log: Log): Promise<void> {
  const environment = inheritedEnvironment({ ...given });
  return runToEnd({ name: 'migrate', file: 'src/database/migrate.ts', environment }, log);
}

/** One process of each role. */
export function startRoles(
  given: GivenSettings,
  {
    healthPort,
    log,
    ...ways
  }: {
    healthPort: number | null;
    log: Log;
    say: (line: string) => void;
    giveUp: (reason: unknown) => void;
  },
): Roles {
  const start = (name: string, file: string, own = {}) =>
    keepRunning({ name, file, environment: inheritedEnvironment({ ...given, ...own }) }, log, ways);
  const api = start('api', 'src/api/main.ts');
  const workers = start('workers', 'workers/main.ts');
  // Both would answer for their health at the one port that was given.
  const ownHealthPort = healthPort ? { HEALTH_PORT: String(healthPort + 1) } : {};
  const scheduler = start('scheduler', 'workers/scheduler.ts', ownHealthPort);
  return {
    drain: async () => {
      const deadline = Date.now() + drainMs;
      const apiDrained = api.drain(drainMs);
      await Promise.race([apiDrained, sleep(apiHeadStartMs)]);
      const leftMs = deadline - Date.now();
      await Promise.all([apiDrained, workers.drain(leftMs), scheduler.drain(leftMs)]);
    },
    kill: () => {
      for (const role of [api, workers, scheduler]) role.kill();
    },
  };
}
