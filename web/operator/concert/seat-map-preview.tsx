import './concert-preview.css';
import { useMemo } from 'preact/hooks';
import { format, money } from '../../kit/format.ts';
import { hallOf, priceColour } from '../../kit/hall/hall.ts';
import { HallCanvas } from '../../kit/hall/hall-canvas.tsx';
import { words } from '../words/words.ts';
import { type PlannedSection, seatsOf, totalOf } from './planned-seats.ts';

/** The hall as fans will see it, with every seat, and as a table with the numbers of each section. */
export function SeatMapPreview({ sections }: { sections: readonly PlannedSection[] }) {
  const { preview: say } = words.value;
  const { whole } = format.value;
  const total = totalOf(sections);
  const hall = useMemo(() => hallOf(seatsOf(sections)), [JSON.stringify(sections)]);
  if (total.seats === 0) return <p class="faint">{say.noSeats}</p>;
  return (
    <div class="seat-map-preview stack">
      <HallCanvas
        hall={hall}
        statusOf={() => 'AVAILABLE'}
        describe={({ section, row, number, price }) =>
          say.seat(section ?? null, row ?? null, whole(number), money.value(price))
        }
        hint={say.pointAtSeat}
      />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <section class="scroll" aria-label={say.table} tabIndex={0}>
        <table>
          <caption class="only-heard">{say.table}</caption>
          <thead>
            <tr>
              <th scope="col">{say.section}</th>
              <th scope="col">{say.rows}</th>
              <th scope="col">{say.numbers}</th>
              <th scope="col">{say.price}</th>
            </tr>
          </thead>
          <tbody>
            {sections.map(({ name, rows, seatsPerRow, seats, price, firstNumber }, index) => (
              <tr key={index}>
                <th scope="row">
                  <span class={`seat-map-preview-sample seat-colour-${priceColour(hall, price)}`} />
                  {name ?? say.allSeats}
                </th>
                <td>{name === null ? '–' : say.rowsOf(whole(rows), whole(seatsPerRow))}</td>
                <td>{say.range(whole(firstNumber), whole(firstNumber + seats - 1))}</td>
                <td>{money.value(price)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <p>
        <b>{say.total(whole(total.seats))}</b>
        <span class="faint"> {say.worth(money.value(total.value))}</span>
      </p>
    </div>
  );
}
