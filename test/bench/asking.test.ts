import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { latenciesOf } from '../../bench/figures/latencies.ts';
import { medianOf, type Sample } from '../../bench/figures/sample.ts';
import { SCENARIOS } from '../../bench/scenarios/index.ts';

const root = join(import.meta.dirname, '..', '..');

const bench = (...asked: string[]) =>
  new Promise<{ code: number; text: string }>((resolve) => {
    execFile(process.execPath, ['bench/main.ts', ...asked], { cwd: root }, (error, _output, errors) =>
      resolve({ code: Number(error?.code ?? 0), text: errors }),
    );
  });

test('the bench says what it can measure', async () => {
  const { code, text } = await bench('--help');
  expect(code).toBe(0);
  for (const { name, title } of SCENARIOS) expect(text).toContain(`${name.padEnd(14)} ${title}`);
});

test.each([
  [['nonsense'], 'There is no scenario "nonsense".'],
  [['--rounds', '0', 'lane'], '--rounds must be a whole number from 1.'],
  [['--rounds', 'many'], '--rounds must be a whole number from 1.'],
])('asked for %j it measures nothing and says why', async (asked, sentence) => {
  const { code, text } = await bench(...asked);
  expect(code).toBe(1);
  expect(text).toContain(sentence);
});

test('percentiles are by the nearest rank, and never flatter', () => {
  expect(latenciesOf(Array.from({ length: 100 }, (_, index) => 100 - index))).toEqual({
    p50: 50,
    p95: 95,
    p99: 99,
  });
  expect(latenciesOf([7])).toEqual({ p50: 7, p95: 7, p99: 7 });
});

test('the median of several rounds is taken figure by figure', () => {
  const sample = (figure: number): Sample => ({
    perSecond: figure,
    latency: { p50: figure, p95: figure, p99: 10 - figure },
    cpuMicros: { api: figure },
    commits: figure,
    walBytes: figure,
    redisCommands: figure,
    redisRoundTrips: figure,
    memory: { api: figure },
  });
  const median = medianOf([sample(1), sample(9), sample(2)]);
  expect(median).toMatchObject({ perSecond: 2, latency: { p50: 2, p99: 8 }, cpuMicros: { api: 2 } });
});
