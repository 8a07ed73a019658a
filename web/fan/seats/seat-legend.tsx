import './seat-legend.css';
import { money } from '../../kit/format.ts';
import type { Hall } from '../../kit/hall/hall.ts';
import { priceColour } from '../../kit/hall/hall.ts';
import { Icon } from '../../kit/icon.tsx';
import { words } from '../words/words.ts';

/** What the marks on the map mean, in words. */
export function SeatLegend({ hall }: { hall: Hall }) {
  const { seats: say, seat } = words.value;
  return (
    <ul class="seat-legend" aria-label={say.legend}>
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
      <li>
        <span class="seat-legend-mark seat-legend-held" />
        {seat.status.HELD}
      </li>
      <li>
        <span class="seat-legend-mark seat-legend-sold" />
        {seat.status.SOLD}
      </li>
    </ul>
  );
}
