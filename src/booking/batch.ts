import { WrittenTogether } from '../database/written-together.ts';
import type { Batch, Work } from '../lane/lane.ts';
import { type Action, recordActions } from '../sale/action-log.ts';
import { postTransfers } from '../sale/ledger.ts';
import { changeHolds, confirmHolds, insertHolds } from '../sale/reservations.ts';
import { endTokens, writeVisits } from '../sale/tokens.ts';
import { writeBalances } from '../sale/wallet-table.ts';
import { type BookedConcert, BookingGround, type Withdrawal } from './ground.ts';
import { loadWanted, type Wanted } from './load-wanted.ts';
import { countSold, type Sale, writePayments } from './write-payments.ts';

/** What a batch begins with. */
export interface Found {
  concert: BookedConcert;
  /** Whether anybody stands in line. Whoever joins while this batch is decided is seen to by the scheduler. */
  waitedFor: boolean;
  due: string[];
}

/**
 * One batch of the booking lane: loads its ground, and writes what was done to it. Rows are locked in one order
 * everywhere, tokens, then reservations, then wallets, each by id, so that two lanes that share a user wait for each
 * other and do not lock each other out.
 */
export class BookingBatch extends BookingGround implements Batch<Wanted> {
  readonly due: readonly string[];
  /** Nothing here goes on by itself. */
  readonly advanced: readonly string[] = [];
  readonly #work: Work;

  constructor(work: Work, found: Found) {
    super(found, work);
    this.#work = work;
    this.due = found.due;
  }

  async load(wants: readonly Wanted[]): Promise<void> {
    if (wants.length === 0 && this.due.length === 0) return;
    this.enter(await loadWanted(this.#work.em, this.concert.id, wants, this.due));
  }

  async finish(): Promise<void> {
    const { em, events, writes } = this.#work;
    const { sales } = this;
    const concertId = this.concert.id;
    // Seats are freed before they are taken: within one batch the same seat may do both.
    const first = new WrittenTogether();
    changeHolds(first, [...this.changed], this.returned, this.now);
    await first.execute(em);
    insertHolds(writes, concertId, this.held, this.now);
    writeVisits(writes, [...this.visits]);
    if (sales.length > 0) {
      writePayments(writes, concertId, sales, this.now);
      postTransfers(writes, sales.map(transferOf(concertId)));
      writeBalances(writes, new Map(sales.map(({ userId, balance }) => [userId, balance])));
      const confirmed = sales.flatMap(({ paymentId, reservations }) =>
        reservations.map(({ id }) => ({ id, paymentId })),
      );
      confirmHolds(writes, confirmed, this.now);
      countSold(writes, sales);
      endTokens(writes, this.completed, this.now);
    }
    recordActions(writes, this.withdrawals.map(actionOf(concertId)));
    events.push(...this.changes.events(concertId));
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
    const { id, userId, date, seatNumbers, endNote } = reservation;
    return {
      who,
      what: 'release-hold',
      concertId,
      before: { reservationId: id, userId, date, seatNumbers, status: 'HELD' },
      after: { status: 'RELEASED', ...(endNote === null ? {} : { reason: endNote }) },
      correlationId,
    };
  };
