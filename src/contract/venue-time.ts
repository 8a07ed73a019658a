/**
 * The clocks of a venue. One rule for local times that do not exist or exist twice, for the service and the pages alike:
 * what is shown twice, when clocks are put back, is the later one; what is never shown, when they are put forward, is as
 * late after the change as it would have been. PostgreSQL goes by the same rule.
 */

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** A show that goes by the evening before may begin until then. */
const NIGHT_ENDS_HOUR = 6;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatFor(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const parts = {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  } as const;
  const format = new Intl.DateTimeFormat('en-CA', {
    ...parts,
    second: '2-digit',
    hourCycle: 'h23',
    timeZone,
  });
  formats.set(timeZone, format);
  return format;
}

/** What the clocks of the zone show, as if it were UTC. */
function shownAt(instant: number, timeZone: string): number {
  const parts = formatFor(timeZone).formatToParts(instant);
  const of = (type: string) => parts.find((part) => part.type === type)?.value ?? '0';
  const day = `${of('year').padStart(4, '0')}-${of('month')}-${of('day')}`;
  return Date.parse(`${day}T${of('hour')}:${of('minute')}:${of('second')}Z`);
}

/** How far the clocks of a zone are from UTC, in milliseconds. */
export const offsetAt = (instant: number, timeZone: string) =>
  shownAt(instant, timeZone) - Math.floor(instant / 1_000) * 1_000;

/** The time on the clocks of a zone, written as `<input type="datetime-local">` does: `2026-12-24T19:00`. */
export const localTime = (instant: string, timeZone: string): string =>
  new Date(shownAt(Date.parse(instant), timeZone)).toISOString().slice(0, 16);

/** The instant at which the clocks of a zone show this; null when it is no time. */
export function instantAt(local: string, timeZone: string): string | null {
  const asIfUtc = Date.parse(`${local}Z`);
  if (Number.isNaN(asIfUtc)) return null;
  const before = offsetAt(asIfUtc - DAY_MS, timeZone);
  const after = offsetAt(asIfUtc + DAY_MS, timeZone);
  const exists = (offset: number) => offsetAt(asIfUtc - offset, timeZone) === offset;
  return new Date(asIfUtc - (exists(after) ? after : before)).toISOString();
}

/** Whether what begins then belongs to that date at the venue: it does until six in the morning after. */
export function beginsOn(date: string, startsAt: string, timeZone: string): boolean {
  const shown = shownAt(Date.parse(startsAt), timeZone) - Date.parse(`${date}T00:00Z`);
  return shown >= 0 && shown < DAY_MS + NIGHT_ENDS_HOUR * HOUR_MS;
}
