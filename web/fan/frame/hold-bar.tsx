import './hold-bar.css';
import { useEffect } from 'preact/hooks';
import { Icon } from '../../kit/icon.tsx';
import { hrefs, route } from '../route.ts';
import { askForConcert, concertOf } from '../state/concerts.ts';
import { heldNow, type Reservation } from '../state/reservations.ts';
import { words } from '../words/words.ts';
import { Countdown } from './countdown.tsx';

/** Seats wait to be paid for, wherever one is: how many, how long still, and the way to pay. */
export function HoldBar() {
  const at = route.value;
  return (
    <div class="hold-bars">
      {[...heldNow.value]
        .filter(([concertId]) => at.at !== 'checkout' || at.concertId !== concertId)
        .map(([concertId, held]) => (
          <Held key={concertId} concertId={concertId} held={held} />
        ))}
    </div>
  );
}

function Held({ concertId, held }: { concertId: string; held: readonly Reservation[] }) {
  const { turn: say, holdBar } = words.value;
  const concert = concertOf(concertId);
  const seats = held.reduce((sum, { seatNumbers }) => sum + seatNumbers.length, 0);
  const until = held.map(({ expiresAt }) => expiresAt).sort()[0] ?? '';
  useEffect(() => {
    if (concertOf(concertId).state === 'loading') void askForConcert(concertId);
  }, [concertId]);
  return (
    <section class="hold-bar tinted tone-good" aria-label={holdBar}>
      <Icon name="clock" />
      <p class="hold-bar-words">
        <strong>{say.holding(seats)}</strong>
        {concert.state === 'here' && <span class="small faint">{concert.value.title}</span>}
      </p>
      <strong class="hold-bar-clock">
        <Countdown until={until} />
      </strong>
      <a class="button primary" href={hrefs.checkout(concertId)}>
        {say.payNow}
      </a>
    </section>
  );
}
