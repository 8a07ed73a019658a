import { pathOf } from '../../client/calls.ts';
import type { Contender } from '../contenders.ts';
import { type BenchFan, concertWith, DATE, SEAT_PRICE, usersOf } from '../stage/scene.ts';
import type { Stage } from '../stage/stage.ts';
import type { Act, Play } from './play.ts';

/** Each turn is a whole visit: join, be let in at once, hold a seat, charge the wallet, pay. */
export const walk: Act = { turns: 4_000, turnsWithSockets: 2_000, prepare };

async function prepare(_stage: Stage, { orm }: Contender, turns: number): Promise<Play> {
  const [concertId = ''] = await concertWith(orm, { seats: turns, capacity: turns });
  const fans = await usersOf(orm, turns);
  const tokens = pathOf('/v1/concerts/{concertId}/tokens', { concertId });
  const reservations = pathOf('/v1/concerts/{concertId}/reservations', { concertId });
  const payments = pathOf('/v1/concerts/{concertId}/payments', { concertId });
  return {
    fans,
    turns,
    async turn(callers, client, turn) {
      const fan = { ...(fans[turn] as BenchFan) };
      const joined = await callers.post(client, fan, tokens, {});
      if (joined.body.status !== 'ACTIVE') return false;
      fan.token = String(joined.body.token);
      const wanted = { date: DATE, seatNumber: turn + 1 };
      const held = await callers.post(client, fan, reservations, wanted);
      await callers.post(client, fan, pathOf('/v1/wallet/charges'), { amount: SEAT_PRICE });
      const { reservationId } = held.body;
      return (await callers.post(client, fan, payments, { reservationId })).ok;
    },
  };
}
