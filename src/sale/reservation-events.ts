export type SeatStatus = 'AVAILABLE' | 'HELD' | 'SOLD';

/** Seats of a date changed hands. */
export interface SeatsChanged {
  type: 'seats';
  concertId: string;
  date: string;
  changes: { number: number; status: SeatStatus }[];
}

/**
 * An unpaid hold ran out, or an operator ended it (`withdrawn`); `released` is false when the seats could not be freed
 * yet and it is tried again.
 */
export interface HoldExpired {
  type: 'hold-expired';
  userId: string;
  reservationId: string;
  date: string;
  seatNumbers: number[];
  released: boolean;
  withdrawn?: true;
}

export type ReservationEvent = SeatsChanged | HoldExpired;
