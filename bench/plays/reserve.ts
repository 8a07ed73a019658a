import { pathOf } from '../../client/calls.ts';
import type { Orm } from '../../src/database/connect.ts';
import { type BenchFan, concertWith, DATE, giveTokens, usersOf } from '../stage/scene.ts';
import type { Stage } from '../stage/stage.ts';
import type { Act, Play } from './play.ts';

/** So many people hold the seats in turn, and each of them has a socket, where outcomes are awaited there. */
const FANS = 512;
const RACED_SEATS = 50;

/** Each turn holds a seat that nobody else wants. */
export const reserveMany: Act = {
  turns: 24_000,
  prepare: async (stage, { orm }, turns) => reserve(stage, orm, turns, turns, (turn) => 1 + turn),
};

/** Everybody wants one of fifty seats: after the first moment all are refused. */
export const reserveRace: Act = {
  turns: 40_000,
  prepare: async (stage, { orm }, turns) =>
    reserve(stage, orm, turns, RACED_SEATS, () => 1 + Math.floor(Math.random() * RACED_SEATS)),
};

async function reserve(
  { signer }: Stage,
  orm: Orm,
  turns: number,
  seats: number,
  seatOf: (turn: number) => number,
): Promise<Play> {
  const [concertId = ''] = await concertWith(orm, { seats, capacity: FANS, seatsPerUser: 1_000 });
  const fans = await usersOf(orm, FANS);
  await giveTokens({ orm, signer }, concertId, fans, 'ACTIVE');
  const path = pathOf('/v1/concerts/{concertId}/reservations', { concertId });
  return {
    fans,
    turns,
    async turn(callers, client, turn) {
      const fan = fans[turn % fans.length] as BenchFan;
      const { ok, body } = await callers.post(client, fan, path, { date: DATE, seatNumber: seatOf(turn) });
      // With a seat for each turn nobody may be refused; in a race a refusal is what most came for.
      return ok || (seats < turns && body.code === 'SEAT_ALREADY_RESERVED');
    },
  };
}
