import { SEAT_RECENTLY_YOURS_SECONDS } from '../../config/limits.ts';
import type { Work } from '../lane/lane.ts';
import { timeOrderedId } from '../lane/time-ordered-id.ts';
import type { Concert } from '../sale/concert.ts';
import type { HoldEnded, HoldOverdue, TokenEnded } from '../sale/events.ts';
import { laneName } from '../sale/lanes.ts';
import type { EndReason, Reservation, ReturnedSeat } from '../sale/reservations.ts';
import { SeatChanges } from '../sale/seat-changes.ts';
import { type QueueToken, standsAt } from '../sale/tokens.ts';
import type { BookedDate, Loaded } from './load-wanted.ts';
import { type BookedSeat, SeatBook } from './seat-book.ts';
import type { Sale } from './write-payments.ts';

/** What holds of a concert are made by. */
export type BookedConcert = Pick<
  Concert,
  'id' | 'holdSeconds' | 'seatsPerUser' | 'holdsPerVisit' | 'holdExtensionSeconds'
>;

/** A hold that an operator ended. */
export interface Withdrawal {
  who: string;
  correlationId: string;
  reservation: Reservation;
}

/** What the owner of a hold is told of it. */
const told = ({ id, userId, date, seatNumbers }: Reservation) => ({
  userId,
  reservationId: id,
  date,
  seatNumbers,
});

