import { sql } from 'kysely';
import type { Fan } from '../infrastructure/fan.ts';
import { DATE, type OnSale } from '../infrastructure/on-sale.ts';
import { until } from '../infrastructure/until.ts';

/** As many accounts as there are places inside, who mean to keep them, and each the same seat, for ever. */
const LOOPERS = 20;

/** What they and those behind them met. */
export interface Siege {
  /** How many of the places they had at once. */
  taken: number;
  /** From their admission to the last of them being out. */
  heldMs: number;
  /** From their admission to the first and to the last of those behind them being in. */
  nextMs: [first: number, last: number];
  holds: number;
  refusals: Record<string, number>;
}

/** How each of them goes about it, with a seat that they want to keep. */
const WAYS = {
  /** Holds, gives back, holds the same again. */
  async inTurn(fan: Fan, concertId: string, seat: number) {
    const held = await fan.reserve(concertId, DATE, seat);
    if (held.status !== 201) return [held];
    return [held, await fan.release(concertId, held.body.reservationId)];
  },
  /** Sends the giving back and the next hold together, so that nobody comes between. */
  async pipelined(fan: Fan, concertId: string, seat: number) {
    const held = await fan.reserve(concertId, DATE, seat);
    if (held.status !== 201) return [held];
    const both = [fan.release(concertId, held.body.reservationId), fan.reserve(concertId, DATE, seat)];
    return [held, ...(await Promise.all(both))];
  },
};

/** Twenty accounts take all places of a sale and loop until they are out; as many wait behind them. */
export async function besiege(
  onSale: OnSale,
  { activeSeconds, holdSeconds }: { activeSeconds: number; holdSeconds: number },
): Promise<Siege> {
  const concertId = await onSale.concert({
    holdSeconds,
    waitingRoom: { capacity: LOOPERS, activeSeconds, showUpSeconds: 0 },
  });
  const [loopers, behind] = [await onSale.fans(LOOPERS), await onSale.fans(LOOPERS)];
  await Promise.all(loopers.map((fan) => fan.join(concertId)));
  const begun = performance.now();
  const since = () => performance.now() - begun;
  const refusals: Record<string, number> = {};
  const looping = loopers.map(async (fan, index) => {
    const loop = index % 2 === 0 ? WAYS.inTurn : WAYS.pipelined;
    // They try every seat of the date in turn: one that they had is not theirs again at once.
    for (let turn = 0; ; turn += 1) {
      const answers = await loop(fan, concertId, 1 + ((index + turn * LOOPERS) % 50));
      for (const { body } of answers) {
        if (body.code !== undefined) refusals[body.code] = (refusals[body.code] ?? 0) + 1;
      }
      if (answers.some(({ status }) => status === 401)) return since();
    }
  });
  const coming = behind.map(async (fan) => {
    await fan.join(concertId);
    const patience = { ms: 2 * (activeSeconds + holdSeconds) * 1_000 + 20_000, every: 100 };
    await until(async () => (await fan.place(concertId)).body.status === 'ACTIVE', patience);
    return since();
  });
  const [out, inside] = await Promise.all([Promise.all(looping), Promise.all(coming)]);
  const [made] = await onSale.sql(sql<{ holds: number }>`
    select count(*)::int as holds from reservation where concert_id = ${concertId}`);
  return {
    taken: LOOPERS,
    heldMs: Math.max(...out),
    nextMs: [Math.min(...inside), Math.max(...inside)],
    holds: made?.holds ?? 0,
    refusals,
  };
}

const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;

/** The siege in words. */
export const told = ({ taken, heldMs, nextMs: [first, last], holds, refusals }: Siege): string =>
  [
    `${taken} of ${taken} places taken for ${seconds(heldMs)}, with ${holds} holds`,
    `those behind came in after ${seconds(first)} to ${seconds(last)}`,
    `refused: ${Object.entries(refusals)
      .map(([code, count]) => `${code} ${count}`)
      .join(', ')}`,
  ].join('\n');
