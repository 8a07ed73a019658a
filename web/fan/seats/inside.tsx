import './inside.css';
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { announce } from '../../kit/announcer.tsx';
import { format } from '../../kit/format.ts';
import { after, type Loaded } from '../../kit/loaded.ts';
import { Meter } from '../../kit/meter.tsx';
import { PageHead, usePageTitle } from '../../kit/page-head.tsx';
import { StateCard } from '../../kit/state-card.tsx';
import { AvailabilityBadge } from '../concerts/availability.tsx';
import { AskedFor } from '../frame/asked-for.tsx';
import { hrefs } from '../route.ts';
import { keepAsking } from '../service/connection.ts';
import { secondsUntil } from '../service/server-clock.ts';
import { askForDates, type BookableDate, type Concert } from '../state/concerts.ts';
import { admittedHere, type Place } from '../state/places.ts';
import { Leave } from '../waiting-room/leave.tsx';
import { words } from '../words/words.ts';
import { TimeInside } from './time-inside.tsx';

/** It is the fan's turn: which date is it to be? */
export function Inside({ concert, place }: { concert: Concert; place: Place }) {
  const { concertId } = concert;
  const { turn: say, title } = words.value;
  const dates = useSignal<Loaded<{ dates: BookableDate[] }>>({ state: 'loading' });
  const heading = useRef<HTMLHeadingElement>(null);
  const justNow = admittedHere.value[concertId] === true;
  const ask = async () => {
    dates.value = after(dates.value, await askForDates(concertId));
  };
  usePageTitle(justNow ? `● ${title.yourTurn}` : concert.title);
  useEffect(() => keepAsking(ask, { pollMs: 4_000, checkMs: 6_000 }), [concertId]);
  useEffect(() => {
    if (!justNow || place.expiresAt === undefined) return;
    heading.current?.focus();
    announce(`${say.eyebrow}. ${say.text(format.value.spoken(secondsUntil(place.expiresAt)))}`, 'urgent');
  }, [justNow, place.expiresAt === undefined]);
  return (
    <>
      <PageHead eyebrow={say.eyebrow} title={concert.title} heading={heading}>
        <TimeInside place={place} />
      </PageHead>
      <AskedFor
        loaded={dates.value}
        heading="h2"
        again={() => void ask()}
        unless={{
          NO_AVAILABLE_DATES: () => (
            <StateCard icon="ticket" tone="warn" title={say.soldOut.title} text={say.soldOut.text} />
          ),
        }}
      >
        {(here) => <Dates concert={concert} dates={here.dates} />}
      </AskedFor>
      <div class="inside-leave">
        <Leave
          concertId={concertId}
          say={{
            leave: say.leave,
            title: say.leaveTitle,
            text: say.leaveText,
            stay: say.leaveStay,
            go: say.leaveDo,
          }}
        />
      </div>
    </>
  );
}

function Dates({ concert, dates }: { concert: Concert; dates: BookableDate[] }) {
  const { turn: say, concert: sayConcert } = words.value;
  const announced = new Map(concert.dates.map((one) => [one.date, one]));
  // A date that is sold out does not vanish: whoever came for it reads so.
  const gone = concert.dates.filter((one) => !one.past && !dates.some(({ date }) => date === one.date));
  return (
    <section class="inside-dates stack">
      <h2>{say.title}</h2>
      <ul>
        {dates.map(({ date, startsAt, seatsAvailable, seatsTotal, priceFrom }) => {
          const priceTo = announced.get(date)?.priceTo ?? priceFrom;
          return (
            <li key={date}>
              <a class="inside-date card" href={hrefs.seats(concert.concertId, date)}>
                <span class="inside-day">{format.value.day(date)}</span>
                <span class="faint">
                  {sayConcert.startsAt(format.value.timeAt(startsAt, concert.timeZone))} ·{' '}
                  {format.value.prices(priceFrom, priceTo)}
                </span>
                <span class="inside-free">
                  <Meter part={seatsAvailable} of={seatsTotal} />
                  <span class="numerals">{say.free(seatsAvailable)}</span>
                </span>
                <span class="inside-choose button primary">{say.choose}</span>
              </a>
            </li>
          );
        })}
        {gone.map(({ date, startsAt }) => (
          <li key={date} class="card inside-date-gone">
            <span class="inside-day">{format.value.day(date)}</span>
            <span class="faint">{sayConcert.startsAt(format.value.timeAt(startsAt, concert.timeZone))}</span>
            <AvailabilityBadge of="NONE" />
          </li>
        ))}
      </ul>
      {dates.length > 0 && dates.every(({ seatsAvailable }) => seatsAvailable === 0) && (
        <p class="faint">{say.allHeld}</p>
      )}
    </section>
  );
}
