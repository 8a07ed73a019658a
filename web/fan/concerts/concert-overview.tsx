import './concert-overview.css';
import { useComputed } from '@preact/signals';
import { format } from '../../kit/format.ts';
import { Icon } from '../../kit/icon.tsx';
import { Notice } from '../../kit/notice.tsx';
import { PageHead } from '../../kit/page-head.tsx';
import { StateCard } from '../../kit/state-card.tsx';
import { Refused, UnderWay } from '../frame/under-way.tsx';
import { hrefs } from '../route.ts';
import { now, secondsUntil } from '../service/server-clock.ts';
import { type Concert, saleState } from '../state/concerts.ts';
import { asked, asSomebody, identityRefused, site } from '../state/identity.ts';
import { endings, isJoining, join, joinSlot, lookedFor, refusalToJoin } from '../state/places.ts';
import { words } from '../words/words.ts';
import { AvailabilityBadge, FreeByPrice } from './availability.tsx';
import { SaleMark } from './concert-card.tsx';
import { EndedPlace } from './ended-place.tsx';
import { Poster } from './poster.tsx';

/** A concert for whoever has no place in its line: what, when, for how much, and the way in. */
export function ConcertOverview({ concert }: { concert: Concert }) {
  const { concert: say } = words.value;
  const ending = endings.value[concert.concertId];
  return (
    <>
      {ending !== undefined && <EndedPlace concert={concert} end={ending} />}
      <Poster concertId={concert.concertId} large />
      <div class="concert-overview">
        <PageHead
          title={concert.title}
          badges={<SaleMark concert={concert} />}
          lead={
            concert.venue !== null && (
              <span>
                <Icon name="pin" /> {concert.venue}
              </span>
            )
          }
        />
        <Dates concert={concert} />
        <section class="card concert-overview-sale stack" aria-label={say.sale}>
          <Sale concert={concert} />
          <ul class="concert-overview-rules faint">
            <li>
              <Icon name="people" /> {say.fair}
            </li>
            <li>
              <Icon name="ticket" /> {say.limit(concert.seatsPerUser)}
            </li>
            <li>
              <Icon name="clock" /> {say.holdTime(format.value.spoken(concert.holdSeconds))}
            </li>
          </ul>
        </section>
      </div>
    </>
  );
}

