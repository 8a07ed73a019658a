import { computed } from '@preact/signals';
import { language } from './language.ts';
import { words } from './words/words.ts';

const LOCALES = { ko: 'ko-KR', en: 'en-GB' } as const;
const IN_24_HOURS = { hourCycle: 'h23' } as const;

/** Sums of money. English readers group digits as elsewhere. */
export const money = computed(() => {
  const figure = new Intl.NumberFormat(LOCALES[language.value]);
  return (amount: number) => words.value.money(figure.format(amount));
});

/** Figures, dates and times as the reader writes them. Times are by the reader's own clock unless a zone is named. */
export const format = computed(() => {
  const locale = LOCALES[language.value];
  const figure = (options?: Intl.NumberFormatOptions) => {
    const { format } = new Intl.NumberFormat(locale, options);
    return (value: number) => format(value);
  };
  const instant = (options: Intl.DateTimeFormatOptions) => {
    const { format } = new Intl.DateTimeFormat(locale, options);
    return (at: string | number) => format(new Date(at));
  };
  /** Calendar dates at the venue. */
  const calendar = (options: Intl.DateTimeFormatOptions) => {
    const day = instant({ ...options, timeZone: 'UTC' });
    return (date: string) => day(`${date}T00:00:00Z`);
  };
  const whole = figure({ maximumFractionDigits: 0 });
  const tenths = figure({ maximumFractionDigits: 1 });
  const share = figure({ style: 'percent', maximumFractionDigits: 0 });
  const period = new Intl.DateTimeFormat(locale, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    timeZone: 'UTC',
  });
  /** As people call a zone: by its city or country, in their language. */
  const zoneName = (at: string | number, timeZone?: string) =>
    new Intl.DateTimeFormat(locale, { hour: 'numeric', timeZone, timeZoneName: 'shortGeneric' })
      .formatToParts(new Date(at))
      .find(({ type }) => type === 'timeZoneName')?.value ?? '';
  /** The day is said where it is another one. */
  const beside = (told: string, at: string, timeZone: string) => {
    const seen = (options: Intl.DateTimeFormatOptions) => [
      instant({ ...options, timeZone })(at),
      instant(options)(at),
    ];
    const [dayThere, dayHere] = seen({ month: 'short', day: 'numeric' });
    const [timeThere, timeHere] = seen({ timeStyle: 'short' });
    if (dayThere === dayHere && timeThere === timeHere) return told;
    const own = dayThere === dayHere ? timeHere : `${dayHere}, ${timeHere}`;
    return `${told} · ${words.value.ownTime(own ?? '')}`;
  };
  /** Small figures need their tenths, large ones only hide behind them. */
  const rate = (value: number) => (value < 10 ? tenths(value) : whole(value));
  return {
    whole,
    rate,
    compact: figure({ notation: 'compact', maximumFractionDigits: 1 }),
    share: (part: number, of: number) => share(of === 0 ? 0 : part / of),
    milliseconds: (value: number) => `${rate(value)} ms`,
    day: calendar({ dateStyle: 'full' }),
    shortDay: calendar({ month: 'short', day: 'numeric', weekday: 'short' }),
    date: calendar({ dateStyle: 'medium' }),
    period: (from: string, to: string) => period.formatRange(new Date(from), new Date(to)),
    time: instant({ timeStyle: 'short' }),
    timeIn: (at: string, timeZone: string) => instant({ timeStyle: 'short', timeZone })(at),
    /** A time at the venue, with whose it is; the reader's own beside it where their clock shows another. */
    timeAt: (at: string, timeZone: string) => {
      const there = instant({ timeStyle: 'short', timeZone })(at);
      return beside(`${there} (${zoneName(at, timeZone)})`, at, timeZone);
    },
    momentAt: (at: string, timeZone: string) => {
      const there = instant({ dateStyle: 'medium', timeStyle: 'short', timeZone })(at);
      return beside(`${there} (${zoneName(at, timeZone)})`, at, timeZone);
    },
    /** Whose the reader's own times are. */
    ownZone: () => zoneName(Date.now()),
    moment: instant({ dateStyle: 'medium', timeStyle: 'short' }),
    /** For whoever compares with logs: to the second, in 24 hours. */
    exactTime: instant({ timeStyle: 'medium', ...IN_24_HOURS }),
    exactMoment: instant({ dateStyle: 'medium', timeStyle: 'medium', ...IN_24_HOURS }),
    exactMinute: instant({ timeStyle: 'short', ...IN_24_HOURS }),
    /** Likewise a time at the venue, with whose it is. */
    exactMomentIn: (at: string | number, timeZone: string) => {
      const there = instant({ dateStyle: 'medium', timeStyle: 'short', ...IN_24_HOURS, timeZone })(at);
      return `${there} (${zoneName(at, timeZone)})`;
    },
    /** `4:05`, `1:04:05`. */
    clock: (seconds: number) => {
      const [hours, ...rest] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
      const shown = hours > 0 ? [hours, ...rest] : rest;
      return shown.map((part, at) => (at === 0 ? part : String(part).padStart(2, '0'))).join(':');
    },
    spoken: (seconds: number) => lasting(seconds, words.value.spoken),
    duration: (seconds: number) => lasting(Math.round(seconds), words.value.duration),
    prices: (from: number, to: number) =>
      from === to ? money.value(from) : words.value.fromTo(money.value(from), money.value(to)),
  };
});

type InUnits = Record<'hours' | 'minutes' | 'seconds', (count: number) => string> & {
  days?: (count: number) => string;
};

/** What is long is not told to the second, nor what is very long to the minute. */
function lasting(seconds: number, say: InUnits): string {
  const days = say.days === undefined ? 0 : Math.floor(seconds / 86_400);
  const hours = Math.floor(seconds / 3_600) - days * 24;
  const minutes = days > 0 ? 0 : Math.floor(seconds / 60) % 60;
  const rest = days > 0 || hours > 0 ? 0 : Math.floor(seconds % 60);
  const parts = [
    days > 0 ? say.days?.(days) : '',
    hours > 0 ? say.hours(hours) : '',
    minutes > 0 ? say.minutes(minutes) : '',
    rest > 0 ? say.seconds(rest) : '',
  ];
  return parts.filter(Boolean).join(' ') || say.seconds(0);
}
