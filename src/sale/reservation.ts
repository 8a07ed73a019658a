export const RESERVATION_STATUSES = ['HELD', 'CONFIRMED', 'RELEASED', 'EXPIRED', 'CANCELLED'] as const;
export type ReservationStatus = (typeof RESERVATION_STATUSES)[number];

/** One user's seats on a date; the hold is the time for which it is `HELD`. */
export interface Reservation {
  id: string;
  dateId: string;
  /** The calendar date at the venue, YYYY-MM-DD. */
  date: string;
  userId: string;
  tokenId: string;
  seatNumbers: number[];
  /** The sum of the prices at the time of the hold: what will be paid, whatever the prices become. */
  amount: number;
  status: ReservationStatus;
  expiresAt: Date;
}
