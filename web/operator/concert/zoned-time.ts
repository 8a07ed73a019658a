const PARTS = {
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
} as const;

/** To make one takes much longer than to read it. */
const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(timeZone: string): Intl.DateTimeFormat {
  const clock = clocks.get(timeZone) ?? new Intl.DateTimeFormat('en-CA', { ...PARTS, timeZone });
  clocks.set(timeZone, clock);
  return clock;
}

/** The time on the clocks of a zone, written as `<input type="datetime-local">` does: `2026-12-24T19:00`. */
export function localTime(instant: string, timeZone: string): string {
  const parts = clockOf(timeZone).formatToParts(new Date(instant));
  const of = (type: string) => parts.find((part) => part.type === type)?.value ?? '';
  return `${of('year')}-${of('month')}-${of('day')}T${of('hour')}:${of('minute')}`;
}

const DAY_MS = 86_400_000;

/** How far the clocks of a zone are from UTC. */
const offsetAt = (instant: number, timeZone: string): number =>
  Date.parse(`${localTime(new Date(instant).toISOString(), timeZone)}Z`) - instant;

/**
 * The instant at which the clocks of a zone show this; null when it is no time. What is shown twice, when clocks are put
 * back, is the later one; what is never shown, when they are put forward, is as late after the change as it would have
 * been. PostgreSQL, which gives a date its usual hour, goes by the same rule.
 */
export function instantAt(local: string, timeZone: string): string | null {
  const asIfUtc = Date.parse(`${local}Z`);
  if (Number.isNaN(asIfUtc)) return null;
  const [before, after] = [asIfUtc - DAY_MS, asIfUtc + DAY_MS].map(
    (instant) => asIfUtc - offsetAt(instant, timeZone),
  ) as [number, number];
  const isShownAt = (instant: number) => offsetAt(instant, timeZone) === asIfUtc - instant;
  return new Date(isShownAt(after) ? after : before).toISOString();
}

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
