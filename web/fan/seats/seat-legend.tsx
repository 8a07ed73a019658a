import './seat-legend.css';
import { money } from '../../kit/format.ts';
import type { Hall } from '../../kit/hall/hall.ts';
import { priceColour } from '../../kit/hall/hall.ts';
import { Icon } from '../../kit/icon.tsx';
import { words } from '../words/words.ts';

interface SeatLegendProps {
  hall: Hall;
  /** Whether the seats are a picture or buttons: the marks look as they do there. */
  drawn: boolean;
  /** Whether any of the seats are the fan's own already. */
  own: boolean;
}

/** What the marks on the map mean, in words. */
export function SeatLegend({ hall, drawn, own }: SeatLegendProps) {
  const { seats: say, seat } = words.value;
  return (
    <ul class={`seat-legend ${drawn ? 'seat-legend-drawn' : ''}`} aria-label={say.legend}>
      {hall.prices.slice(0, 5).map((price, index) => (
        <li key={price}>
          <span class={`seat-legend-mark seat-legend-free seat-colour-${priceColour(hall, price)}`} />
          {index === 4 && hall.prices.length > 5
            ? words.value.fromTo(money.value(hall.prices.at(-1) ?? price), money.value(price))
            : money.value(price)}
        </li>
      ))}
      <li>
        <span class="seat-legend-mark seat-legend-chosen">
          <Icon name="check" />
        </span>
        {seat.status.chosen}
      </li>
      {own && (
        <li>
          <span class="seat-legend-mark seat-legend-own">
            <Icon name="check" />
          </span>
          {seat.status.own}
        </li>
      )}
      <li>
        <span class="seat-legend-mark seat-legend-held" />
        {seat.status.HELD}
      </li>
      <li>
        <span class="seat-legend-mark seat-legend-sold" aria-hidden="true">
          {drawn ? '' : '7'}
        </span>
        {seat.status.SOLD}
      </li>
    </ul>
  );
}
