import { mock } from 'node:test';
import { getTasks } from 'node-cron';
import { openLog } from '../../src/observability/log.ts';
import { openMetrics } from '../../src/observability/metrics.ts';
import { Schedule } from '../../workers/schedule.ts';

/*
 * A program: it moves the clock of a schedule over the hours around an instant (`node looks-over-changes.ts
 * 2026-11-01T06:00:00Z`) at which the clocks of this process's zone are changed, and says how long at most it is
 * until the schedule looks again.
 */

/** The hour that is left out or comes twice, on either side of the change. */
const AROUND_SECONDS = 3_720;
const STEP_SECONDS = 7;

/** What stands in the place of the database. */
const nothing = {
  em: {
    fork: () => {
      throw new Error('there is nothing to be seen here');
    },
  },
};

const change = Date.parse(process.argv[2] ?? '');
mock.timers.enable({ apis: ['Date'], now: change - AROUND_SECONDS * 1_000 });
const parts = {
  orm: nothing,
  doorbell: {},
  auditor: { look: async () => {}, stop: () => {} },
  redis: { eval: async () => 'OK' },
  metrics: openMetrics('scheduler'),
  log: openLog('scheduler', 'silent'),
};
new Schedule(parts as unknown as ConstructorParameters<typeof Schedule>[0]).start();
const look = [...getTasks().values()].find(({ name }) => name === 'look');
let latestMs = 0;
for (let second = 0; second < 2 * AROUND_SECONDS; second += STEP_SECONDS) {
  mock.timers.setTime(change + (second - AROUND_SECONDS) * 1_000);
  latestMs = Math.max(latestMs, (look?.getNextRun()?.getTime() ?? Number.POSITIVE_INFINITY) - Date.now());
}
process.stdout.write(JSON.stringify({ latestMs }), () => process.exit(0));
