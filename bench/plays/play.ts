import type { Contender } from '../contenders.ts';
import type { Callers } from '../crowd/callers.ts';
import type { BenchFan } from '../stage/scene.ts';
import type { Stage } from '../stage/stage.ts';

/** What clients do again and again, on a concert made for one measurement. */
export interface Play {
  /** Everybody who appears. Whoever awaits outcomes by socket has one from the beginning. */
  fans: readonly BenchFan[];
  /** How many turns there are. */
  turns: number;
  /** One turn of one client; answers whether it came to what it should. */
  turn(callers: Callers, client: number, turn: number): Promise<boolean>;
}

/** How a play is set up: its concert, its people, and how many turns it is prepared for. */
export interface Act {
  /** Enough for some seconds; a play that runs out of turns ends. With sockets it may have fewer people to tell. */
  turns: number;
  turnsWithSockets?: number;
  prepare(stage: Stage, contender: Contender, turns: number): Promise<Play>;
}
