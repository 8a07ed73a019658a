import type { TokenEnd } from '../contract/ended-token.ts';
import type { EndReason } from './reservations.ts';

/** A token was let in; told at once to the one who waited. */
export interface Admitted {
  type: 'admitted';
  concertId: string;
  tokenId: string;
  userId: string;
  number: number;
}

/** The line of a concert changed: whoever waits there has a new rank. */
export interface LineMoved {
  type: 'line-moved';
  concertId: string;
}

/** A token ended, however: whoever listens with it hears no more of the concert. */
export interface TokenEnded {
  type: 'token-ended';
  concertId: string;
  tokenId: string;
  userId: string;
  status: 'COMPLETED' | 'EXPIRED' | 'LEFT';
  /** Of one that ran out. */
  reason?: TokenEnd | undefined;
}

export type SeatStatus = 'AVAILABLE' | 'HELD' | 'SOLD';

/** Seats of a date changed hands. */
export interface SeatsChanged {
  type: 'seats';
  concertId: string;
  date: string;
  changes: { number: number; status: SeatStatus }[];
}

interface Hold {
  userId: string;
  reservationId: string;
  date: string;
  seatNumbers: number[];
}

/** A hold ended without a payment, and why. */
export interface HoldEnded extends Hold {
  type: 'hold-ended';
  reason: EndReason;
  /** What an operator said about it. */
  note: string | null;
}

/** A hold ran out and its seats could not be freed yet; it is tried again. */
export interface HoldOverdue extends Hold {
  type: 'hold-overdue';
}

/** An operator has something to say to all who wait in a line, in every language. */
export interface NoticeGiven {
  type: 'notice';
  concertId: string;
  text: { ko: string; en: string };
  at: string;
}

/** An operator has changed a concert, or its dates: what is remembered of it is old. */
export interface ConcertChanged {
  type: 'concert-changed';
  concertId: string;
}

/** Everything that a lane, or an operator, tells beside the outcomes of requests. */
export type SaleEvent =
  | Admitted
  | LineMoved
  | TokenEnded
  | SeatsChanged
  | HoldEnded
  | HoldOverdue
  | NoticeGiven
  | ConcertChanged;
