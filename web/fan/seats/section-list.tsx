import './section-list.css';
import { announce } from '../../kit/announcer.tsx';
import { format } from '../../kit/format.ts';
import { type Hall, type HallSection, priceColour } from '../../kit/hall/hall.ts';
import { words } from '../words/words.ts';
import type { SeatBoard } from './seat-board.ts';

interface SectionListProps {
  board: SeatBoard;
  hall: Hall;
  enter: (section: HallSection) => void;
}

/** The sections of a large hall with what is free in them and for how much: the way to their seats. */
export function SectionList({ board, hall, enter }: SectionListProps) {
  const { seats: say, turn } = words.value;
  const free = board.freeIn.value;
  return (
    <section class="section-list stack">
      <h2>{say.sections}</h2>
      <ul>
        {hall.sections.map((section, index) => {
          const count = free.get(section) ?? 0;
          return (
            <li key={index}>
              <button
                type="button"
                class={count === 0 ? 'section-list-full' : ''}
                onClick={() => {
                  enter(section);
                  announce(say.sectionShown(section.name ?? '', count));
                }}
              >
                <span class={`section-list-colour seat-colour-${priceColour(hall, section.priceTo)}`} />
                <span class="section-list-words">
                  <strong>{section.name}</strong>
                  <span class="small faint">{format.value.prices(section.priceFrom, section.priceTo)}</span>
                </span>
                <span class="section-list-free small numerals">
                  {count === 0 ? say.noneFree : turn.free(count)}
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