function Dates({ concert }: { concert: Concert }) {
  const { concert: say } = words.value;
  const open = concert.waitingRoom.protects === 'booking';
  return (
    <section class="concert-overview-dates stack">
      <h2>{say.dates}</h2>
      <ul class="stack">
        {concert.dates.map((one) => {
          const { date, startsAt, seatsTotal, priceFrom, priceTo, availability } = one;
          const past = Date.parse(startsAt) <= now.peek();
          return (
            <li key={date} class={`card ${past ? 'concert-overview-past' : ''}`}>
              <div>
                <p class="concert-overview-day strong">{format.value.day(date)}</p>
                <p class="faint">
                  {past ? say.pastDate : say.startsAt(format.value.timeAt(startsAt, concert.timeZone))} ·{' '}
                  {say.seats(seatsTotal)}
                </p>
              </div>
              <p class="strong">{format.value.prices(priceFrom, priceTo)}</p>
              {!past && <AvailabilityBadge of={availability} />}
              {!past && priceFrom !== priceTo && <FreeByPrice date={one} />}
              {open && !past && (
                <a class="button" href={hrefs.seats(concert.concertId, date)}>
                  {say.browse}
                </a>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Sale({ concert }: { concert: Concert }) {
  const state = useComputed(() => saleState(concert)).value;
  const { concert: say } = words.value;
  if (state === 'closed') return <Closed {...say.closed} />;
  if (state === 'over') return <Closed {...say.over} />;
  if (state === 'not open')
    return <Opening opensAt={concert.saleOpensAt ?? ''} timeZone={concert.timeZone} />;
  if (concert.sale.state === 'SOLD_OUT') return <Closed {...words.value.soldOutNow} />;
  return <Door concert={concert} />;
}

const Closed = ({ title, text }: { title: string; text: string }) => (
  <div class="stack">
    <h2>{title}</h2>
    <p class="faint">{text}</p>
  </div>
);

/** Counts down to the opening, by the server's clock. */
function Opening({ opensAt, timeZone }: { opensAt: string; timeZone: string }) {
  const { concert: say } = words.value;
  const left = useComputed(() => secondsUntil(opensAt)).value;
  return (
    <div class="stack">
      <h2>{say.opensIn}</h2>
      <p class="concert-overview-clock display" role="timer">
        {left >= 86_400 ? format.value.spoken(left) : format.value.clock(left)}
      </p>
      <p class="faint">{say.opensAt(format.value.momentAt(opensAt, timeZone))}</p>
      <p>{say.opensSoon}</p>
    </div>
  );
}

/**
 * Whether whoever joins now may still be waiting when the place of somebody who went away is given up. Nobody has
 * measured the wait of a place that is not taken: it is reckoned from the rate, or from visits of full length.
 */
function longerThanKept({ waitingRoom }: Concert): boolean {
  const { waiting, capacity, admitPerMinute, activeSeconds, waitingSeconds } = waitingRoom;
  const byVisits = (waiting / capacity) * activeSeconds;
  const byRate = admitPerMinute === null ? 0 : (waiting / admitPerMinute) * 60;
  return Math.max(byVisits, byRate) > waitingSeconds;
}

function Door({ concert }: { concert: Concert }) {
  const { concertId, waitingRoom, saleClosesAt } = concert;
  const { concert: say, who } = words.value;
  const joining = isJoining(concertId);
  const refusal = refusalToJoin(concertId);
  const looked = lookedFor.value[concertId];
  const inShop = site.value?.identity === 'jwt';
  const free = waitingRoom.waiting === 0 && waitingRoom.active < waitingRoom.capacity && !waitingRoom.paused;
  const [title, text] = inShop
    ? [who.fromShop.title, who.refused.jwt]
    : [who.refused.title, who.refused.trust];
  return (
    <div class="concert-overview-door stack">
      <h2>{free ? say.openNow : say.waitingNow(waitingRoom.waiting)}</h2>
      <p class="faint">
        {waitingRoom.paused ? say.paused : free ? say.nobodyWaits : ''}{' '}
        {saleClosesAt !== null && say.closesAt(format.value.momentAt(saleClosesAt, concert.timeZone))}
      </p>
      {looked === 'looking' && (
        <Notice icon="search" spoken>
          {say.lookingForPlace}
        </Notice>
      )}
      {looked === 'not found' && (
        <StateCard icon="people" title={say.placeElsewhere.title} text={say.placeElsewhere.text} />
      )}
      {identityRefused.value && (
        <Notice
          icon="person"
          tone="warn"
          title={title}
          actions={
            !inShop && (
              <button type="button" onClick={() => (asked.value = { next: () => join(concertId) })}>
                {who.refused.choose}
              </button>
            )
          }
        >
          {text}
        </Notice>
      )}
      {refusal !== null && refusal.code !== 'TOKEN_ALREADY_ACTIVE' && (
        <Refused problem={refusal} sentences={say.refusals} />
      )}
      {longerThanKept(concert) && (
        <Notice icon="clock" tone="warn">
          {say.mayBeLonger(format.value.spoken(waitingRoom.waitingSeconds))}
        </Notice>
      )}
      <button
        type="button"
        class="primary big wide"
        aria-disabled={joining !== undefined || looked === 'looking'}
        onClick={() => asSomebody(() => join(concertId))}
      >
        {joining !== undefined ? say.joining : free ? say.enter : say.join}
      </button>
      <UnderWay slot={joinSlot(concertId)} />
    </div>
  );
}
