import './date-tabs.css';
import { format } from '../../kit/format.ts';
import { hrefs } from '../route.ts';
import type { BookableDate, Concert } from '../state/concerts.ts';
import { words } from '../words/words.ts';

/** The way from one date to another. */
export function DateTabs({
  concert,
  dates,
  here,
}: {
  concert: Concert;
  dates: BookableDate[];
  here: string;
}) {
  const { seats: say, turn } = words.value;
  if (dates.length < 2) return null;
  return (
    <nav class="date-tabs" aria-label={say.otherDates}>
      {dates.map(({ date, seatsAvailable }) => (
        <a
          key={date}
          href={hrefs.seats(concert.concertId, date)}
          aria-current={date === here ? 'page' : undefined}
        >
          <span>{format.value.shortDay(date)}</span>
          <span class="date-tabs-free">{turn.free(seatsAvailable)}</span>
        </a>
      ))}
    </nav>
  );
}
