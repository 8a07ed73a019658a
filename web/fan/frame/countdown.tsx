import { useComputed } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { announce } from '../../kit/announcer.tsx';
import { format } from '../../kit/format.ts';
import { secondsUntil } from '../service/server-clock.ts';

/** The time that is left, by the server's clock. */
export function Countdown({ until }: { until: string }) {
  const clock = useComputed(() => format.value.clock(secondsUntil(until)));
  return (
    <span class="numerals" role="timer">
      {clock}
    </span>
  );
}

/** When the time that is left is said to whoever does not see it. */
const SAID_AT_SECONDS = [300, 120, 60, 30, 10];

export function useSaidCountdown(until: string | undefined, say: (left: string) => string): void {
  const seconds = useComputed(() => (until === undefined ? null : secondsUntil(until)));
  const left = seconds.value;
  useEffect(() => {
    if (left !== null && SAID_AT_SECONDS.includes(left)) {
      announce(say(format.value.spoken(left)), left <= 30 ? 'urgent' : 'polite');
    }
  }, [left]);
}
