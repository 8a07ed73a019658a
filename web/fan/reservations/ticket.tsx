import './ticket.css';
import { format, money } from '../../kit/format.ts';
import type { Loaded } from '../../kit/loaded.ts';
import { Poster } from '../concerts/poster.tsx';
import { seatsOf } from '../seats/seat-names.ts';
import type { Concert } from '../state/concerts.ts';
import type { Reservation } from '../state/reservations.ts';
import { words } from '../words/words.ts';

/** What one has paid for, as one would show it at the door. */
export function Ticket({ reservation, concert }: { reservation: Reservation; concert: Loaded<Concert> }) {
  const { ticket: say } = words.value;
  const { concertId, date, amount, reservationId } = reservation;
  const known = concert.state === 'here' ? concert.value : null;
  const startsAt = known?.dates.find((one) => one.date === date)?.startsAt;
  const when = [
    format.value.day(date),
    startsAt === undefined || known === null ? '' : format.value.timeAt(startsAt, known.timeZone),
  ];
  return (
    <article class="ticket card">
      <Poster concertId={concertId} />
      <div class="ticket-words">
        <p class="eyebrow">{say.admit}</p>
        <h1>{known?.title ?? '…'}</h1>
        <dl>
          <div>
            <dt>{say.when}</dt>
            <dd>{when.filter(Boolean).join(' · ')}</dd>
          </div>
          {known !== null && known.venue !== null && (
            <div>
              <dt>{say.where}</dt>
              <dd>{known.venue}</dd>
            </div>
          )}
          <div>
            <dt>{say.seats}</dt>
            <dd class="ticket-seats">{seatsOf([reservation])}</dd>
          </div>
          <div>
            <dt>{say.price}</dt>
            <dd class="numerals">{money.value(amount)}</dd>
          </div>
        </dl>
      </div>
      <p class="ticket-stub">
        <span class="faint">{say.number}</span>
        <span class="ticket-number">{reservationId}</span>
      </p>
    </article>
  );
}
