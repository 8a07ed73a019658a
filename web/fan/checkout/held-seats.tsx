import './held-seats.css';
import { format, money } from '../../kit/format.ts';
import { Icon } from '../../kit/icon.tsx';
import { Refused, UnderWay } from '../frame/under-way.tsx';
import { hrefs } from '../route.ts';
import { seatsOf } from '../seats/seat-names.ts';
import { outcomes, underWay } from '../service/writes.ts';
import type { Concert } from '../state/concerts.ts';
import { type Reservation, release, releaseSlot, seatsOwnedIn } from '../state/reservations.ts';
import { words } from '../words/words.ts';

/** What is held, and the way to give it back. */
export function HeldSeats({ concert, held }: { concert: Concert; held: Reservation[] }) {
  const { checkout: say } = words.value;
  return (
    <section class="card held-seats stack">
      <h2>{say.seats}</h2>
      <ul>
        {held.map((reservation) => (
          <HeldSeat key={reservation.reservationId} concert={concert} reservation={reservation} />
        ))}
      </ul>
      {seatsOwnedIn(concert.concertId) < concert.seatsPerUser ? (
        <a class="button plain held-seats-more" href={hrefs.concert(concert.concertId)}>
          <Icon name="plus" /> {say.more}
        </a>
      ) : (
        <p class="small faint">{words.value.seats.limitReached(concert.seatsPerUser)}</p>
      )}
    </section>
  );
}

function HeldSeat({ concert, reservation }: { concert: Concert; reservation: Reservation }) {
  const { checkout: say } = words.value;
  const slot = releaseSlot(reservation.reservationId);
  const releasing = underWay.value[slot] !== undefined;
  const outcome = outcomes.value[slot];
  const startsAt = concert.dates.find(({ date }) => date === reservation.date)?.startsAt;
  const names = seatsOf([reservation]);
  return (
    <li>
      <div class="held-seats-what">
        <p class="strong">{names}</p>
        <p class="faint">
          {format.value.day(reservation.date)}
          {startsAt !== undefined && ` · ${format.value.timeAt(startsAt, concert.timeZone)}`}
        </p>
      </div>
      <p class="strong numerals">{money.value(reservation.amount)}</p>
      <button
        type="button"
        class="plain"
        aria-label={say.giveBackSeat(names)}
        aria-disabled={releasing}
        onClick={() => {
          if (!releasing) release(reservation);
        }}
      >
        {releasing ? say.givingBack : say.giveBack}
      </button>
      <UnderWay slot={slot} />
      {outcome?.ok === false && <Refused problem={outcome.problem} />}
    </li>
  );
}
