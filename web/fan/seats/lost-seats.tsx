import './lost-seats.css';
import { useEffect, useRef } from 'preact/hooks';
import { money } from '../../kit/format.ts';
import type { Hall } from '../../kit/hall/hall.ts';
import { Icon } from '../../kit/icon.tsx';
import { words } from '../words/words.ts';
import type { SeatBoard } from './seat-board.ts';
import { seatNames } from './seat-names.ts';

/** Somebody else was quicker: said kindly, with the nearest seats that are still free. */
export function LostSeats({ board, hall }: { board: SeatBoard; hall: Hall }) {
  const { lost: say } = words.value.seats;
  const box = useRef<HTMLElement>(null);
  const lost = board.lost.value;
  useEffect(() => {
    if (lost !== null) box.current?.scrollIntoView({ block: 'nearest' });
  }, [lost]);
  const nameOf = (numbers: readonly number[]) =>
    seatNames(numbers.flatMap((number) => hall.seats.get(number) ?? []));
  // The region is there before there is anything to say, so that it is heard.
  return (
    <section ref={box} class="lost-seats-region" role="alert">
      {lost !== null && (
        <div class="lost-seats tinted tone-warn stack">
          <h3>{say.title}</h3>
          <p>{lost.instead.length > 0 ? say.text(nameOf(lost.numbers)) : say.none(nameOf(lost.numbers))}</p>
          <div class="lost-seats-choices">
            {lost.instead.map((seats) => {
              const numbers = seats.map(({ number }) => number);
              const price = seats.reduce((sum, seat) => sum + seat.price, 0);
              return (
                <button key={numbers.join(' ')} type="button" onClick={() => board.choose(numbers)}>
                  <Icon name="plus" />
                  {say.take(nameOf(numbers), money.value(price))}
                </button>
              );
            })}
            <button type="button" class="plain" onClick={() => board.forgetTrouble()}>
              {say.dismiss}
            </button>
          </div>
        </div>
      )}
    </section>
  );
}
