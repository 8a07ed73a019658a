import './inside.css';
import { Notice } from '../../kit/notice.tsx';
import { Countdown } from '../frame/countdown.tsx';
import { hrefs } from '../route.ts';
import type { Place } from '../state/places.ts';
import { heldIn } from '../state/reservations.ts';
import { words } from '../words/words.ts';

/** How long one may stay. */
export function TimeInside({ place }: { place: Place }) {
  if (place.expiresAt === undefined) return null;
  return (
    <p class="time-inside">
      <span class="faint">{words.value.turn.timeLeft}</span>
      <Countdown until={place.expiresAt} />
    </p>
  );
}

/** Seats are waiting to be paid for: it must not be forgotten while one looks at others. */
export function HeldNotice({ concertId }: { concertId: string }) {
  const { turn: say } = words.value;
  const held = heldIn(concertId);
  const [first] = held.map(({ expiresAt }) => expiresAt).sort();
  if (first === undefined) return null;
  const seats = held.reduce((sum, { seatNumbers }) => sum + seatNumbers.length, 0);
  return (
    <Notice
      icon="clock"
      tone="good"
      actions={
        <a class="button primary" href={hrefs.checkout(concertId)}>
          {say.payNow}
        </a>
      }
    >
      <strong>{say.holding(seats)}</strong> · <Countdown until={first} />
    </Notice>
  );
}
