import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { pathOf } from '../../client/calls.ts';
import type { Credential } from '../../client/credential.ts';
import { headersOf } from '../../client/http.ts';
import { type Answer, call } from '../infrastructure/call.ts';
import { DATE } from '../infrastructure/on-sale.ts';
import { until } from '../infrastructure/until.ts';
import type { ConcertModel, Token } from './sale-model.ts';
import { FANS, type Stage } from './stage.ts';

/*
 * All that fans and operators see while a story goes on: as the model says it must be, and as the system shows it.
 */

/** A free place is given and a hold is free again within a second; the rest is for a busy machine. */
const SEEN_MS = 4_000;

/** The least that a story tells apart. It takes less itself, so what is left of a time is a little less. */
const MINUTES_TOLD_APART = 10;

/** The latest token of each fan in each concert. */
const latestTokens = (stage: Stage): { concert: number; token: Token }[] =>
  stage.model.concerts.flatMap((each, concert) =>
    FANS.flatMap((fan) => {
      const token = each.tokenOf(fan);
      return token === undefined ? [] : [{ concert, token }];
    }),
  );

function placeInModel(concert: ConcertModel, token: Token, now: number) {
  if (token.status !== 'WAITING' && token.status !== 'ACTIVE') return { code: 'INVALID_TOKEN' };
  const { status, number } = token;
  return { status, number, rank: concert.rankOf(token), minutes: token.endsAt - now };
}

const placesInModel = (stage: Stage): unknown[] =>
  latestTokens(stage).map(({ concert, token }) =>
    placeInModel(stage.concert(concert), token, stage.model.now),
  );

const reservationsInModel = ({ model }: Stage, fan: number): Record<string, unknown> =>
  Object.fromEntries(
    model.concerts
      .flatMap(({ reservations }) => reservations)
      .filter((reservation) => reservation.fan === fan)
      .map(({ id, status, seats, amount, endsAt }) => [
        id,
        { status, seats, amount, minutes: status === 'HELD' ? endsAt - model.now : null },
      ]),
  );

function concertInModel(concert: ConcertModel) {
  const seats = Array.from({ length: concert.plan.seats }, (_, index) => concert.seatStatus(index + 1));
  const count = (status: string) => seats.filter((seat) => seat === status).length;
  const paid = concert.reservations.filter(({ status }) => status === 'CONFIRMED');
  return {
    seats,
    stats: {
      waiting: concert.waiting().length,
      active: concert.active().length,
      ...concert.totals,
      held: count('HELD'),
      sold: count('SOLD'),
      available: count('AVAILABLE'),
      revenue: paid.reduce((sum, { amount }) => sum + amount, 0),
    },
  };
}

const allInModel = (stage: Stage) => ({
  places: placesInModel(stage),
  balances: FANS.map((fan) => stage.model.balanceOf(fan)),
  reservations: FANS.map((fan) => reservationsInModel(stage, fan)),
  concerts: stage.model.concerts.map(concertInModel),
});

const get = async (stage: Stage, path: string, credential: Credential | null): Promise<Answer['body']> =>
  (await call(stage.sale.onSale.url, 'GET', path, { headers: headersOf({ credential }) })).body;

const minutesUntil = (instant: string): number =>
  Math.ceil((Date.parse(instant) - Date.now()) / 60_000 / MINUTES_TOLD_APART) * MINUTES_TOLD_APART;

async function placeInSystem(stage: Stage, concert: number, token: Token) {
  const concertId = stage.concertIds[concert] ?? '';
  const path = pathOf('/v1/concerts/{concertId}/tokens/me', { concertId });
  const { code, status, number, rank, expiresAt } = await get(stage, path, stage.credential(0, token));
  if (code !== undefined) return { code };
  return { status, number, rank, minutes: minutesUntil(expiresAt) };
}

const placesInSystem = (stage: Stage): Promise<unknown[]> =>
  Promise.all(latestTokens(stage).map(({ concert, token }) => placeInSystem(stage, concert, token)));

async function reservationsInSystem(stage: Stage, fan: number): Promise<Record<string, unknown>> {
  const { reservations } = await get(stage, pathOf('/v1/reservations'), stage.asUser(fan));
  return Object.fromEntries(
    reservations.map(({ reservationId, status, seatNumbers, amount, expiresAt }: Answer['body']) => [
      reservationId,
      { status, seats: seatNumbers, amount, minutes: status === 'HELD' ? minutesUntil(expiresAt) : null },
    ]),
  );
}

async function concertInSystem(stage: Stage, id: string) {
  const [{ seats }, { body }] = await Promise.all([
    get(stage, pathOf('/v1/concerts/{concertId}/dates/{date}/seats', { concertId: id, date: DATE }), null),
    stage.sale.onSale.operator('GET', `/v1/admin/concerts/${id}/stats`),
  ]);
  const { lanes, ...stats } = body;
  return { seats: seats.map(({ status }: { status: string }) => status), stats };
}

async function allInSystem(stage: Stage) {
  const [places, balances, reservations, concerts] = await Promise.all([
    placesInSystem(stage),
    Promise.all(FANS.map(async (fan) => (await get(stage, pathOf('/v1/wallet'), stage.asUser(fan))).balance)),
    Promise.all(FANS.map((fan) => reservationsInSystem(stage, fan))),
    Promise.all(stage.concertIds.map((id) => concertInSystem(stage, id))),
  ]);
  return { places, balances, reservations, concerts };
}

/** Everything is seen as the model has it, at once or as soon as the contract says. */
export const seesAll = (stage: Stage): Promise<void> =>
  sees(stage, allInModel(stage), () => allInSystem(stage));

/** Everybody knows their place: whoever may come in has come in, whoever has ended is out. */
export const knowTheirPlaces = (stage: Stage): Promise<void> =>
  sees(stage, placesInModel(stage), () => placesInSystem(stage));

async function sees(stage: Stage, expected: unknown, look: () => Promise<unknown>): Promise<void> {
  let seen: unknown;
  try {
    await until(
      async () => {
        seen = await look();
        return isDeepStrictEqual(seen, expected);
      },
      { ms: Math.max(SEEN_MS, stage.sale.goesOnAt - performance.now()) },
    );
  } catch {
    assert.deepEqual(seen, expected, 'the system shows something else than the model');
  }
}
