import './reservation-card.css';
import { useEffect } from 'preact/hooks';
import { format, money } from '../../kit/format.ts';
import { Icon, type IconName } from '../../kit/icon.tsx';
import { Countdown } from '../frame/countdown.tsx';
import { hrefs } from '../route.ts';
import { seatsOf } from '../seats/seat-names.ts';
import { askForConcert, concertOf } from '../state/concerts.ts';
import type { Reservation } from '../state/reservations.ts';
import { words } from '../words/words.ts';

const ICONS: Record<Reservation['status'], IconName> = {
  HELD: 'clock',
  CONFIRMED: 'check',
  RELEASED: 'close',
  EXPIRED: 'clock',
  CANCELLED: 'close',
};

/** One reservation among others. */
export function ReservationCard({ reservation }: { reservation: Reservation }) {
  const { reservations: say } = words.value;
  const { concertId, reservationId, status, date, amount, expiresAt, endReason, endNote } = reservation;
  const concert = concertOf(concertId);
  useEffect(() => {
    if (concertOf(concertId).state === 'loading') void askForConcert(concertId);
  }, [concertId]);
  return (
    <article class={`card row reservation-card reservation-card-${status}`}>
      <p class="reservation-card-status">
        <Icon name={ICONS[status]} />{' '}
        {endReason === null ? say.status[status] : words.value.holdEnded[endReason].title}
        {status === 'HELD' && (
          <>
            {' · '}
            <Countdown until={expiresAt} />
          </>
        )}
      </p>
      <div class="reservation-card-what">
        <h3>{concert.state === 'here' ? concert.value.title : '…'}</h3>
        <p class="faint">{format.value.day(date)}</p>
        <p>
          {seatsOf([reservation])} · <span class="numerals">{money.value(amount)}</span>
        </p>
        {endReason === 'operator' && (
          <p class="small">{words.value.holdEnded.operator.text(seatsOf([reservation]))}</p>
        )}
        {endNote !== null && <p class="small">{words.value.holdEndedNote(endNote)}</p>}
      </div>
      {status === 'HELD' && (
        <a class="button primary" href={hrefs.checkout(concertId)}>
          {say.payNow}
        </a>
      )}
      {status === 'CONFIRMED' && (
        <a class="button" href={hrefs.reservation(reservationId)}>
          {say.open}
        </a>
      )}
    </article>
  );
}
