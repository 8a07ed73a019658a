const PARTS = {
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
} as const;

/** The time on the clocks of a zone, written as `<input type="datetime-local">` does: `2026-12-24T19:00`. */
export function localTime(instant: string, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', { ...PARTS, timeZone }).formatToParts(new Date(instant));
  const of = (type: string) => parts.find((part) => part.type === type)?.value ?? '';
  return `${of('year')}-${of('month')}-${of('day')}T${of('hour')}:${of('minute')}`;
}

/** The instant at which the clocks of a zone show this; null when it is no time. */
export function instantAt(local: string, timeZone: string): string | null {
  const asIfUtc = Date.parse(`${local}Z`);
  if (Number.isNaN(asIfUtc)) return null;
  // The zone's distance from UTC is that of the instant itself, which is known only nearly at first.
  let instant = asIfUtc;
  for (let round = 0; round < 2; round += 1) {
    const shown = Date.parse(`${localTime(new Date(instant).toISOString(), timeZone)}Z`);
    instant += asIfUtc - shown;
  }
  return new Date(instant).toISOString();
}

/** The zones that the service knows by their names in the IANA database, as this browser knows them. */
export const TIME_ZONES: readonly string[] = [
  ...new Set([
    'Asia/Seoul',
    'UTC',
    ...Intl.supportedValuesOf('timeZone').filter((zone) => zone.includes('/')),
  ]),
];
