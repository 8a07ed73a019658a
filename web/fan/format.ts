import { computed } from '@preact/signals';
import { language, money } from '../shared/language.ts';
import { words } from './words/words.ts';

const LOCALES = { ko: 'ko-KR', en: 'en-GB' } as const;

/** Figures, times and seats as the reader writes them. */
export const format = computed(() => {
  const locale = LOCALES[language.value];
  const whole = new Intl.NumberFormat(locale);
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeZone: 'UTC' });
  const shortDay = new Intl.DateTimeFormat(locale, {
    month: 'short',
    day: 'numeric',
    weekday: 'short',
    timeZone: 'UTC',
  });
  const year = new Intl.DateTimeFormat(locale, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    timeZone: 'UTC',
  });
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'short' });
  const moment = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  const calendar = (date: string) => new Date(`${date}T00:00:00Z`);
  return {
    whole: (value: number) => whole.format(value),
    /** Calendar dates at the venue. */
    day: (date: string) => day.format(calendar(date)),
    shortDay: (date: string) => shortDay.format(calendar(date)),
    period: (from: string, to: string) =>
      from === to ? year.format(calendar(from)) : year.formatRange(calendar(from), calendar(to)),
    /** By the venue's clock. */
    timeAt: (instant: string, timeZone: string) =>
      new Intl.DateTimeFormat(locale, { timeStyle: 'short', timeZone }).format(new Date(instant)),
    /** By the reader's clock. */
    time: (instant: string | number) => time.format(new Date(instant)),
    moment: (instant: string | number) => moment.format(new Date(instant)),
    /** `4:05`, `1:04:05`. */
    clock: (seconds: number) => {
      const two = (value: number) => String(value).padStart(2, '0');
      const [hours, minutes, rest] = [
        Math.floor(seconds / 3_600),
        Math.floor(seconds / 60) % 60,
        seconds % 60,
      ];
      return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
    },
    /** As one says it. */
    spoken: (seconds: number) => words.value.duration(seconds),
    prices: (from: number, to: number) =>
      from === to ? money.value(from) : words.value.fromTo(money.value(from), money.value(to)),
    seat: ({
      number,
      section,
      row,
    }: {
      number: number;
      section?: string | undefined;
      row?: string | undefined;
    }) => words.value.seat.name({ number, section, row }),
  };
});
