import { Badge } from '../../kit/badge.tsx';
import { format, money } from '../../kit/format.ts';
import type { AnnouncedDate, Concert } from '../state/concerts.ts';
import { words } from '../words/words.ts';

const TONES = { MANY: 'good', FEW: 'warn', NONE: 'plain' } as const;

/** How much is still free, in a word. */
export const AvailabilityBadge = ({ of }: { of: Concert['sale']['availability'] }) => (
  <Badge tone={TONES[of]}>{words.value.availability[of]}</Badge>
);

/** What is free of a date, price by price. */
export function FreeByPrice({ date: { prices } }: { date: AnnouncedDate }) {
  const { turn: say, availability } = words.value;
  return (
    <ul class="small faint">
      {prices.map(({ price, seatsFree }) => (
        <li key={price}>
          <span class="numerals">{money.value(price)}</span> ·{' '}
          {seatsFree === 0 ? availability.NONE : say.seatsFree(format.value.whole(seatsFree))}
        </li>
      ))}
    </ul>
  );
}
