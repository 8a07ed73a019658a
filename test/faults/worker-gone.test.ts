import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { RoleProcess, settingsFor } from '../infrastructure/role-process.ts';
import { until } from '../infrastructure/until.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';
import { LaneProbes } from './lane-probes.ts';

/** The bounds that operators are promised, of every request; and what a busy machine adds to them. */
const KILLED_MS = 2_000;
const STOPPED_MS = 5_000;
const CRASH_LOOP_MS = 12_000;
const BUSY_MACHINE_MS = 2_000;
const KILLS = 4;

/** So many that it would be a rare chance if a worker had none of their lanes. */
const CONCERTS = 4;

const onSale = useOnSale({ workers: 0, laws: 'at the end' });

/** Requests were decided, and each in the same way: nothing else came in between. */
function expectDecided(probes: LaneProbes): void {
  const seen = new Set(probes.answers.map(({ status, body }) => `${status} ${body.code}`));
  expect([...seen].sort()).toEqual(['404 RESERVATION_NOT_FOUND', '409 TOKEN_ALREADY_ACTIVE']);
}

test.each([
  ['is killed', 'SIGKILL', KILLED_MS],
  ['stands still', 'SIGSTOP', STOPPED_MS],
] as const)(
  'the lanes of a worker that %s go on elsewhere in time',
  async (_how, signal, boundMs) => {
    const victim = await RoleProcess.start('workers', settingsFor(onSale));
    await onSale.addWorkers();
    const probes = await LaneProbes.begin(onSale, CONCERTS);
    const begun = performance.now();
    await until(() => probes.isServedSince(begun));
    const struckAt = performance.now();
    victim.signal(signal);
    await until(() => probes.isServedSince(struckAt), { ms: 2 * (boundMs + BUSY_MACHINE_MS) });
    const longestMs = probes.longestWaitMs(struckAt);
    await probes.end();
    victim.signal('SIGKILL');
    await victim.ended;
    for (const worker of [...onSale.workers]) await onSale.stop(worker);
    process.stdout.write(`${signal}: a request waited ${Math.round(longestMs)} ms at most\n`);
    expectDecided(probes);
    expect(longestMs).toBeLessThan(boundMs + BUSY_MACHINE_MS);
  },
  60_000,
);

test('while one worker after another is killed, no request waits for long', async () => {
  const start = () => RoleProcess.start('workers', settingsFor(onSale));
  const begun = performance.now();
  const workers = [await start(), await start(), await start()];
  // A machine on which a worker takes longer to start than they live here has none that could decide.
  const everyMs = Math.max(1_500, (performance.now() - begun) / 3);
  const probes = await LaneProbes.begin(onSale, CONCERTS);
  const since = performance.now();
  for (let count = 0; count < KILLS; count += 1) {
    await pause(everyMs);
    workers.shift()?.signal('SIGKILL');
    workers.push(RoleProcess.launch('workers', settingsFor(onSale)));
  }
  await pause(everyMs);
  const longestMs = probes.longestWaitMs(since);
  await probes.end();
  for (const worker of workers) worker.signal('SIGKILL');
  await Promise.all(workers.map((worker) => worker.ended));
  process.stdout.write(
    `killed every ${Math.round(everyMs)} ms: a request waited ${Math.round(longestMs)} ms at most\n`,
  );
  expectDecided(probes);
  expect(longestMs).toBeLessThan(CRASH_LOOP_MS);
}, 120_000);
