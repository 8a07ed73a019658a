import type { Work } from '../lane/lane.ts';
import { timeOrderedId } from '../lane/time-ordered-id.ts';
import type { Concert } from '../sale/concert.ts';
import type { HoldExpired, TokenEnded } from '../sale/events.ts';
import { laneName } from '../sale/lanes.ts';
import type { Reservation } from '../sale/reservations.ts';
import { SeatChanges } from '../sale/seat-changes.ts';
import { type QueueToken, standsAt } from '../sale/tokens.ts';
import type { BookedDate, Loaded } from './load-wanted.ts';
import { type BookedSeat, SeatBook } from './seat-book.ts';
import type { Sale } from './write-payments.ts';

/** What holds of a concert are made by. */
export type BookedConcert = Pick<Concert, 'id' | 'holdSeconds' | 'seatsPerUser'>;

/** A hold that an operator ended. */
export interface Withdrawal {
  who: string;
  correlationId: string;
  reservation: Reservation;
}

/** What the owner of a hold is told when it ended, or could not be ended yet. */
export const expiry = (reservation: Reservation, released: boolean): HoldExpired => ({
  type: 'hold-expired',
  userId: reservation.userId,
  reservationId: reservation.id,
  date: reservation.date,
  seatNumbers: reservation.seatNumbers,
  released,
});

/**
 * What the requests of one batch are decided on, and what they did: all of it in memory, so that nothing is awaited
 * between one decision and the next.
 */
export class BookingGround {
  readonly concert: BookedConcert;
  /** The database's clock after the last lock was taken. */
  now = new Date(0);
  readonly dates = new Map<string, BookedDate>();
  readonly seats = new SeatBook();
  /** New holds, in their order, also those that a later request of the batch ended. */
  readonly held = new Map<Reservation, readonly BookedSeat[]>();
  /** Holds of earlier batches that ended without a payment. */
  readonly ended: Reservation[] = [];
  readonly sales: Sale[] = [];
  readonly withdrawals: Withdrawal[] = [];
  /** Ids of tokens that live as long as the holds of this batch. */
  readonly extended = new Set<string>();
  readonly completed: QueueToken[] = [];
  readonly changes = new SeatChanges();
  readonly #waitedFor: boolean;
  readonly #told: Pick<Work, 'events' | 'rings'>;
  readonly #tokens = new Map<string, QueueToken>();
  readonly #reservations = new Map<string, Reservation>();
  #liveSeats = new Map<string, number>();
  #balances = new Map<string, number>();

  constructor(
    { concert, waitedFor }: { concert: BookedConcert; waitedFor: boolean },
    told: Pick<Work, 'events' | 'rings'>,
  ) {
    this.concert = concert;
    this.#waitedFor = waitedFor;
    this.#told = told;
  }

  /** Takes in what was loaded, and ends what is over: such seats are free, whether or not anybody came by to say so. */
  enter(loaded: Loaded): void {
    for (const date of loaded.dates) this.dates.set(date.date, date);
    for (const token of loaded.tokens) this.#tokens.set(token.id, token);
    for (const reservation of loaded.reservations) this.#reservations.set(reservation.id, reservation);
    this.seats.enter(loaded.seats);
    this.#balances = loaded.balances;
    this.#liveSeats = loaded.liveSeats;
    this.now = loaded.now;
    for (const id of loaded.ending) this.#expire(id);
  }

  /** The user's token, while it stands at this instant. */
  standingToken(tokenId: string, userId: string): QueueToken | undefined {
    const token = this.#tokens.get(tokenId);
    return token?.userId === userId && standsAt(token, this.now) ? token : undefined;
  }

  reservationOf(reservationId: string, userId: string): Reservation | undefined {
    const reservation = this.#reservations.get(reservationId);
    return reservation?.userId === userId ? reservation : undefined;
  }

  /** The balance of a paying user's wallet; undefined when there is no such wallet. */
  balanceOf(userId: string): number | undefined {
    return this.#balances.get(userId);
  }

