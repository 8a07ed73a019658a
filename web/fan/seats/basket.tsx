import './basket.css';
import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
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

/**
 * What was chosen, what it costs, and the button that makes it one's own. Where there is room for it beside the map
 * it stands there; elsewhere it is one line under the map, which opens.
 */
export function Basket({ board, hall, concert, date }: BasketProps) {
  const { seats: say } = words.value;
  const { concertId, seatsPerUser } = concert;
  const listId = useId();
  const open = useSignal(false);
  const slot = holdSlot(concertId);
  const holding = underWay.value[slot] !== undefined;
  const outcome = outcomes.value[slot];
  const refusal = outcome?.ok === false && board.lost.value === null ? outcome.problem : null;
  const chosen = board.chosen.value.flatMap((number) => hall.seats.get(number) ?? []);
  const left = Math.max(seatsPerUser - seatsOwnedIn(concertId), 0);
  const names = chosen.map(seatName);
  const most = say.limitReached(seatsPerUser);
  const atLimit = board.limitHit.value || (chosen.length === 0 && left === 0);
  const state = [
    chosen.length === 0 && !holding ? 'basket-idle' : '',
    open.value && chosen.length > 0 ? 'basket-open' : '',
  ];
  return (
    <section class={`basket card ${state.join(' ')}`} aria-label={say.basket}>
      <LostSeats board={board} hall={hall} />
      <div class="basket-head">
        <h2>{say.basket}</h2>
        <p class="small faint">{say.limit(Math.max(left - chosen.length, 0), seatsPerUser)}</p>
      </div>
      {chosen.length > 0 && (
        <ul class="basket-seats" id={listId}>
          {chosen.map((seat) => (
            <li key={seat.number}>
              <span>{seatName(seat)}</span>
              <span class="numerals">{money.value(seat.price)}</span>
              <button
                type="button"
                class="plain square basket-remove"
                aria-label={say.remove(seatName(seat))}
                onClick={() => board.remove([seat.number])}
              >
                <Icon name="close" />
              </button>
            </li>
          ))}
        </ul>
      )}
      {refusal !== null && <Refused problem={refusal} sentences={say.refusals} />}
      <UnderWay slot={slot} />
      {/* Over the button, where it is read before the next tap; the region is there before it has something to say. */}
      <p class="basket-limit toned tone-warn" role="status">
        {atLimit ? most : ''}
      </p>
      <div class="basket-foot">
        {chosen.length === 0 ? (
          !atLimit && <p class="faint basket-empty">{say.empty}</p>
        ) : (
          <>
            <button
              type="button"
              class="plain basket-line"
              aria-expanded={open.value}
              aria-controls={listId}
              onClick={() => {
                open.value = !open.value;
              }}
            >
              <span class="basket-line-words">
                <strong class="numerals">{money.value(board.total.value)}</strong>
                <span class="small faint">{names.join(' · ')}</span>
              </span>
              <Icon name={open.value ? 'down' : 'up'} />
            </button>
            <p class="basket-total">
              <span>{say.total}</span> <strong class="numerals">{money.value(board.total.value)}</strong>
            </p>
          </>
        )}
        <button
          type="button"
          class="primary big basket-hold"
          aria-disabled={chosen.length === 0 || holding}
          onClick={() => {
            if (chosen.length > 0 && !holding) hold(concertId, date, [...board.chosen.peek()]);
          }}
        >
          {holding ? say.holding : say.hold(chosen.length)}
        </button>
      </div>
      <p class="small faint basket-hint">{say.holdHint(format.value.spoken(concert.holdSeconds))}</p>
    </section>
  );
}
