/** The zones that the service knows by their names in the IANA database, as this browser knows them. */
export const TIME_ZONES: readonly string[] = [
  ...new Set([
    'Asia/Seoul',
    'UTC',
    ...Intl.supportedValuesOf('timeZone').filter((zone) => zone.includes('/')),
  ]),
];
