import { WrittenTogether } from '../database/written-together.ts';
import type { Batch, Work } from '../lane/lane.ts';
import { timeOrderedId } from '../lane/time-ordered-id.ts';
import { type Action, recordActions } from '../sale/action-log.ts';
import type { Concert } from '../sale/concert.ts';
import type { HoldExpired, TokenEnded } from '../sale/events.ts';
import { laneName } from '../sale/lanes.ts';
import { postTransfers } from '../sale/ledger.ts';
import { confirmHolds, endHolds, insertHolds, type Reservation } from '../sale/reservations.ts';
import { SeatChanges } from '../sale/seat-changes.ts';
import { endTokens, extendTokens, type QueueToken, standsAt } from '../sale/tokens.ts';
import { writeBalances } from '../sale/wallet-table.ts';
import { type BookedDate, loadWanted, type Wanted } from './load-wanted.ts';
import { type BookedSeat, SeatBook } from './seat-book.ts';
import { type Sale, writePayments } from './write-payments.ts';

/** What holds of a concert are made by. */
export type BookedConcert = Pick<Concert, 'id' | 'holdSeconds' | 'seatsPerUser'>;

/** A hold that an operator ended. */
interface Withdrawal {
  who: string;
  correlationId: string;
  reservation: Reservation;
}

/** What a batch begins with. */
export interface Found {
  concert: BookedConcert;
  /** Whether anybody stands in line. Whoever joins while this batch is decided is seen to by the scheduler. */
  waitedFor: boolean;
  due: string[];
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
 * One batch of the booking lane. Rows are locked in one order everywhere, tokens, then reservations, then
 * wallets, each by id, so that two lanes that share a user wait for each other and do not lock each other out.
 */
export class BookingBatch implements Batch<Wanted> {
  readonly concert: BookedConcert;
  readonly due: readonly string[];
  /** Nothing here goes on by itself. */
  readonly advanced: readonly string[] = [];
  /** The database's clock after the last lock was taken. */
  now = new Date(0);
  readonly dates = new Map<string, BookedDate>();
  readonly seats = new SeatBook();
  readonly #work: Work;
  readonly #waitedFor: boolean;
  readonly #tokens = new Map<string, QueueToken>();
  readonly #reservations = new Map<string, Reservation>();
  #liveSeats = new Map<string, number>();
  #balances = new Map<string, number>();
  readonly #held = new Map<Reservation, readonly BookedSeat[]>();
  readonly #ended: Reservation[] = [];
  readonly #sales: Sale[] = [];
  readonly #withdrawals: Withdrawal[] = [];
  readonly #extended = new Set<string>();
  readonly #completed: QueueToken[] = [];
  readonly #changes = new SeatChanges();

  constructor(work: Work, { concert, waitedFor, due }: Found) {
    this.#work = work;
    this.concert = concert;
    this.#waitedFor = waitedFor;
    this.due = due;
  }

