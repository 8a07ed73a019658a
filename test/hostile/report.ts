import type { Run } from './fuzz.ts';

/** Beyond what it holds after the first part of the cases, in megabytes. */
export const HEAP_GROWTH_MB = 24;
export const RESIDENT_GROWTH_MB = 160;

/** How a run is told, and what was wrong. */
export function report(seed: number, run: Run): { text: string; faults: string[] } {
  const { before, after } = run.weights;
  const faults = [
    ...run.failures.map(
      ({ index, fault, request }) =>
        `case ${index}: ${fault}\n${request}\nagain: npm run test:hostile -- --seed ${seed} --only ${index}`,
    ),
    ...run.complaints.map((line) => `the API complained: ${line}`),
    ...(run.ended === null ? [] : [`the API ended: ${JSON.stringify(run.ended)}`]),
    ...run.broken.map((law) => `an invariant is broken: ${law}`),
    ...(after.heap - before.heap > HEAP_GROWTH_MB ? ['the heap grew'] : []),
    ...(after.resident - before.resident > RESIDENT_GROWTH_MB ? ['the memory grew'] : []),
  ];
  const statuses = [...run.statuses].toSorted().map(([status, count]) => `${status}: ${count}`);
  const lines = [
    ...faults.map((fault) => `${fault}\n`),
    `answers by status: ${statuses.join(', ')}`,
    `heap ${before.heap} MB after the first quarter, ${after.heap} MB at the end; resident ${before.resident} and ${after.resident} MB`,
    `${run.seconds.toFixed(0)} s; ${faults.length === 0 ? 'nothing is wrong' : `${faults.length} faults`}`,
  ];
  return { text: `${lines.join('\n')}\n`, faults };
}
