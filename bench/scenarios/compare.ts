import { type Contender, direct, frontrow } from '../contenders.ts';
import type { Await } from '../crowd/callers.ts';
import { median } from '../figures/latencies.ts';
import { medianOf, type Sample } from '../figures/sample.ts';
import { flatOut } from '../plays/measure.ts';
import type { Act } from '../plays/play.ts';
import { atLeast, type Judgement, type Row } from '../scenario.ts';
import { Stage } from '../stage/stage.ts';

/** How ours is told what came of a request: within the same HTTP request, or by socket. */
export const OURS_AWAIT: readonly Await[] = ['wait', 'socket'];

const WARM_UP_MS = 12_000;

/** Ours and the direct designs on one stage, warm. */
export interface Contest {
  stage: Stage;
  ours: Contender;
  theirs: readonly Contender[];
}

export async function withContest<Value>(
  act: Act,
  run: (contest: Contest) => Promise<Value>,
): Promise<Value> {
  const stage = await Stage.open();
  const theirs: Contender[] = [];
  try {
    const ours = await frontrow(stage);
    theirs.push(await direct(stage, 'transaction'), await direct(stage, 'statement'));
    for (const how of OURS_AWAIT) await warmUp(stage, ours, how, act);
    for (const contender of theirs) await warmUp(stage, contender, 'answer', act);
    const value = await run({ stage, ours, theirs });
    await stage.provesLaws();
    return value;
  } finally {
    for (const { orm } of theirs) await orm.close(true);
    await stage.close();
  }
}

/** The first ten thousands of requests make a process compile itself: nobody is measured by them. */
export async function warmUp(stage: Stage, contender: Contender, how: Await, act: Act): Promise<void> {
  const until = performance.now() + WARM_UP_MS;
  while (performance.now() < until) await flatOut(stage, contender, how, act, { clients: 64, seconds: 4 });
}

/** All contenders in turn, round by round: throughput, beside that of `direct` in the same round. */
export async function compared(
  { stage, ours, theirs }: Contest,
  {
    title,
    act,
    clients,
    seconds,
    wanted,
    rounds,
    say,
  }: {
    title: string;
    act: Act;
    clients: number;
    seconds: number;
    /** Times the throughput of `direct`, at least. */
    wanted: number;
    rounds: number;
    say(line: string): void;
  },
): Promise<{ rows: Row[]; judgements: Judgement[]; samples: Map<string, Sample> }> {
  const all = new Map<string, Sample[]>();
  const measure = async (contender: Contender, how: Await) => {
    const name = how === 'answer' ? contender.name : `${contender.name} (${how})`;
    const sample = await flatOut(stage, contender, how, act, { clients, seconds });
    say(`${title}, ${clients} clients, ${name}: ${Math.round(sample.perSecond)}/s`);
    all.set(name, [...(all.get(name) ?? []), sample]);
  };
  for (let round = 0; round < rounds; round += 1) {
    for (const how of OURS_AWAIT) await measure(ours, how);
    for (const contender of theirs) await measure(contender, 'answer');
  }
  const samples = new Map([...all].map(([name, several]) => [name, medianOf(several)]));
  const rows = [...samples].map(([contender, sample]) => ({
    contender,
    parameters: { doing: title, clients },
    sample,
  }));
  const reference = all.get('direct') ?? [];
  const judgements = OURS_AWAIT.map((how) => {
    const ratios = (all.get(`frontrow (${how})`) ?? []).map(
      ({ perSecond }, round) => perSecond / (reference[round]?.perSecond ?? Number.NaN),
    );
    return atLeast(`${title}, ${clients} clients, by ${how}: times direct`, median(ratios), wanted);
  });
  return { rows, judgements, samples };
}
