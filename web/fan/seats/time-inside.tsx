import './inside.css';
import { Countdown } from '../frame/countdown.tsx';
import type { Place } from '../state/places.ts';
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
