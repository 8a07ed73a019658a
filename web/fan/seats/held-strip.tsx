import { Countdown } from '../frame/countdown.tsx';
import { Strip } from '../frame/strip.tsx';
import { hrefs } from '../route.ts';
import { heldIn } from '../state/reservations.ts';
import { words } from '../words/words.ts';

/** Seats are waiting to be paid for: it must not be forgotten while one looks at others. */
export function HeldStrip({ concertId }: { concertId: string }) {
  const { turn: say } = words.value;
  const held = heldIn(concertId);
  const [first] = held.map(({ expiresAt }) => expiresAt).sort();
  if (first === undefined) return null;
  const seats = held.reduce((sum, { seatNumbers }) => sum + seatNumbers.length, 0);
  return (
    <Strip
      icon="clock"
      tone="good"
      actions={
        <a class="button primary" href={hrefs.checkout(concertId)}>
          {say.payNow}
        </a>
      }
    >
      <strong>{say.holding(seats)}</strong> · <Countdown until={first} />
    </Strip>
  );
}
