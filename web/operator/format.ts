import { computed } from '@preact/signals';
import { language } from '../shared/language.ts';
import { words } from './words/words.ts';

const LOCALES = { ko: 'ko-KR', en: 'en-GB' } as const;

/** Figures and times as the reader writes them. Times are those of the reader's own clock unless a zone is named. */
export const format = computed(() => {
  const locale = LOCALES[language.value];
  const { duration } = words.value;
  const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const tenths = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const share = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  const compact = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 });
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'medium', hourCycle: 'h23' });
  const shortTime = new Intl.DateTimeFormat(locale, { timeStyle: 'short', hourCycle: 'h23' });
  const moment = new Intl.DateTimeFormat(locale, {
    dateStyle: 'medium',
    timeStyle: 'medium',
    hourCycle: 'h23',
  });
  return {
    whole: (value: number) => whole.format(value),
    /** Small figures need their tenths, large ones only hide behind them. */
    rate: (value: number) => (value < 10 ? tenths : whole).format(value),
    compact: (value: number) => compact.format(value),
    share: (part: number, of: number) => share.format(of === 0 ? 0 : part / of),
    time: (at: string | number) => time.format(new Date(at)),
    shortTime: (at: string | number) => shortTime.format(new Date(at)),
    moment: (at: string | number) => moment.format(new Date(at)),
    momentIn: (at: string | number, timeZone: string) =>
      new Intl.DateTimeFormat(locale, {
        dateStyle: 'medium',
        timeStyle: 'short',
        hourCycle: 'h23',
        timeZone,
      }).format(new Date(at)),
    day: (date: string) =>
      new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(
        new Date(`${date}T00:00:00Z`),
      ),
    duration: (seconds: number) => {
      const rounded = Math.round(seconds);
      const hours = Math.floor(rounded / 3_600);
      const minutes = Math.floor((rounded % 3_600) / 60);
      const rest = rounded % 60;
      const parts = [
        hours > 0 ? duration.hours(hours) : '',
        minutes > 0 ? duration.minutes(minutes) : '',
        (rest > 0 && hours === 0) || rounded === 0 ? duration.seconds(rest) : '',
      ];
      return parts.filter((part) => part !== '').join(' ');
    },
    milliseconds: (value: number) =>
      value < 10 ? `${tenths.format(value)} ms` : `${whole.format(value)} ms`,
  };
});
