import './basket.css';
import { format, money } from '../../kit/format.ts';
import type { Hall } from '../../kit/hall/hall.ts';
import { Icon } from '../../kit/icon.tsx';
import { Refused, UnderWay } from '../frame/under-way.tsx';
import { outcomes, underWay } from '../service/writes.ts';
import type { Concert } from '../state/concerts.ts';
import { hold, holdSlot, seatsOwnedIn } from '../state/reservations.ts';
import { words } from '../words/words.ts';
import { LostSeats } from './lost-seats.tsx';
import type { SeatBoard } from './seat-board.ts';
import { seatName } from './seat-names.ts';

interface BasketProps {
  board: SeatBoard;
  hall: Hall;
  concert: Concert;
  date: string;
}

/** What was chosen, what it costs, and the button that makes it one's own. */
export function Basket({ board, hall, concert, date }: BasketProps) {
  const { seats: say } = words.value;
  const { concertId, seatsPerUser } = concert;
  const slot = holdSlot(concertId);
  const holding = underWay.value[slot] !== undefined;
  const outcome = outcomes.value[slot];
  const refusal = outcome?.ok === false && board.lost.value === null ? outcome.problem : null;
  const chosen = board.chosen.value;
  const idle = chosen.length === 0 && !holding ? 'basket-idle' : '';
  const lost = board.lost.value === null ? '' : 'basket-lost';
  const left = Math.max(seatsPerUser - seatsOwnedIn(concertId), 0);
  return (
    <section class={`basket card stack ${idle} ${lost}`} aria-label={say.basket}>
      <LostSeats board={board} hall={hall} />
      <div class="basket-head">
        <h2>{say.basket}</h2>
        <p class="small faint">{say.limit(Math.max(left - chosen.length, 0), seatsPerUser)}</p>
      </div>
      {chosen.length === 0 ? (
        <p class="faint basket-empty">{left === 0 ? say.limitReached(seatsPerUser) : say.empty}</p>
      ) : (
        <ul class="basket-seats">
          {chosen.map((number) => {
            const seat = hall.seats.get(number);
            if (seat === undefined) return null;
            const name = seatName(seat);
            return (
              <li key={number}>
                <span>{name}</span>
                <span class="numerals">{money.value(seat.price)}</span>
                <button
                  type="button"
                  class="plain square basket-remove"
                  aria-label={say.remove(name)}
                  onClick={() => board.remove([number])}
                >
                  <Icon name="close" />
                </button>
              </li>
            );
          })}
        </ul>
      )}
      {refusal !== null && <Refused problem={refusal} sentences={say.refusals} />}
      <UnderWay slot={slot} />
      <div class="basket-foot">
        <p class="basket-total">
          <span>{say.total}</span> <strong class="numerals">{money.value(board.total.value)}</strong>
        </p>
        <button
          type="button"
          class="primary big"
          aria-disabled={chosen.length === 0 || holding}
          onClick={() => {
            if (chosen.length > 0 && !holding) hold(concertId, date, [...chosen]);
          }}
        >
          {holding ? say.holding : say.hold(chosen.length)}
        </button>
      </div>
      <p class="small faint basket-hint">{say.holdHint(format.value.spoken(concert.holdSeconds))}</p>
    </section>
  );
}
