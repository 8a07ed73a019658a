const firstPauseMs = 250;
const longestPauseMs = 10_000;
/** What lived this long was well, and its next death is the first again. */
const wellAfterMs = 30_000;
const deathsInARow = 5;

/** Told how long something lived, says how long to wait before it is started again: null means give it up. */
export function restartPauses(): (livedMs: number) => number | null {
  let deaths = 0;
  return (livedMs) => {
    deaths = livedMs > wellAfterMs ? 1 : deaths + 1;
    if (deaths === deathsInARow) return null;
    return Math.min(firstPauseMs * 2 ** (deaths - 1), longestPauseMs);
  };
}
