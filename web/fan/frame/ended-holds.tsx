import { Notice } from '../../kit/notice.tsx';
import { hrefs, route } from '../route.ts';
import { seatsOf } from '../seats/seat-names.ts';
import { endedHolds, forgetEndedHold } from '../state/ended-holds.ts';
import { reservations } from '../state/reservations.ts';
import { words } from '../words/words.ts';

/** Seats are not held any more though their fan has not given them back: what happened and why, wherever they are. */
export function EndedHolds() {
  const { close, holdEnded, holdEndedNote, nav } = words.value;
  const list = reservations.value.state === 'here' ? reservations.value.value.reservations : [];
  return (
    <>
      {endedHolds.value.map(({ reservationId, reason, note, seatNumbers }) => {
        const reservation = list.find((one) => one.reservationId === reservationId);
        // The page on which they were to be paid tells the same at large.
        const at = route.value;
        if (at.at === 'checkout' && (reservation === undefined || at.concertId === reservation.concertId)) {
          return null;
        }
        const { title, text } = holdEnded[reason];
        const names =
          reservation === undefined
            ? seatNumbers.map((number) => words.value.seat.name({ number })).join(', ')
            : seatsOf([reservation]);
        return (
          <Notice
            key={reservationId}
            icon="clock"
            tone="warn"
            title={title}
            actions={
              <>
                {at.at !== 'reservations' && (
                  <a class="button" href={hrefs.reservations}>
                    {nav.reservations}
                  </a>
                )}
                <button type="button" class="plain" onClick={() => forgetEndedHold(reservationId)}>
                  {close}
                </button>
              </>
            }
          >
            <p>{text(names)}</p>
            {note !== null && <p>{holdEndedNote(note)}</p>}
          </Notice>
        );
      })}
    </>
  );
}
