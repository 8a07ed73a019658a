import type { Hall, HallRow, HallSeat } from '../../kit/hall/hall.ts';

/** A seat elsewhere must be that much nearer to be offered instead of one in the same section. */
const OTHER_SECTION = 12;

/**
 * The nearest free seats, so many choices of so many seats each. Seats for several people are taken one beside the
 * other where that is possible.
 */
export function nearestFree(
  hall: Hall,
  lost: readonly number[],
  isFree: (number: number) => boolean,
  choices = 3,
): HallSeat[][] {
  const from = lost.flatMap((number) => hall.seats.get(number) ?? []);
  const [first] = from;
  if (first === undefined) return [];
  const distance = (seat: HallSeat) =>
    Math.hypot(seat.x - first.x, (seat.y - first.y) * 1.4) +
    (seat.section === first.section ? 0 : OTHER_SECTION);
  const together = lost.length === 1 ? [] : hall.rows.flatMap((row) => runsIn(row, lost.length, isFree));
  const apart = [...hall.seats.values()]
    .filter(({ number }) => isFree(number))
    .sort((a, b) => distance(a) - distance(b));
  const candidates =
    lost.length === 1 || together.length === 0
      ? lost.length === 1
        ? apart.map((seat) => [seat])
        : [apart.slice(0, lost.length)]
      : together.sort((a, b) => distance(a[0] as HallSeat) - distance(b[0] as HallSeat));
  const chosen: HallSeat[][] = [];
  for (const candidate of candidates) {
    if (chosen.length === choices) break;
    const overlaps = chosen.some((other) => other.some((seat) => candidate.includes(seat)));
    if (!overlaps && candidate.length === lost.length) chosen.push(candidate);
  }
  return chosen;
}

/** Every run of so many free seats that stand beside each other. */
function runsIn({ seats }: HallRow, length: number, isFree: (number: number) => boolean): HallSeat[][] {
  const runs: HallSeat[][] = [];
  for (let at = 0; at + length <= seats.length; at += 1) {
    const run = seats.slice(at, at + length);
    if (run.every(({ number }) => isFree(number))) runs.push(run);
  }
  return runs;
}