  /** Held and not past its end, by the database's clock: a late sweeper makes no hold longer. */
  isHeld(reservation: Reservation): boolean {
    return reservation.status === 'HELD' && this.now < reservation.expiresAt;
  }

  /** How many seats of the concert the user holds or owns. */
  liveSeatsOf(userId: string): number {
    return this.#liveSeats.get(userId) ?? 0;
  }

  /** Holds free seats. The token lives at least as long as the hold. */
  hold(token: QueueToken, date: BookedDate, seats: BookedSeat[]): Reservation {
    const expiresAt = this.endOfHold;
    const reservation: Reservation = {
      id: timeOrderedId(),
      dateId: date.id,
      date: date.date,
      userId: token.userId,
      tokenId: token.id,
      seatNumbers: seats.map(({ number }) => number),
      amount: seats.reduce((sum, { price }) => sum + price, 0),
      status: 'HELD',
      expiresAt,
    };
    if (token.expiresAt < expiresAt) {
      token.expiresAt = expiresAt;
      this.extended.add(token.id);
    }
    this.#reservations.set(reservation.id, reservation);
    this.held.set(reservation, seats);
    this.seats.take(seats, reservation.id);
    this.#changeLiveSeats(token.userId, seats.length);
    this.changes.note(date.date, reservation.seatNumbers, 'HELD');
    return reservation;
  }

  /** Gives held seats back. */
  release(reservation: Reservation): void {
    this.#changeLiveSeats(reservation.userId, -reservation.seatNumbers.length);
    this.#end(reservation, 'RELEASED');
  }

  /** Takes held seats back, in the name of an operator. */
  withdraw(reservation: Reservation, by: Omit<Withdrawal, 'reservation'>): void {
    this.release(reservation);
    this.withdrawals.push({ ...by, reservation });
    const ended: HoldExpired = { ...expiry(reservation, true), withdrawn: true };
    this.#told.events.push(ended);
  }

  /**
   * Sells what is held, and ends the visit: what else is held in it is released, and the place inside goes to the
   * next. Answers the payment's id.
   */
  sell(token: QueueToken, reservations: readonly Reservation[], amount: number, balance: number): string {
    const paymentId = timeOrderedId();
    const { userId } = token;
    this.sales.push({ paymentId, userId, amount, balance, reservations });
    this.#balances.set(userId, balance);
    for (const reservation of reservations) {
      reservation.status = 'CONFIRMED';
      this.changes.note(reservation.date, reservation.seatNumbers, 'SOLD');
    }
    for (const reservation of this.#reservations.values()) {
      if (reservation.tokenId === token.id && reservation.status === 'HELD') this.release(reservation);
    }
    token.status = 'COMPLETED';
    this.completed.push(token);
    this.extended.delete(token.id);
    if (this.#waitedFor) this.#told.rings.add(laneName('admission', this.concert.id));
    const ended: TokenEnded = {
      type: 'token-ended',
      concertId: token.concertId,
      tokenId: token.id,
      userId,
      status: 'COMPLETED',
    };
    this.#told.events.push(ended);
    return paymentId;
  }

  /** When holds that are made now are over. */
  get endOfHold(): Date {
    return new Date(this.now.getTime() + this.concert.holdSeconds * 1_000);
  }

  /** Ends a hold whose time is over; it may have been paid or released while this batch waited for its lock. */
  #expire(reservationId: string): void {
    const reservation = this.#reservations.get(reservationId);
    if (reservation?.status !== 'HELD' || this.isHeld(reservation)) return;
    this.#end(reservation, 'EXPIRED');
    this.#told.events.push(expiry(reservation, true));
  }

  #end(reservation: Reservation, status: 'RELEASED' | 'EXPIRED'): void {
    reservation.status = status;
    if (!this.held.has(reservation)) this.ended.push(reservation);
    this.seats.free(reservation.date, reservation.seatNumbers, reservation.id);
    this.changes.note(reservation.date, reservation.seatNumbers, 'AVAILABLE');
  }

  #changeLiveSeats(userId: string, by: number): void {
    this.#liveSeats.set(userId, this.liveSeatsOf(userId) + by);
  }
}
