import type { PointAnswer } from '../answers.ts';

/** What happened in some seconds: sums of what is counted, the worst of what is measured. */
export interface MergedPoint extends Omit<PointAnswer, 'at'> {
  /** Milliseconds since 1970. */
  at: number;
  seconds: number;
}

/** Points put together so that each stands for so many seconds; the last may be of fewer. */
export function mergedPoints(
  points: readonly PointAnswer[],
  everySeconds: number,
  seconds: number,
): MergedPoint[] {
  const merged = new Map<number, MergedPoint>();
  for (const { at, ...point } of points) {
    const begins = Math.floor(Date.parse(at) / (seconds * 1_000)) * seconds * 1_000;
    const before = merged.get(begins);
    merged.set(
      begins,
      before === undefined
        ? { ...point, at: begins, seconds: everySeconds }
        : {
            at: begins,
            seconds: before.seconds + everySeconds,
            joins: before.joins + point.joins,
            admissions: before.admissions + point.admissions,
            decided: before.decided + point.decided,
            depth: {
              admission: Math.max(before.depth.admission, point.depth.admission),
              booking: Math.max(before.depth.booking, point.depth.booking),
            },
            oldestSeconds: Math.max(before.oldestSeconds, point.oldestSeconds),
            p50Ms: worse(before.p50Ms, point.p50Ms),
            p99Ms: worse(before.p99Ms, point.p99Ms),
          },
    );
  }
  return [...merged.values()];
}

const worse = (one: number | null, other: number | null): number | null =>
  one === null ? other : other === null ? one : Math.max(one, other);
