import { useComputed } from '@preact/signals';
import { format } from '../../kit/format.ts';
import { Notice } from '../../kit/notice.tsx';
import { Refused, UnderWay } from '../frame/under-way.tsx';
import { secondsUntil } from '../service/server-clock.ts';
import { outcomes, underWay } from '../service/writes.ts';
import type { Concert } from '../state/concerts.ts';
import { extend, extendSlot, type Reservation } from '../state/reservations.ts';
import { words } from '../words/words.ts';

const OFFERED_SECONDS = 60;

interface MoreTimeProps {
  concert: Concert;
  /** The hold that ends first. */
  reservation: Reservation;
}

/** In the last minute of a hold, once: somewhat longer, where the concert allows it. */
export function MoreTime({ concert, reservation }: MoreTimeProps) {
  const { moreTime: say } = words.value.checkout;
  const { reservationId, expiresAt, extendable } = reservation;
  const soon = useComputed(() => secondsUntil(expiresAt) <= OFFERED_SECONDS).value;
  const slot = extendSlot(reservationId);
  const extending = underWay.value[slot] !== undefined;
  const outcome = outcomes.value[slot];
  if (outcome?.ok === false) return <Refused problem={outcome.problem} />;
  if (!extending && !(soon && extendable)) return null;
  return (
    <>
      <Notice
        icon="clock"
        tone="warn"
        spoken
        actions={
          <button
            type="button"
            aria-disabled={extending}
            onClick={() => {
              if (!extending) extend(reservation);
            }}
          >
            {extending ? say.extending : say.extend}
          </button>
        }
      >
        {say.text(format.value.spoken(concert.holdExtensionSeconds))}
      </Notice>
      <UnderWay slot={slot} />
    </>
  );
}
