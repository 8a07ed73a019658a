import './seat-grid.css';
import { useComputed, useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { format, money } from '../../kit/format.ts';
import type { Hall, HallRow, HallSeat } from '../../kit/hall/hall.ts';
import { markOf, priceColour } from '../../kit/hall/hall.ts';
import { Icon } from '../../kit/icon.tsx';
import { words } from '../words/words.ts';
import type { SeatBoard } from './seat-board.ts';
import { seatName } from './seat-names.ts';

/** So many seats are all there at once; of more, only some rows around the one that is looked at. */
const SHOWN_AT_ONCE = 150;
const ROWS_AROUND = 2;

interface SeatGridProps {
  board: SeatBoard;
  hall: Hall;
  pick: (seat: HallSeat) => void;
  /** The row that somebody has looked at before, elsewhere. */
  beginAt: HallRow | null;
}

/**
 * Seats as a grid of buttons with names and states: the map of a small hall, and for a large one the way of the
 * keyboard and of screen readers.
 */
export function SeatGrid({ board, hall, pick, beginAt }: SeatGridProps) {
  const { seats: say } = words.value;
  const at = useSignal({ row: beginAt === null ? 0 : Math.max(hall.rows.indexOf(beginAt), 0), place: 0 });
  const grid = useRef<HTMLDivElement>(null);
  const moved = useRef(false);
  const small = hall.seats.size <= SHOWN_AT_ONCE;
  const sectionOf = hall.rows[at.value.row]?.section;
  const first = small ? 0 : Math.max(0, at.value.row - ROWS_AROUND);
  const last = small ? hall.rows.length - 1 : Math.min(hall.rows.length - 1, at.value.row + ROWS_AROUND);
  const shown = hall.rows.slice(first, last + 1);

  useLayoutEffect(() => {
    if (!moved.current) return;
    moved.current = false;
    grid.current?.querySelector<HTMLElement>('button[tabindex="0"]')?.focus();
  }, [at.value]);

  const moveTo = (row: number, place: number, focus = true) => {
    const to = Math.min(Math.max(row, 0), hall.rows.length - 1);
    const length = hall.rows[to]?.seats.length ?? 1;
    moved.current = focus;
    at.value = { row: to, place: Math.min(Math.max(place, 0), length - 1) };
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const { row, place } = at.value;
    const seat = hall.rows[row]?.seats[place];
    // The focus follows a moment later than the keys may come.
    if ((event.key === 'Enter' || event.key === ' ') && seat !== undefined) {
      event.preventDefault();
      if (!event.repeat) pick(seat);
      return;
    }
    const length = hall.rows[row]?.seats.length ?? 1;
    const to: [row: number, place: number] | undefined = {
      ArrowLeft: [row, place - 1] as [number, number],
      ArrowRight: [row, place + 1] as [number, number],
      ArrowUp: [row - 1, place] as [number, number],
      ArrowDown: [row + 1, place] as [number, number],
      Home: [row, 0] as [number, number],
      End: [row, length - 1] as [number, number],
      PageUp: [row - 10, place] as [number, number],
      PageDown: [row + 10, place] as [number, number],
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    moveTo(...to);
  };
  const rowStep = ROWS_AROUND * 2 + 1;
  return (
    <div class={`seat-grid ${small ? 'seat-grid-small' : ''}`}>
      {!small && (
        <div class="seat-grid-where">
          {hall.sections.length > 1 && (
            <label>
              <span>{say.section}</span>
              <select
                value={String(hall.sections.findIndex(({ name }) => name === sectionOf))}
                onChange={({ currentTarget }) => {
                  const section = hall.sections[Number(currentTarget.value)];
                  if (section?.rows[0] !== undefined) moveTo(hall.rows.indexOf(section.rows[0]), 0, false);
                }}
              >
                {hall.sections.map(({ name, priceFrom, priceTo }, index) => (
                  <option key={name} value={String(index)}>
                    {name} · {format.value.prices(priceFrom, priceTo)}
                  </option>
                ))}
              </select>
            </label>
          )}
          <div class="seat-grid-steps">
            <button
              type="button"
              disabled={first === 0}
              onClick={() => moveTo(at.value.row - rowStep, 0, false)}
            >
              {say.earlierRows}
            </button>
            <button
              type="button"
              disabled={last === hall.rows.length - 1}
              onClick={() => moveTo(at.value.row + rowStep, 0, false)}
            >
              {say.laterRows}
            </button>
          </div>
        </div>
      )}
      {small && (
        <p class="seat-grid-stage" aria-hidden="true">
          {words.value.stage}
        </p>
      )}
      {/* biome-ignore lint/a11y/useSemanticElements: a grid of controls is no table. */}
      <div
        ref={grid}
        class="seat-grid-rows"
        role="grid"
        tabIndex={-1}
        aria-label={say.map}
        aria-rowcount={hall.rows.length}
        aria-describedby="seat-grid-hint"
        onKeyDown={onKeyDown}
        onKeyUp={(event) => {
          // A button would take the space bar for a click when it is let go.
          if (event.key === ' ') event.preventDefault();
        }}
      >
        {shown.map((row, index) => (
          <Row
            key={`${row.section} ${row.name} ${first + index}`}
            {...{ board, hall, row, index: first + index, at: at.value }}
            named={!small || hall.sections.length > 1 || row.name !== undefined}
            pick={(seat, place) => {
              moveTo(first + index, place);
              pick(seat);
            }}
          />
        ))}
      </div>
      <p id="seat-grid-hint" class={small ? 'only-heard' : 'faint'}>
        {say.gridHint}
      </p>
    </div>
  );
}

interface RowProps {
  board: SeatBoard;
  hall: Hall;
  row: HallRow;
  index: number;
  at: { row: number; place: number };
  named: boolean;
  pick: (seat: HallSeat, place: number) => void;
}

function Row({ board, hall, row, index, at, named, pick }: RowProps) {
  const { seats: say } = words.value;
  const name = [row.section, row.name === undefined ? undefined : say.rowName(row.name)]
    .filter(Boolean)
    .join(' · ');
  return (
    // biome-ignore lint/a11y/useSemanticElements: a grid of controls is no table.
    // biome-ignore lint/a11y/useFocusableInteractive: its cells are.
    <div class="seat-grid-row" role="row" aria-rowindex={index + 1}>
      {named && (
        // biome-ignore lint/a11y/useSemanticElements: a grid of controls is no table.
        // biome-ignore lint/a11y/useFocusableInteractive: there is nothing to do with it.
        <span role="rowheader" class="seat-grid-name">
          {name}
        </span>
      )}
      {row.seats.map((seat, place) => (
        // biome-ignore lint/a11y/useSemanticElements: a grid of controls is no table.
        // biome-ignore lint/a11y/useFocusableInteractive: what is in it is.
        <span key={seat.number} role="gridcell" class="seat-grid-cell">
          <SeatButton
            {...{ board, seat }}
            colour={priceColour(hall, seat.price)}
            reached={at.row === index && at.place === place}
            pick={() => pick(seat, place)}
          />
        </span>
      ))}
    </div>
  );
}

interface SeatButtonProps {
  board: SeatBoard;
  seat: HallSeat;
  colour: number;
  reached: boolean;
  pick: () => void;
}

function SeatButton({ board, seat, colour, reached, pick }: SeatButtonProps) {
  // Only the seats that changed are drawn anew.
  const status = useComputed(() => {
    void board.version.value;
    return board.statusOf(seat.number);
  }).value;
  const { seat: say } = words.value;
  return (
    <button
      type="button"
      tabIndex={reached ? 0 : -1}
      class={`seat seat-${status} seat-colour-${colour}`}
      aria-label={say.label(seatName(seat), money.value(seat.price), say.status[status])}
      aria-pressed={status === 'chosen'}
      aria-disabled={status !== 'AVAILABLE' && status !== 'chosen'}
      onClick={pick}
    >
      {status === 'chosen' || status === 'own' ? (
        <Icon name="check" />
      ) : (
        <span aria-hidden="true">{markOf(seat)}</span>
      )}
    </button>
  );
}
