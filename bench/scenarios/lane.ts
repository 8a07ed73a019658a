import { median } from '../figures/latencies.ts';
import { medianOf, type Sample } from '../figures/sample.ts';
import { atLeast, type Row, type Scenario } from '../scenario.ts';
import { usersOf } from '../stage/scene.ts';
import { Stage } from '../stage/stage.ts';
import { type LaneContender, lane, limit, naive, nothing, steadyFlow } from './lane-contenders.ts';

/** How many each decides or writes in one measurement: some seconds' worth. A lane may be no deeper than this. */
const RESERVATIONS = 20_000;
const NAIVE_RESERVATIONS = 800;
const EMPTY_JOBS = 10_000;
const LIMIT_BATCHES = [64, 256];

/** Reservations wait in one booking lane and are decided as fast as it goes. */
export const laneSpeed: Scenario = {
  name: 'lane',
  title: 'Accepted reservations are decided in one lane, beside one job and one transaction for each.',
  async run({ rounds, say }) {
    const stage = await Stage.open();
    try {
      const fans = await usersOf(stage.orm, RESERVATIONS);
      await stage.enter({ workers: 1 });
      const ours = lane(stage, fans);
      const inFlow = steadyFlow(stage, fans);
      const theirs = await naive(stage, fans);
      const limits = await limit(stage, fans, LIMIT_BATCHES);
      const empty = await nothing(stage);
      const plan: [LaneContender, number][] = [
        [ours, RESERVATIONS],
        [theirs, NAIVE_RESERVATIONS],
        ...limits.map((one): [LaneContender, number] => [one, RESERVATIONS]),
        [inFlow, RESERVATIONS],
        [empty, EMPTY_JOBS],
      ];
      const samples = new Map<LaneContender, Sample[]>(plan.map(([contender]) => [contender, []]));
      // The first seconds of a process are spent on compiling itself; nobody is measured by them.
      for (const [contender, count] of plan) await contender.measure(Math.ceil(count / 2));
      for (let round = 0; round < rounds; round += 1) {
        for (const [contender, count] of plan) {
          const sample = await contender.measure(count);
          samples.get(contender)?.push(sample);
          say(`${contender.name} ${Object.values(contender.parameters)}: ${Math.round(sample.perSecond)}/s`);
        }
      }
      await stage.provesLaws();
      const rows = plan.map(([{ name, parameters }, count], index): Row => {
        const all = samples.get(plan[index]?.[0] as LaneContender) ?? [];
        return { contender: name, parameters: { things: count, ...parameters }, sample: medianOf(all) };
      });
      /** Neighbours come and go: what is compared was measured in the same round. */
      const times = (reference: LaneContender | undefined) =>
        median(
          (samples.get(ours) ?? []).map(
            ({ perSecond }, round) =>
              perSecond / ((reference && samples.get(reference)?.[round]?.perSecond) ?? Number.NaN),
          ),
        );
      return {
        rows,
        judgements: [
          atLeast('times the throughput of naive', times(theirs), 25),
          atLeast(`share of the throughput of limit at ${LIMIT_BATCHES[0]}`, times(limits[0]), 0.333),
        ],
      };
    } finally {
      await stage.close();
    }
  },
};
