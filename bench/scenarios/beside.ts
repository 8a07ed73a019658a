import { resolve } from 'node:path';
import { frontrow } from '../contenders.ts';
import { medianOf, type Sample } from '../figures/sample.ts';
import { flatOut } from '../plays/measure.ts';
import { pay } from '../plays/pay.ts';
import type { Act } from '../plays/play.ts';
import { reserveMany, reserveRace } from '../plays/reserve.ts';
import { walk } from '../plays/walk.ts';
import { atLeast, type Findings, type Scenario } from '../scenario.ts';
import { CHECKOUT } from '../stage/roles.ts';
import { Stage } from '../stage/stage.ts';
import { warmUp } from './compare.ts';

const ACTS: Record<string, Act> = {
  'many free seats': reserveMany,
  'a race for 50 seats': reserveRace,
  payments: pay,
  'whole visits': walk,
};
const SECONDS = 4;
const WANTED = 0.97;

/**
 * This checkout beside another one, such as the commit before in a worktree of its own: each on its own stores, in turns,
 * by the same clients. What a change has cost, or saved, is seen in one run.
 */
export const beside = (folder: string): Scenario => ({
  name: 'beside',
  title: `This checkout beside ${folder}, in turns.`,
  async run({ rounds, say }) {
    const findings: Findings = { rows: [], judgements: [] };
    for (const [doing, act] of Object.entries(ACTS)) {
      const stages = [await Stage.open({}, CHECKOUT), await Stage.open({}, resolve(folder))];
      try {
        const contenders = await Promise.all(stages.map((stage) => frontrow(stage)));
        const samples: Sample[][] = [[], []];
        for (const [at, stage] of stages.entries()) {
          const contender = contenders[at];
          if (contender !== undefined) await warmUp(stage, contender, 'wait', act);
        }
        for (let round = 0; round < rounds; round += 1) {
          // Who comes first changes with every round.
          for (const at of round % 2 === 0 ? [0, 1] : [1, 0]) {
            const [stage, contender] = [stages[at], contenders[at]];
            if (stage === undefined || contender === undefined) continue;
            const load = { clients: 64, seconds: SECONDS };
            const sample = await flatOut(stage, contender, 'wait', act, load);
            say(`${doing}, ${at === 0 ? 'this' : 'the other'}: ${Math.round(sample.perSecond)}/s`);
            samples[at]?.push(sample);
          }
        }
        const [ours, theirs] = samples.map((all) => medianOf(all));
        if (ours === undefined || theirs === undefined) continue;
        const parameters = { doing, clients: 64 };
        findings.rows.push({ contender: 'this checkout', parameters, sample: ours });
        findings.rows.push({ contender: 'the other', parameters, sample: theirs });
        const times = ours.perSecond / theirs.perSecond;
        findings.judgements.push(atLeast(`${doing}: times the other`, times, WANTED));
        // The other has laws of its own, perhaps fewer than are known here.
        await stages[0]?.provesLaws();
      } finally {
        for (const stage of stages) await stage.close();
      }
    }
    return findings;
  },
});
