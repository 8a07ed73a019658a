import type { Reservation } from '../state/reservations.ts';
import { words } from '../words/words.ts';

interface NamedSeat {
  number: number;
  section?: string | undefined;
  row?: string | undefined;
  /** Within its row. */
  name?: string | undefined;
}

export const seatName = (seat: NamedSeat): string => words.value.seat.name(seat);

/** Some seats, as one would read them out. */
export const seatNames = (seats: readonly NamedSeat[]): string => seats.map(seatName).join(', ');

export const seatsOf = (reservations: readonly Reservation[]): string =>
  seatNames(reservations.flatMap(({ seats }) => seats));
