import { sql } from 'kysely';
import type { Concert } from '../sale/concert.ts';
import { WrittenTogether } from '../database/written-together.ts';
import type { Batch, Lane, Work } from '../lane/batch.ts';
import type { AcceptedRequest, Outcome } from '../lane/kind.ts';
import { timeOrderedId } from '../lane/time-ordered-id.ts';
import type { TokenEnded } from '../sale/waiting-room-events.ts';
import type { QueueToken } from '../sale/queue-token.ts';
import { endTokens, extendTokens } from '../sale/token-table.ts';
import { postTransfers } from '../sale/ledger.ts';
import { writeBalances } from '../sale/wallet-table.ts';
import type { HoldExpired } from '../sale/reservation-events.ts';
import { type BookedDate, loadWanted } from './load-wanted.ts';
import type { Reservation } from '../sale/reservation.ts';
import { confirmHolds, endHolds, insertHolds, readReservationRow } from '../sale/reservation-table.ts';
import { type BookedSeat, SeatBook } from './seat-book.ts';
import { SeatChanges } from '../sale/seat-changes.ts';

/** How each kind of the booking lane is decided; `workers/handlers.ts` fills it, and the compiler checks it. */
export type BookingHandlers = Record<string, (batch: BookingBatch, request: never) => Outcome>;

/** What holds of a concert are made by. */
export type BookedConcert = Pick<Concert, 'id' | 'holdSeconds' | 'seatsPerUser'>;

/** One payment of a batch. */
export interface Sale {
  paymentId: string;
  userId: string;
  amount: number;
  /** The wallet's, right after it. */
  balance: number;
  reservations: readonly Reservation[];
}

/** What other folders do when something is sold, in the same transaction: the payments are theirs to write. */
export type WhenSold = (work: Work, sales: readonly Sale[], at: Date) => void;

/** A hold that an operator ended. */
export interface Withdrawal {
  who: string;
  correlationId: string;
  reservation: Reservation;
}

/** The same when operators end holds: that they did is theirs to write down. */
export type WhenWithdrawn = (work: Work, withdrawals: readonly Withdrawal[]) => void;

export interface BookingParts {
  handlers: BookingHandlers;
  whenSold: WhenSold;
  whenWithdrawn: WhenWithdrawn;
}

/** What a batch begins with. */
interface Found {
  concert: BookedConcert;
  /** Whether anybody stands in line. Whoever joins while this batch is decided is seen to by the scheduler. */
  waitedFor: boolean;
  due: string[];
}

/** The booking lane: holds, releases, payments and the ends of holds of one concert. */
export const bookingLane = (parts: BookingParts): Lane<Found> => ({
  look: (concertId, { limit, except }) => sql`(
    select json_build_object(
      'concert', json_build_object('id', id, 'holdSeconds', hold_seconds, 'seatsPerUser', seats_per_user),
      'waitedFor', exists (select 1 from queue_token where concert_id = ${concertId} and status = 'WAITING'),
      'due', array(
        select id from reservation
        where concert_id = ${concertId} and status = 'HELD' and expires_at <= statement_timestamp()
          and not id = any(${except}::uuid[])
        order by expires_at limit ${limit}
      )
    ) from concert where id = ${concertId}
  )`,
  async open(work, _sweep, found) {
    return new BookingBatch(parts, work, found);
  },
  async sweepFailed(work, id) {
    const reservation = await readReservationRow(work.em, id);
    if (reservation !== null) work.events.push(expiry(reservation, false));
  },
});

const expiry = (reservation: Reservation, released: boolean): HoldExpired => ({
  type: 'hold-expired',
  userId: reservation.userId,
  reservationId: reservation.id,
  date: reservation.date,
  seatNumbers: reservation.seatNumbers,
  released,
});

/** The payloads of the lane's kinds, as far as they say what is to be loaded. */
interface Asked {
  tokenId: string;
  date?: string;
  seatNumbers?: number[];
  reservationId?: string;
  reservationIds?: string[];
}

/**
 * One batch of the booking lane. Rows are locked in one order everywhere, tokens, then reservations, then
 * wallets, each by id, so that two lanes that share a user wait for each other and do not lock each other out.
 */
export class BookingBatch implements Batch {
  readonly concert: BookedConcert;
  readonly due: readonly string[];
  /** Nothing here goes on by itself. */
  readonly advanced: readonly string[] = [];
  /** The database's clock after the last lock was taken. */
  now = new Date(0);
  readonly dates = new Map<string, BookedDate>();
  readonly seats = new SeatBook();
  readonly #parts: BookingParts;
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

  constructor(parts: BookingParts, work: Work, { concert, waitedFor, due }: Found) {
    this.#parts = parts;
    this.#work = work;
    this.concert = concert;
    this.#waitedFor = waitedFor;
    this.due = due;
  }

  async load(requests: readonly AcceptedRequest[]): Promise<void> {
    if (requests.length === 0 && this.due.length === 0) return;
    const asked = requests.map(({ payload }) => payload as Asked);
    const paying = requests.filter(({ kind }) => kind === 'pay');
    const loaded = await loadWanted(this.#work.em, this.concert.id, {
      tokenIds: asked.map(({ tokenId }) => tokenId),
      seats: asked.flatMap(({ date, seatNumbers }) =>
        date === undefined ? [] : (seatNumbers ?? []).map((number) => ({ date, number })),
      ),
      due: this.due,
      reservationIds: asked.flatMap(
        ({ reservationId, reservationIds }) => reservationIds ?? reservationId ?? [],
      ),
      // A payment ends its visit, and with it whatever else is held in it.
      leaving: paying.map(({ payload }) => (payload as Asked).tokenId),
      paying: paying.map(({ userId }) => userId),
      reserving: requests.filter(({ kind }) => kind === 'reserve').map(({ userId }) => userId),
    });
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

  decide(request: AcceptedRequest): Outcome {
    const decide = this.#parts.handlers[request.kind];
    if (decide === undefined) throw new Error(`nobody decides "${request.kind}"`);
    return decide(this, request as never);
  }

  async finish(): Promise<void> {
    const { em, events, writes } = this.#work;
    const sales = this.#sales;
    // Seats are freed before they are taken: within one batch the same seat may do both.
    const first = new WrittenTogether();
    endHolds(first, this.#ended, this.now);
    await first.execute(em);
    insertHolds(writes, this.concert.id, this.#held, this.now);
    extendTokens(writes, [...this.#extended], this.#endOfHold);
    if (sales.length > 0) {
      this.#parts.whenSold(this.#work, sales, this.now);
      postTransfers(writes, sales.map(transferOf(this.concert.id)));
      writeBalances(writes, new Map(sales.map(({ userId, balance }) => [userId, balance])));
      const confirmed = sales.flatMap(({ paymentId, reservations }) =>
        reservations.map(({ id }) => ({ id, paymentId })),
      );
      confirmHolds(writes, confirmed, this.now);
      endTokens(writes, this.#completed, this.now);
    }
    if (this.#withdrawals.length > 0) this.#parts.whenWithdrawn(this.#work, this.#withdrawals);
    events.push(...this.#changes.events(this.concert.id));
  }

  tokenOf(tokenId: string, userId: string): QueueToken | undefined {
    const token = this.#tokens.get(tokenId);
    return token?.userId === userId ? token : undefined;
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
    if (this.#waitedFor) this.#work.rings.add('admission');
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
