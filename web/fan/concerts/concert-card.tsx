import './concert-card.css';
import { useComputed } from '@preact/signals';
import { Badge } from '../../kit/badge.tsx';
import { format } from '../../kit/format.ts';
import { Icon } from '../../kit/icon.tsx';
import { hrefs } from '../route.ts';
import { secondsUntil } from '../service/server-clock.ts';
import { type Concert, saleState } from '../state/concerts.ts';
import { places, placesHeld } from '../state/places.ts';
import { heldIn } from '../state/reservations.ts';
import { words } from '../words/words.ts';
import { AvailabilityBadge } from './availability.tsx';
import { Poster } from './poster.tsx';

/** One concert among others: all of it is the link. */
export function ConcertCard({ concert }: { concert: Concert }) {
  const { dates } = concert;
  const [first, last] = [dates[0], dates.at(-1)];
  const prices = dates.flatMap(({ priceFrom, priceTo }) => [priceFrom, priceTo]);
  return (
    <a class="concert-card card" href={hrefs.concert(concert.concertId)}>
      <Poster concertId={concert.concertId} />
      <span class="concert-card-words">
        <span class="concert-card-title">{concert.title}</span>
        {concert.venue !== null && (
          <span class="faint">
            <Icon name="pin" /> {concert.venue}
          </span>
        )}
        {first !== undefined && last !== undefined && (
          <span class="faint">
            <Icon name="calendar" /> {format.value.period(first.date, last.date)}
          </span>
        )}
        <span class="concert-card-foot">
          <SaleMark concert={concert} />
          {prices.length > 0 && (
            <span class="strong">{format.value.prices(Math.min(...prices), Math.max(...prices))}</span>
          )}
        </span>
        <OwnPlace concert={concert} />
      </span>
    </a>
  );
}

/** Where the fan stands here, or how many others wait. */
function OwnPlace({ concert: { concertId, waitingRoom } }: { concert: Concert }) {
  const { concerts: say, turn } = words.value;
  const seats = heldIn(concertId).reduce((sum, { seatNumbers }) => sum + seatNumbers.length, 0);
  const status = placesHeld.value.includes(concertId) ? (places.value[concertId]?.status ?? 'unknown') : null;
  const own =
    seats > 0
      ? ({ icon: 'clock', text: turn.holding(seats) } as const)
      : status === 'ACTIVE'
        ? ({ icon: 'bell', text: say.youAreInside } as const)
        : status === 'WAITING'
          ? ({ icon: 'people', text: say.youAreInLine } as const)
          : null;
  if (own !== null) {
    return (
      <span class="concert-card-own strong">
        <Icon name={own.icon} /> {own.text}
      </span>
    );
  }
  if (status !== null || waitingRoom.waiting === 0) return null;
  return (
    <span class="faint">
      <Icon name="people" /> {say.waiting(format.value.whole(waitingRoom.waiting))}
    </span>
  );
}

/** Whether tickets are on sale, in one word. */
export function SaleMark({ concert }: { concert: Concert }) {
  const { concerts: say } = words.value;
  const state = useComputed(() => saleState(concert)).value;
  const left = useComputed(() => {
    const seconds = concert.saleOpensAt === null ? 0 : secondsUntil(concert.saleOpensAt);
    // Far ahead nobody counts the seconds.
    return seconds > 3_600 ? Math.floor(seconds / 60) * 60 : seconds;
  }).value;
  if (state === 'open' && concert.sale.availability !== 'MANY') {
    return <AvailabilityBadge of={concert.sale.availability} />;
  }
  const word = {
    open: say.open,
    'not open': say.opensIn(format.value.spoken(left)),
    closed: say.closed,
    over: say.over,
  }[state];
  return <Badge tone={state === 'open' ? 'good' : state === 'not open' ? 'calm' : 'plain'}>{word}</Badge>;
}