/** What its owner is told when a hold has run out and could not be ended yet. */
export const overdue = (reservation: Reservation): HoldOverdue => ({
  type: 'hold-overdue',
  ...told(reservation),
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
  /** Holds of earlier batches that have fewer seats now, or more time, or ended without a payment. */
  readonly changed = new Set<Reservation>();
  /** Of those, the seats that were given back singly. */
  readonly returned: ReturnedSeat[] = [];
  readonly sales: Sale[] = [];
  readonly withdrawals: Withdrawal[] = [];
  /** Tokens that have made holds in this batch, and live as long as those. */
  readonly visits = new Set<QueueToken>();
  readonly completed: QueueToken[] = [];
  readonly changes = new SeatChanges();
  readonly #waitedFor: boolean;
  readonly #told: Pick<Work, 'events' | 'rings'>;
  readonly #tokens = new Map<string, QueueToken>();
  readonly #reservations = new Map<string, Reservation>();
  #liveSeats = new Map<string, number>();
  #balances = new Map<string, number>();
  /** What the seats of reservations cost, by both. */
  readonly #prices = new Map<string, number>();
  /** When a user had a seat last, by both: of the wanted seats, of the last moments. */
  readonly #recent = new Map<string, Date>();

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
    for (const { reservationId, number, price } of loaded.prices) {
      this.#prices.set(priceKey(reservationId, number), price);
    }
    for (const { userId, date, number, freedAt } of loaded.recent) {
      this.#recent.set(keyOf(userId, date, number), freedAt);
    }
    this.now = loaded.now;
    for (const id of loaded.ending) this.#expire(id);
  }

  /** The user's token, while it stands at this instant. */
  standingToken(tokenId: string, userId: string): QueueToken | undefined {
    const token = this.#tokens.get(tokenId);
    return token?.userId === userId && standsAt(token, this.now) ? token : undefined;
  }

  /** Whether the visit may still choose seats; until what it holds has ended it stands longer than that. */
  mayChoose({ visitEndsAt }: QueueToken): boolean {
    return visitEndsAt !== null && this.now < visitEndsAt;
  }

  /** In how many seconds the user may hold these seats, having given one of them back a moment ago; 0 for now. */
  secondsUntilAgain(userId: string, date: string, numbers: readonly number[]): number {
    const freed = numbers.map((number) => this.#recent.get(keyOf(userId, date, number))?.getTime() ?? 0);
    const ms = Math.max(...freed) + SEAT_RECENTLY_YOURS_SECONDS * 1_000 - this.now.getTime();
    return Math.max(Math.ceil(ms / 1_000), 0);
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
      extended: false,
      endReason: null,
      endNote: null,
    };
    if (token.expiresAt < expiresAt) token.expiresAt = expiresAt;
    token.holds += 1;
    this.visits.add(token);
    this.#reservations.set(reservation.id, reservation);
    this.held.set(reservation, seats);
    for (const { number, price } of seats) this.#prices.set(priceKey(reservation.id, number), price);
    this.seats.take(seats, reservation.id);
    this.#changeLiveSeats(token.userId, seats.length);
    this.changes.note(date.date, reservation.seatNumbers, 'HELD');
    return reservation;
  }

  /** Frees held seats before their time. */
  release(reservation: Reservation, reason: Exclude<EndReason, 'ran-out'>, note: string | null = null): void {
    this.#changeLiveSeats(reservation.userId, -reservation.seatNumbers.length);
    this.#end(reservation, 'RELEASED', reason, note);
  }

  /** Gives back seats of a hold; with the last of them it is released. */
  giveBack(reservation: Reservation, numbers: readonly number[]): void {
    const left = reservation.seatNumbers.filter((number) => !numbers.includes(number));
    if (left.length === 0) {
      this.release(reservation, 'given-back');
      return;
    }
    for (const number of numbers) {
      const price = this.#prices.get(priceKey(reservation.id, number));
      if (price === undefined)
        throw new Error(`nobody loaded what seat ${number} of ${reservation.id} costs`);
      reservation.amount -= price;
    }
    reservation.seatNumbers = left;
    this.#changeLiveSeats(reservation.userId, -numbers.length);
    this.#free(reservation, numbers, this.now);
    if (this.held.has(reservation)) return;
    this.changed.add(reservation);
    this.returned.push(...numbers.map((number) => ({ reservationId: reservation.id, number })));
  }

  /** Until when a hold may be made longer; null when it may not. */
  extensionOf({ id, visitEndsAt }: QueueToken, reservation: Reservation): Date | null {
    if (!this.isHeld(reservation) || reservation.extended) return null;
    if (reservation.tokenId !== id || visitEndsAt === null) return null;
    const { holdSeconds, holdExtensionSeconds } = this.concert;
    const wanted = reservation.expiresAt.getTime() + holdExtensionSeconds * 1_000;
    const until = Math.min(wanted, visitEndsAt.getTime() + holdSeconds * 1_000);
    return until > reservation.expiresAt.getTime() ? new Date(until) : null;
  }

  /** Makes a hold longer, and the token with it. */
  extend(token: QueueToken, reservation: Reservation, until: Date): void {
    reservation.expiresAt = until;
    reservation.extended = true;
    if (!this.held.has(reservation)) this.changed.add(reservation);
    if (token.expiresAt >= until) return;
    token.expiresAt = until;
    this.visits.add(token);
  }

  /** Takes held seats back, in the name of an operator, who may say why. */
  withdraw(reservation: Reservation, by: Omit<Withdrawal, 'reservation'>, note: string | null): void {
    this.release(reservation, 'operator', note);
    this.withdrawals.push({ ...by, reservation });
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
      if (reservation.tokenId === token.id && reservation.status === 'HELD') {
        this.release(reservation, 'paid-others');
      }
    }
    token.status = 'COMPLETED';
    this.completed.push(token);
    this.visits.delete(token);
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
    this.#end(reservation, 'EXPIRED', 'ran-out', null);
  }

  #end(
    reservation: Reservation,
    status: 'RELEASED' | 'EXPIRED',
    reason: EndReason,
    note: string | null,
  ): void {
    reservation.status = status;
    reservation.endReason = reason;
    reservation.endNote = note;
    if (!this.held.has(reservation)) this.changed.add(reservation);
    // A hold that ran out was over at its end, however late somebody came by to say so.
    const freedAt = status === 'EXPIRED' ? reservation.expiresAt : this.now;
    this.#free(reservation, reservation.seatNumbers, reason === 'operator' ? null : freedAt);
    const ended: HoldEnded = { type: 'hold-ended', reason, note, ...told(reservation) };
    this.#told.events.push(ended);
  }

  /** Frees seats of a reservation. Whoever had them may not have them again at once, unless they were taken away. */
  #free({ id, userId, date }: Reservation, numbers: readonly number[], givenUpAt: Date | null): void {
    this.seats.free(date, numbers, id);
    this.changes.note(date, numbers, 'AVAILABLE');
    if (givenUpAt === null) return;
    for (const number of numbers) this.#recent.set(keyOf(userId, date, number), givenUpAt);
  }

  #changeLiveSeats(userId: string, by: number): void {
    this.#liveSeats.set(userId, this.liveSeatsOf(userId) + by);
  }
}

const keyOf = (userId: string, date: string, number: number) => `${userId} ${date} ${number}`;

const priceKey = (reservationId: string, number: number) => `${reservationId} ${number}`;
