import { format } from '../format.ts';
import type { Reservation } from '../state/reservations.ts';

/** The seats of some reservations, as one would read them out. */
export const seatNames = (reservations: readonly Reservation[]): string =>
  reservations
    .flatMap(({ seats }) => seats)
    .map((seat) => format.value.seat(seat))
    .join(', ');
