import './ring.css';
import { useComputed } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { format } from '../../kit/format.ts';
import { secondsUntil } from '../service/server-clock.ts';

const AROUND = 2 * Math.PI * 52;
const SOON_SECONDS = 60;

/** The time that is left as a ring that runs out, and as figures. */
export function Ring({ until, seconds, label }: { until: string; seconds: number; label: string }) {
  const left = useComputed(() => secondsUntil(until));
  const clock = useComputed(() => format.value.clock(left.value));
  const gone = useComputed(() => AROUND * (1 - Math.min(left.value / seconds, 1)));
  const soon = useComputed(() => (left.value <= SOON_SECONDS ? 'ring ring-soon' : 'ring'));
  const svg = useRef<SVGSVGElement>(null);
  return (
    <div class={soon} role="timer" aria-label={label}>
      <svg ref={svg} viewBox="0 0 120 120" aria-hidden="true">
        <circle class="ring-ground" cx="60" cy="60" r="52" />
        <circle class="ring-left" cx="60" cy="60" r="52" stroke-dasharray={AROUND} stroke-dashoffset={gone} />
      </svg>
      <span class="ring-clock numerals" data-testid="hold-clock">
        {clock}
      </span>
    </div>
  );
}
