import { instantAt, localTime, offsetAt } from '../../../src/contract/venue-time.ts';

export { instantAt, localTime };

const DAY_MS = 86_400_000;

/** What is odd about a time at a place: its clocks never show it, or show it twice. */
export type OddTime = { how: 'never'; instead: string } | { how: 'twice' } | null;

export function oddTime(local: string, timeZone: string): OddTime {
  const instant = instantAt(local, timeZone);
  if (instant === null) return null;
  const shown = localTime(instant, timeZone);
  if (shown !== local.slice(0, 16)) return { how: 'never', instead: shown.slice(11) };
  const asIfUtc = Date.parse(`${local}Z`);
  const earlier = asIfUtc - offsetAt(asIfUtc - DAY_MS, timeZone);
  const isTwice = earlier !== Date.parse(instant) && offsetAt(earlier, timeZone) === asIfUtc - earlier;
  return isTwice ? { how: 'twice' } : null;
}

/** The zones that the service knows by their names in the IANA database, as this browser knows them. */
export const TIME_ZONES: readonly string[] = [
  ...new Set([
    'Asia/Seoul',
    'UTC',
    ...Intl.supportedValuesOf('timeZone').filter((zone) => zone.includes('/')),
  ]),
];
