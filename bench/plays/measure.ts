import type { Contender } from '../contenders.ts';
import { type Await, Callers } from '../crowd/callers.ts';
import { closedLoop, type LoopResult } from '../crowd/closed-loop.ts';
import { steadyFlow } from '../crowd/steady-flow.ts';
import { type Sample, sampleOf } from '../figures/sample.ts';
import type { Stage } from '../stage/stage.ts';
import type { Act, Play } from './play.ts';

/** Clients that begin the next turn as soon as they have their answer. */
export const flatOut = (
  stage: Stage,
  contender: Contender,
  how: Await,
  act: Act,
  { clients, seconds }: { clients: number; seconds: number },
): Promise<Sample> =>
  measure(stage, contender, how, act, clients, turnsOf(act, how), (play, callers) => {
    let turn = 0;
    const next = (client: number) => {
      if (turn >= play.turns) return null;
      const mine = turn;
      turn += 1;
      return () => play.turn(callers, client, mine);
    };
    return closedLoop(clients, next, seconds * 1_000);
  });

const turnsOf = ({ turns, turnsWithSockets = turns }: Act, how: Await) =>
  how === 'socket' ? turnsWithSockets : turns;

/** So many turns a second, whether or not those before have been answered. */
export const atRate = (
  stage: Stage,
  contender: Contender,
  how: Await,
  act: Act,
  { perSecond, clients, seconds }: { perSecond: number; clients: number; seconds: number },
): Promise<Sample> =>
  measure(stage, contender, how, act, clients, perSecond * seconds, (play, callers) => {
    let begun = 0;
    return steadyFlow(
      perSecond,
      () => begun < play.turns,
      (turn) => {
        begun = turn + 1;
        return () => play.turn(callers, turn % clients, turn);
      },
    );
  });

async function measure(
  stage: Stage,
  contender: Contender,
  how: Await,
  act: Act,
  clients: number,
  turns: number,
  run: (play: Play, callers: Callers) => Promise<LoopResult>,
): Promise<Sample> {
  const play = await act.prepare(stage, contender, Math.ceil(turns));
  const callers = new Callers(contender.origin, clients, how);
  try {
    await callers.connect();
    if (how === 'socket') await callers.listen(contender.origin, play.fans);
    return await sampleOf(stage, () => run(play, callers));
  } finally {
    await callers.close();
  }
}
