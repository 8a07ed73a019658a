import { type EntityManager, type FilterQuery, LockMode } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { Concert, ConcertDate } from '../concert/concert.ts';
import type { Batch, Lane, Work } from '../lane/batch.ts';
import { databaseNow } from '../lane/clock.ts';
import type { AcceptedRequest, Outcome } from '../lane/kind.ts';
import { timeOrderedId } from '../lane/time-ordered-id.ts';
import type { TokenEnded } from '../waiting-room/events.ts';
import { endToken, QueueToken } from '../waiting-room/queue-token.ts';
import { Account } from '../wallet/account.ts';
import { postTransfers, type Transfer } from '../wallet/ledger.ts';
import type { HoldExpired, SeatStatus } from './events.ts';
import { Reservation } from './reservation.ts';
import { type BookedSeat, SeatBook } from './seat-book.ts';
import { SeatChanges } from './seat-changes.ts';

/** How each kind of the booking lane is decided; `workers/handlers.ts` fills it, and the compiler checks it. */
export type BookingHandlers = Record<string, (batch: BookingBatch, request: never) => Outcome>;

/** The booking lane: holds, releases, payments and the ends of holds of one concert. */
export const bookingLane = (handlers: BookingHandlers): Lane => ({
  async open(work) {
    const concert = await work.em.findOneOrFail(Concert, { id: work.concertId });
    return new BookingBatch(handlers, work, concert);
  },
  async sweepFailed(work, id) {
    const reservation = await work.em.findOne(Reservation, { id });
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

interface Wanted {
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
  readonly concert: Concert;
  /** The database's clock after the last lock was taken. */
  now = new Date(0);
  readonly dates = new Map<string, ConcertDate>();
  readonly seats = new SeatBook();
  readonly wallets = new Map<string, Account>();
  readonly transfers: Transfer[] = [];
  readonly em: EntityManager;
  readonly #handlers: BookingHandlers;
  readonly #work: Work;
  readonly #tokens = new Map<string, QueueToken>();
  readonly #reservations = new Map<string, Reservation>();
  readonly #held: { reservation: Reservation; seats: BookedSeat[] }[] = [];
  readonly #freed: string[] = [];
  readonly #sold: string[] = [];
  readonly #changes = new SeatChanges();

  constructor(handlers: BookingHandlers, work: Work, concert: Concert) {
    this.#handlers = handlers;
    this.#work = work;
    this.em = work.em;
    this.concert = concert;
  }

  async due(limit: number, except: readonly string[]): Promise<string[]> {
    const { rows } = await sql<{ id: string }>`
      select id from reservation
      where concert_id = ${this.concert.id} and status = 'HELD' and expires_at <= clock_timestamp()
        and not id = any(${except}::uuid[])
      order by expires_at limit ${limit}`.execute(this.em.getKysely());
    return rows.map(({ id }) => id);
  }

  async load(requests: readonly AcceptedRequest[], due: readonly string[]): Promise<void> {
    if (requests.length === 0 && due.length === 0) return;
    const wants = requests.map(({ payload }) => payload as Wanted);
    const paying = requests.filter(({ kind }) => kind === 'pay').map(({ userId }) => userId);
    // Seats whose hold has run out are free, whether or not anybody came by to say so.
    const ending = unique([...due, ...(await this.#loadSeats(wants))]);
    await this.#lockTokens([...wants.map(({ tokenId }) => tokenId), ...(await this.#tokensOf(ending))]);
    const asked = wants.flatMap(({ reservationId, reservationIds }) => reservationIds ?? reservationId ?? []);
    await this.#lockReservations({
      concertId: this.concert.id,
      $or: [
        { id: { $in: unique([...ending, ...asked]) } },
        {
          userId: { $in: unique(requests.map(({ userId }) => userId)) },
          status: { $in: ['HELD', 'CONFIRMED'] },
        },
      ],
    });
    if (paying.length > 0) {
      const wallets = await this.em.find(
        Account,
        { id: { $in: unique(paying) }, kind: 'wallet' },
        { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' } },
      );
      for (const wallet of wallets) this.wallets.set(wallet.id, wallet);
    }
    this.now = await databaseNow(this.em);
    for (const id of ending) this.#expire(id);
  }

  decide(request: AcceptedRequest): Outcome {
    const decide = this.#handlers[request.kind];
    if (decide === undefined) throw new Error(`nobody decides "${request.kind}"`);
    return decide(this, request as never);
  }

  async finish(): Promise<void> {
    // Seats are freed before they are taken: within one batch the same seat may do both.
    await this.#mark(this.#freed, 'FREED');
    await this.#insertHeld();
    await this.#mark(this.#sold, 'SOLD');
    await postTransfers(this.em, this.transfers);
    this.#work.events.push(...this.#changes.events(this.concert.id));
  }

  tokenOf(tokenId: string, userId: string): QueueToken | undefined {
    const token = this.#tokens.get(tokenId);
    return token?.userId === userId ? token : undefined;
  }

  reservationOf(reservationId: string, userId: string): Reservation | undefined {
    const reservation = this.#reservations.get(reservationId);
    return reservation?.userId === userId ? reservation : undefined;
  }

  /** Held and not past its end, by the database's clock: a late sweeper makes no hold longer. */
  isHeld(reservation: Reservation): boolean {
    return reservation.status === 'HELD' && this.now < reservation.expiresAt;
  }

  /** How many seats of the concert the user holds or owns. */
  liveSeatsOf(userId: string): number {
    let seats = 0;
    for (const reservation of this.#reservations.values()) {
      if (reservation.userId !== userId) continue;
      if (reservation.status === 'CONFIRMED' || this.isHeld(reservation))
        seats += reservation.seatNumbers.length;
    }
    return seats;
  }

  /** Holds free seats. The token lives at least as long as the hold. */
  hold(token: QueueToken, date: ConcertDate, seats: BookedSeat[]): Reservation {
    const expiresAt = new Date(this.now.getTime() + this.concert.holdSeconds * 1_000);
    const reservation: Reservation = {
      id: timeOrderedId(),
      concertId: this.concert.id,
      dateId: date.id,
      date: date.date,
      userId: token.userId,
      tokenId: token.id,
      seatNumbers: seats.map(({ number }) => number),
      amount: seats.reduce((sum, { price }) => sum + price, 0),
      status: 'HELD',
      heldAt: this.now,
      expiresAt,
      endedAt: null,
      paymentId: null,
    };
    if (token.expiresAt < expiresAt) token.expiresAt = expiresAt;
    this.#reservations.set(reservation.id, reservation);
    this.#held.push({ reservation, seats });
    this.seats.take(seats, reservation.id);
    this.#change(reservation, 'HELD');
    return reservation;
  }

  /** Ends a hold without a payment and frees its seats. */
  end(reservation: Reservation, status: 'RELEASED' | 'EXPIRED'): void {
    reservation.status = status;
    reservation.endedAt = this.now;
    this.#freed.push(reservation.id);
    this.seats.free(reservation.dateId, reservation.seatNumbers, reservation.id);
    this.#change(reservation, 'AVAILABLE');
  }

  /** Sells what is held. */
  confirm(reservation: Reservation, paymentId: string): void {
    reservation.status = 'CONFIRMED';
    reservation.endedAt = this.now;
    reservation.paymentId = paymentId;
    this.#sold.push(reservation.id);
    this.#change(reservation, 'SOLD');
  }

  /** Ends the visit after a payment: its other holds are released, its place inside goes to the next. */
  complete(token: QueueToken): void {
    for (const reservation of this.#reservations.values()) {
      if (reservation.tokenId === token.id && reservation.status === 'HELD')
        this.end(reservation, 'RELEASED');
    }
    endToken(token, 'COMPLETED', this.now);
    this.#work.rings.add('admission');
    const ended: TokenEnded = {
      type: 'token-ended',
      concertId: token.concertId,
      tokenId: token.id,
      userId: token.userId,
      status: 'COMPLETED',
    };
    this.#work.events.push(ended);
  }

  /** Ends a hold whose time is over; it may have been paid or released while this batch waited for its lock. */
  #expire(reservationId: string): void {
    const reservation = this.#reservations.get(reservationId);
    if (reservation?.status !== 'HELD' || this.isHeld(reservation)) return;
    this.end(reservation, 'EXPIRED');
    this.#work.events.push(expiry(reservation, true));
  }

  /** Answers the holders of wanted seats whose hold has run out. */
  async #loadSeats(wants: readonly Wanted[]): Promise<string[]> {
    const dates = unique(wants.flatMap(({ date }) => date ?? []));
    if (dates.length === 0) return [];
    const known = await this.em.find(ConcertDate, { concertId: this.concert.id, date: { $in: dates } });
    for (const date of known) this.dates.set(date.date, date);
    return this.seats.load(
      this.em,
      wants.flatMap(({ date, seatNumbers }) => {
        const dateId = date === undefined ? undefined : this.dates.get(date)?.id;
        return dateId === undefined ? [] : (seatNumbers ?? []).map((number) => ({ dateId, number }));
      }),
    );
  }

  /** The tokens under which these were held: whoever ends a token locks it before its holds, and so do we. */
  async #tokensOf(reservationIds: readonly string[]): Promise<string[]> {
    if (reservationIds.length === 0) return [];
    const { rows } = await sql<{ id: string }>`
      select distinct token_id as id from reservation
      where id = any(${reservationIds}::uuid[])`.execute(this.em.getKysely());
    return rows.map(({ id }) => id);
  }

  async #lockTokens(ids: readonly string[]): Promise<void> {
    const tokens = await this.em.find(
      QueueToken,
      { id: { $in: unique(ids) }, concertId: this.concert.id },
      { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' } },
    );
    for (const token of tokens) this.#tokens.set(token.id, token);
  }

  async #lockReservations(where: FilterQuery<Reservation>): Promise<void> {
    const reservations = await this.em.find(Reservation, where, {
      lockMode: LockMode.PESSIMISTIC_WRITE,
      orderBy: { id: 'asc' },
    });
    for (const reservation of reservations) this.#reservations.set(reservation.id, reservation);
  }

  #change(reservation: Reservation, status: SeatStatus): void {
    this.#changes.note(reservation.date, reservation.seatNumbers, status);
  }

  async #mark(reservationIds: readonly string[], status: 'FREED' | 'SOLD'): Promise<void> {
    // Those held in this very batch are written with the status that they came to.
    if (reservationIds.length === 0) return;
    await sql`
      update reserved_seat set status = ${status}
      where reservation_id = any(${reservationIds}::uuid[])`.execute(this.em.getKysely());
  }

  async #insertHeld(): Promise<void> {
    if (this.#held.length === 0) return;
    await this.em.insertMany(
      Reservation,
      this.#held.map(({ reservation }) => reservation),
    );
    const rows = this.#held.flatMap(({ reservation, seats }) =>
      seats.map((seat) => ({ reservation, number: seat.number, price: seat.price })),
    );
    await sql`
      insert into reserved_seat (reservation_id, date_id, seat_number, price, status)
      select * from unnest(
        ${rows.map(({ reservation }) => reservation.id)}::uuid[],
        ${rows.map(({ reservation }) => reservation.dateId)}::uuid[],
        ${rows.map(({ number }) => number)}::int[],
        ${rows.map(({ price }) => price)}::int[],
        ${rows.map(({ reservation }) => (reservation.status === 'HELD' ? 'HELD' : 'FREED'))}::text[]
      )`.execute(this.em.getKysely());
  }
}

const unique = <Value>(values: readonly Value[]): Value[] => [...new Set(values)];