  async load(wants: readonly Wanted[]): Promise<void> {
    if (wants.length === 0 && this.due.length === 0) return;
    const loaded = await loadWanted(this.#work.em, this.concert.id, wants, this.due);
    for (const date of loaded.dates) this.dates.set(date.date, date);
    for (const token of loaded.tokens) this.#tokens.set(token.id, token);
    for (const reservation of loaded.reservations) this.#reservations.set(reservation.id, reservation);
    this.seats.enter(loaded.seats);
    this.#balances = loaded.balances;
    this.#liveSeats = loaded.liveSeats;
    this.now = loaded.now;
    // Seats whose hold has run out are free, whether or not anybody came by to say so.
    for (const id of loaded.ending) this.#expire(id);
  }

  async finish(): Promise<void> {
    const { em, events, writes } = this.#work;
    const concertId = this.concert.id;
    const sales = this.#sales;
    // Seats are freed before they are taken: within one batch the same seat may do both.
    const first = new WrittenTogether();
    endHolds(first, this.#ended, this.now);
    await first.execute(em);
    insertHolds(writes, concertId, this.#held, this.now);
    extendTokens(writes, [...this.#extended], this.#endOfHold);
    if (sales.length > 0) {
      writePayments(writes, concertId, sales, this.now);
      postTransfers(writes, sales.map(transferOf(concertId)));
      writeBalances(writes, new Map(sales.map(({ userId, balance }) => [userId, balance])));
      const confirmed = sales.flatMap(({ paymentId, reservations }) =>
        reservations.map(({ id }) => ({ id, paymentId })),
      );
      confirmHolds(writes, confirmed, this.now);
      endTokens(writes, this.#completed, this.now);
    }
    recordActions(writes, this.#withdrawals.map(actionOf(concertId)));
    events.push(...this.#changes.events(concertId));
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
    const expiresAt = this.#endOfHold;
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
      this.#extended.add(token.id);
    }
    this.#reservations.set(reservation.id, reservation);
    this.#held.set(reservation, seats);
    this.seats.take(seats, reservation.id);
    this.#changeLiveSeats(token.userId, seats.length);
    this.#changes.note(date.date, reservation.seatNumbers, 'HELD');
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
    this.#withdrawals.push({ ...by, reservation });
    const ended: HoldExpired = { ...expiry(reservation, true), withdrawn: true };
    this.#work.events.push(ended);
  }

  /**
   * Sells what is held, and ends the visit: what else is held in it is released, and the place inside goes to the
   * next. Answers the payment's id.
   */
  sell(token: QueueToken, reservations: readonly Reservation[], amount: number, balance: number): string {
    const paymentId = timeOrderedId();
    const { userId } = token;
    this.#sales.push({ paymentId, userId, amount, balance, reservations });
    this.#balances.set(userId, balance);
    for (const reservation of reservations) {
      reservation.status = 'CONFIRMED';
      this.#changes.note(reservation.date, reservation.seatNumbers, 'SOLD');
    }
    for (const reservation of this.#reservations.values()) {
      if (reservation.tokenId === token.id && reservation.status === 'HELD') this.release(reservation);
    }
    token.status = 'COMPLETED';
    this.#completed.push(token);
    this.#extended.delete(token.id);
    if (this.#waitedFor) this.#work.rings.add(laneName('admission', this.concert.id));
    const ended: TokenEnded = {
      type: 'token-ended',
      concertId: token.concertId,
      tokenId: token.id,
      userId,
      status: 'COMPLETED',
    };
    this.#work.events.push(ended);
    return paymentId;
  }

  get #endOfHold(): Date {
    return new Date(this.now.getTime() + this.concert.holdSeconds * 1_000);
  }

  /** Ends a hold whose time is over; it may have been paid or released while this batch waited for its lock. */
  #expire(reservationId: string): void {
    const reservation = this.#reservations.get(reservationId);
    if (reservation?.status !== 'HELD' || this.isHeld(reservation)) return;
    this.#end(reservation, 'EXPIRED');
    this.#work.events.push(expiry(reservation, true));
  }

  #end(reservation: Reservation, status: 'RELEASED' | 'EXPIRED'): void {
    reservation.status = status;
    if (!this.#held.has(reservation)) this.#ended.push(reservation);
    this.seats.free(reservation.date, reservation.seatNumbers, reservation.id);
    this.#changes.note(reservation.date, reservation.seatNumbers, 'AVAILABLE');
  }

  #changeLiveSeats(userId: string, by: number): void {
    this.#liveSeats.set(userId, this.liveSeatsOf(userId) + by);
  }
}

const transferOf =
  (concertId: string) =>
  ({ paymentId, userId, amount, balance }: Sale) => ({
    id: paymentId,
    kind: 'payment' as const,
    entries: [
      { accountId: userId, amount: -amount, balanceAfter: balance },
      { accountId: concertId, amount, balanceAfter: null },
    ],
  });

/** How the ends of holds by operators are written down. */
const actionOf =
  (concertId: string) =>
  ({ who, correlationId, reservation }: Withdrawal): Action => {
    const { id, userId, date, seatNumbers } = reservation;
    return {
      who,
      what: 'release-hold',
      concertId,
      before: { reservationId: id, userId, date, seatNumbers, status: 'HELD' },
      after: { status: 'RELEASED' },
      correlationId,
    };
  };
