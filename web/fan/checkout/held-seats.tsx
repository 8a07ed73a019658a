import './held-seats.css';
import { useSignal } from '@preact/signals';
import { ConfirmDialog } from '../../kit/dialog.tsx';
import { format, money } from '../../kit/format.ts';
import { Icon } from '../../kit/icon.tsx';
import { Refused, UnderWay } from '../frame/under-way.tsx';
import { hrefs } from '../route.ts';
import { seatName, seatNames } from '../seats/seat-names.ts';
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
  /** The seats that are to be given back, while it is asked whether that is meant. */
  const asked = useSignal<Reservation['seats'] | null>(null);
  /** The label has the text in it, so that whoever speaks to the page may say what they see. */
  const giveBack = (seats: Reservation['seats'], text: string, label: string) => (
    <button
      type="button"
      class="plain"
      aria-label={label}
      aria-disabled={releasing}
      onClick={() => {
        if (!releasing) asked.value = seats;
      }}
    >
      {text}
    </button>
  );
  const { seats } = reservation;
  const close = () => {
    asked.value = null;
  };
  return (
    <li class="held-seats-reservation">
      <p class="faint">
        {format.value.day(reservation.date)}
        {startsAt !== undefined && ` · ${format.value.timeAt(startsAt, concert.timeZone)}`}
      </p>
      <ul>
        {seats.map((seat) => (
          <li key={seat.number} class="held-seats-seat">
            <span class="strong">{seatName(seat)}</span>
            {seats.length > 1 && giveBack([seat], say.giveBack, say.giveBackSeat(seatNames([seat])))}
          </li>
        ))}
      </ul>
      <div class="held-seats-sum">
        <p class="strong numerals">{money.value(reservation.amount)}</p>
        {releasing ? (
          <p class="faint">{say.givingBack}</p>
        ) : seats.length > 1 ? (
          giveBack(seats, say.giveBackAll, `${say.giveBackAll}: ${seatNames(seats)}`)
        ) : (
          giveBack(seats, say.giveBack, say.giveBackSeat(seatNames(seats)))
        )}
      </div>
      <UnderWay slot={slot} />
      {outcome?.ok === false && <Refused problem={outcome.problem} />}
      {asked.value !== null && (
        <ConfirmDialog
          title={say.giveBackTitle(asked.value.length)}
          stay={say.giveBackStay}
          go={say.giveBackDo}
          close={close}
          confirm={async () => {
            const given = asked.value ?? [];
            close();
            release(
              reservation,
              given.map(({ number }) => number),
            );
            return null;
          }}
        >
          <p class="strong">{seatNames(asked.value)}</p>
          <p>{say.giveBackText}</p>
        </ConfirmDialog>
      )}
    </li>
  );
}
