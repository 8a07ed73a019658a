import type { Signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import { format, money } from '../../kit/format.ts';
import type { Hall, HallSeat, HallSection } from '../../kit/hall/hall.ts';
import { HallCanvas } from '../../kit/hall/hall-canvas.tsx';
import { words } from '../words/words.ts';
import type { SeatBoard } from './seat-board.ts';
import { seatName } from './seat-names.ts';

interface SeatCanvasProps {
  board: SeatBoard;
  hall: Hall;
  near: Signal<{ section: HallSection } | null>;
  pick: (seat: HallSeat) => void;
  beside: ComponentChildren;
}

/**
 * A large hall as a picture to move about in: its sections first, and their seats for whoever comes nearer. Whoever
 * cannot see or point at it has the same as lists.
 */
export function SeatCanvas({ board, hall, near, pick, beside }: SeatCanvasProps) {
  const { seats: say, seat: saySeat } = words.value;
  const changing = useMemo(() => [board.version, board.chosen, board.own], [board]);
  const freeIn = (section: HallSection) => board.freeIn.peek().get(section) ?? 0;
  return (
    <HallCanvas
      hall={hall}
      statusOf={(number) => board.statusOf(number)}
      changing={changing}
      describe={(seat) => {
        void board.version.value;
        return saySeat.label(
          seatName(seat),
          money.value(seat.price),
          saySeat.status[board.statusOf(seat.number)],
        );
      }}
      captionsOf={(section) => [
        section.name ?? '',
        format.value.whole(freeIn(section)),
        money.value(section.priceTo),
      ]}
      isOpen={(section) => freeIn(section) > 0}
      hint={say.mapHint}
      picking={{ pick, near, words: say, beside }}
    />
  );
}
