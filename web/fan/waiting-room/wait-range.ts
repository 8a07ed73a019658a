/** From when to when somebody may expect to come in, in seconds. */
export interface WaitRange {
  from: number;
  to: number;
}

/** How far off an estimate from nothing but the settings may be. */
const UNSEEN_MOVES = 4;
/** Four times out of five. */
const SPREAD = 1.28;

/**
 * An estimate is a guess of a pace, and the pace is known the better the more of the line has been seen to move;
 * what is still ahead comes in by chance as well, so the last few are the least certain for their number. With both
 * taken for Poisson, the range is as wide as is honest, and it closes as the rank falls.
 */
export function waitRange(estimate: number, { rank, moved }: { rank: number; moved: number }): WaitRange {
  const uncertain = SPREAD * Math.sqrt(1 / (moved + UNSEEN_MOVES) + 1 / (rank + UNSEEN_MOVES));
  return { from: estimate / (1 + uncertain), to: estimate * (1 + uncertain) };
}

const MINUTE = 60;
const HOUR = 3_600;

export interface RangeWords {
  soon: string;
  minutes: (from: number, to: number) => string;
  hours: (from: string, to: string) => string;
  underMinutes: (to: number) => string;
}

/** The range as one says it: nobody is helped by seconds. */
export function rangeInWords({ from, to }: WaitRange, say: RangeWords): string {
  if (to <= MINUTE) return say.soon;
  if (to < 2 * HOUR) {
    const [first, last] = [Math.floor(from / MINUTE), rounded(Math.ceil(to / MINUTE))];
    return first < 1 ? say.underMinutes(last) : say.minutes(rounded(first), Math.max(last, first));
  }
  const halves = (seconds: number) => String(Math.round((seconds / HOUR) * 2) / 2);
  return say.hours(halves(from), halves(to));
}

/** Past a quarter of an hour, in steps of five minutes. */
const rounded = (minutes: number): number => (minutes < 15 ? minutes : Math.round(minutes / 5) * 5);
