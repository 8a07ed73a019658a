import { pathOf } from '../../client/calls.ts';
import type { Contender } from '../contenders.ts';
import { holdsOf } from '../stage/holds.ts';
import { type BenchFan, concertWith, giveTokens, SEAT_PRICE, usersOf } from '../stage/scene.ts';
import type { Stage } from '../stage/stage.ts';
import type { Act, Play } from './play.ts';

/** Each turn pays for a hold of somebody who has just enough money. */
export const pay: Act = { turns: 8_000, turnsWithSockets: 2_000, prepare };

async function prepare(stage: Stage, { orm }: Contender, turns: number): Promise<Play> {
  const [concertId = ''] = await concertWith(orm, { seats: turns, capacity: turns });
  const fans = await usersOf(orm, turns, SEAT_PRICE);
  await giveTokens({ orm, signer: stage.signer }, concertId, fans, 'ACTIVE');
  const holds = await holdsOf({ orm }, concertId, fans, 1);
  const path = pathOf('/v1/concerts/{concertId}/payments', { concertId });
  return {
    fans,
    turns,
    async turn(callers, client, turn) {
      const { ok } = await callers.post(client, fans[turn] as BenchFan, path, { reservationId: holds[turn] });
      return ok;
    },
  };
}
