import { medianOf, type Sample } from '../figures/sample.ts';
import { atRate } from '../plays/measure.ts';
import { pay } from '../plays/pay.ts';
import type { Act } from '../plays/play.ts';
import { reserveMany, reserveRace } from '../plays/reserve.ts';
import { walk } from '../plays/walk.ts';
import { atMost, type Findings, type Scenario } from '../scenario.ts';
import { type Contest, compared, OURS_AWAIT, withContest } from './compare.ts';

const SECONDS = 4;
const CROWDS = [64, 500];
const WANTED_P99_MS = 50;

/** Clients hold seats over HTTP and learn what came of it, beside the direct designs. */
export const reserve: Scenario = {
  name: 'reserve',
  title: 'Clients hold seats and await the outcome, beside deciding inside the HTTP request.',
  run: ({ rounds, say }) =>
    withContest(reserveMany, async (contest) => {
      const findings: Findings = { rows: [], judgements: [] };
      for (const clients of CROWDS) {
        const common = { clients, seconds: SECONDS, rounds, say };
        const many = await compared(contest, {
          ...common,
          title: 'many free seats',
          act: reserveMany,
          wanted: 2,
        });
        const race = await compared(contest, {
          ...common,
          title: 'a race for 50 seats',
          act: reserveRace,
          wanted: 1,
        });
        add(findings, many);
        add(findings, race);
        if (clients !== CROWDS[0]) continue;
        const most = many.samples.get('direct')?.perSecond ?? Number.NaN;
        add(findings, await atTheirMost(contest, { perSecond: Math.round(most), rounds, say }));
      }
      return findings;
    }),
};

/** What ours answers within, at the rate that is the most that `direct` can do. */
async function atTheirMost(
  { stage, ours }: Contest,
  { perSecond, rounds, say }: { perSecond: number; rounds: number; say(line: string): void },
): Promise<Findings> {
  const findings: Findings = { rows: [], judgements: [] };
  for (const how of OURS_AWAIT) {
    const samples: Sample[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const load = { perSecond, clients: 500, seconds: SECONDS };
      const sample = await atRate(stage, ours, how, reserveMany, load);
      say(`${perSecond}/s by ${how}: p99 ${Math.round(sample.latency.p99)} ms`);
      samples.push(sample);
    }
    const sample = medianOf(samples);
    const parameters = { doing: "many free seats at direct's most", 'per second': perSecond };
    findings.rows.push({ contender: `frontrow (${how})`, parameters, sample });
    const what = `at direct's most (${perSecond}/s), by ${how}: p99 in ms`;
    findings.judgements.push(atMost(what, sample.latency.p99, WANTED_P99_MS));
  }
  return findings;
}

function add(to: Findings, { rows, judgements }: Findings): void {
  to.rows.push(...rows);
  to.judgements.push(...judgements);
}

/** One thing that clients do, at 64 and at 500, wanted twice as often as `direct` does it. */
const twiceDirect = (name: string, title: string, doing: string, act: Act): Scenario => ({
  name,
  title,
  run: ({ rounds, say }) =>
    withContest(act, async (contest) => {
      const findings: Findings = { rows: [], judgements: [] };
      for (const clients of CROWDS) {
        const load = { title: doing, act, clients, seconds: SECONDS, wanted: 2, rounds, say };
        add(findings, await compared(contest, load));
      }
      return findings;
    }),
});

/** Payments likewise. */
export const payments = twiceDirect(
  'pay',
  'Clients pay for holds, beside deciding inside the HTTP request.',
  'payments',
  pay,
);

/** And whole visits. */
export const walks = twiceDirect(
  'walk',
  'Clients join, hold, charge and pay, beside doing it inside the HTTP requests.',
  'whole visits',
  walk,
);
