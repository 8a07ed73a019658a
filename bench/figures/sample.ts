import type { LoopResult } from '../crowd/closed-loop.ts';
import type { Stage } from '../stage/stage.ts';
import { type Costs, costsOf } from './costs.ts';
import { type Latencies, latenciesOf, median } from './latencies.ts';

/** What one measurement of one contender came to; costs are for each thing done. */
export interface Sample {
  perSecond: number;
  latency: Latencies;
  cpuMicros: Record<string, number>;
  commits: number;
  walBytes: number;
  redisCommands: number;
  redisRoundTrips: number;
  memory: Record<string, number>;
}

/** Measures a closed loop with all its costs. */
export async function sampleOf(stage: Stage, run: () => Promise<LoopResult>): Promise<Sample> {
  const { value, costs } = await costsOf(stage, run);
  if (value.done === 0) throw new Error(`nothing came of it, and ${value.failed} failed`);
  return perThing(value.done, value.done / value.seconds, latenciesOf(value.milliseconds), costs);
}

export function perThing(things: number, perSecond: number, latency: Latencies, costs: Costs): Sample {
  return {
    perSecond,
    latency,
    cpuMicros: Object.fromEntries(
      Object.entries(costs.cpuMicros).map(([name, micros]) => [name, micros / things]),
    ),
    commits: costs.commits / things,
    walBytes: costs.walBytes / things,
    redisCommands: costs.redisCommands / things,
    redisRoundTrips: costs.redisRoundTrips / things,
    memory: costs.memory,
  };
}

/** Figure by figure the median of several samples. */
export function medianOf(samples: readonly Sample[]): Sample {
  const of = (figure: (sample: Sample) => number) => median(samples.map(figure));
  const ofEach = (figures: (sample: Sample) => Record<string, number>) =>
    Object.fromEntries(
      Object.keys(figures(samples[0] as Sample)).map((name) => [
        name,
        of((sample) => figures(sample)[name] ?? 0),
      ]),
    );
  return {
    perSecond: of(({ perSecond }) => perSecond),
    latency: {
      p50: of(({ latency }) => latency.p50),
      p95: of(({ latency }) => latency.p95),
      p99: of(({ latency }) => latency.p99),
    },
    cpuMicros: ofEach(({ cpuMicros }) => cpuMicros),
    commits: of(({ commits }) => commits),
    walBytes: of(({ walBytes }) => walBytes),
    redisCommands: of(({ redisCommands }) => redisCommands),
    redisRoundTrips: of(({ redisRoundTrips }) => redisRoundTrips),
    memory: ofEach(({ memory }) => memory),
  };
}
