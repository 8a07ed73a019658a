import type { Sample } from './figures/sample.ts';

/** One line of the table: who, under which circumstances, and what came of it. */
export interface Row {
  contender: string;
  parameters: Record<string, string | number>;
  /** Throughput, latencies and costs, where the scenario has a stream of things done. */
  sample?: Sample;
  /** What else this scenario is about, each figure with its unit in its name. */
  figures?: Record<string, number>;
}

/** One thing that must be reached, and whether it was. */
export interface Judgement {
  what: string;
  value: number;
  wanted: string;
  met: boolean;
}

export interface Findings {
  rows: Row[];
  judgements: Judgement[];
}

export interface Scenario {
  name: string;
  /** What it asks, in one sentence. */
  title: string;
  run(options: { rounds: number; say(line: string): void }): Promise<Findings>;
}

export const atLeast = (what: string, value: number, wanted: number): Judgement => ({
  what,
  value,
  wanted: `at least ${wanted}`,
  met: value >= wanted,
});

export const atMost = (what: string, value: number, wanted: number): Judgement => ({
  what,
  value,
  wanted: `at most ${wanted}`,
  met: value <= wanted,
});
