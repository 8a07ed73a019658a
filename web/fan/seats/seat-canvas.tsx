import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import { money } from '../../kit/format.ts';
import type { Hall, HallSeat } from '../../kit/hall/hall.ts';
import { HallCanvas } from '../../kit/hall/hall-canvas.tsx';
import { words } from '../words/words.ts';
import type { SeatBoard } from './seat-board.ts';
import { seatName } from './seat-names.ts';

interface SeatCanvasProps {
  board: SeatBoard;
  hall: Hall;
  pick: (seat: HallSeat) => void;
  beside: ComponentChildren;
}

/** A large hall as a picture to move about in. Whoever cannot see or point at it has the same seats as a list. */
export function SeatCanvas({ board, hall, pick, beside }: SeatCanvasProps) {
  const { seats: say, seat: saySeat } = words.value;
  const changing = useMemo(() => [board.version, board.chosen, board.own], [board]);
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
      hint={say.mapHint}
      picking={{ pick, words: say, beside }}
    />
  );
}
