export const whole = new Intl.NumberFormat('en');
export const many = (count: number, one: string, more: string) =>
  `${whole.format(count)} ${count === 1 ? one : more}`;

/** What both pages say in the same words; the Korean sentences have the same names. */
export const en = {
  skip: 'Skip to the content',
  otherLanguage: '한국어',
  loading: 'Loading…',
  tryAgain: 'Try again',
  more: 'Show more',
  close: 'Close',
  cancel: 'Cancel',
  stage: 'STAGE',
  live: { connecting: 'Connecting…', live: 'Live', offline: 'Offline' },
  money: (figure: string) => `₩${figure}`,
  ownTime: (time: string) => `${time} your time`,
  fromTo: (from: string, to: string) => `${from} – ${to}`,
  /** As one says it. */
  spoken: {
    days: (count: number) => many(count, 'day', 'days'),
    hours: (count: number) => many(count, 'hour', 'hours'),
    minutes: (count: number) => many(count, 'minute', 'minutes'),
    seconds: (count: number) => many(count, 'second', 'seconds'),
  },
  /** As it stands beside figures. */
  duration: {
    hours: (count: number) => `${count} h`,
    minutes: (count: number) => `${count} min`,
    seconds: (count: number) => `${count} s`,
  },
};

export type KitWords = typeof en;
