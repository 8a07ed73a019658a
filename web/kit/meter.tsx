import './meter.css';

interface MeterProps {
  part: number;
  /** Shown behind the first part, hatched. */
  second?: number;
  of: number;
}

/** A bar beside figures that say the same; nobody has to read it. */
export function Meter({ part, second = 0, of }: MeterProps) {
  const width = (value: number) => `${of === 0 ? 0 : Math.min(100, (value / of) * 100)}%`;
  return (
    <span class="meter" aria-hidden="true">
      <span class="meter-part" style={{ width: width(part) }} />
      <span class="meter-second" style={{ width: width(second) }} />
    </span>
  );
}
