import { setTimeout as pause } from 'node:timers/promises';
import type { LoopResult, Step } from './closed-loop.ts';

/**
 * So many steps a second, evenly, whether or not the ones before have been answered: what people do who know
 * nothing of each other. A latency is counted from the instant at which the step was due, so that a system that
 * holds everybody up cannot hide it by holding up those who measure.
 */
export async function steadyFlow(
  perSecond: number,
  goesOn: () => boolean,
  next: (turn: number) => Step,
): Promise<LoopResult> {
  const milliseconds: number[] = [];
  const underWay = new Set<Promise<void>>();
  let failed = 0;
  const started = performance.now();
  for (let turn = 0; goesOn(); turn += 1) {
    const due = started + (turn * 1_000) / perSecond;
    const early = due - performance.now();
    if (early > 0) await pause(early);
    const step = next(turn)()
      .then((done) => {
        if (done) milliseconds.push(performance.now() - due);
        else failed += 1;
      })
      .finally(() => underWay.delete(step));
    underWay.add(step);
  }
  await Promise.all(underWay);
  return { done: milliseconds.length, failed, seconds: (performance.now() - started) / 1_000, milliseconds };
}
