import { BookingGround } from '../../src/booking/ground.ts';
import type { RecentSeat } from '../../src/booking/load-wanted.ts';
import type { LaneEvent } from '../../src/lane/announcement.ts';
import type { Outcome } from '../../src/lane/kind.ts';
import type { Reservation } from '../../src/sale/reservations.ts';
import type { QueueToken } from '../../src/sale/tokens.ts';
import { CONCERT, type Decides, decideOn, later, NOW, tokenOf } from './decided.ts';

export const DATE = '2027-05-01';
export const HOLD_SECONDS = 300;

/** Ann's, of the first seat, and not over yet. */
export const hold = (change: Partial<Reservation> = {}): Reservation => ({
  id: 'hold',
  dateId: 'date',
  date: DATE,
  userId: 'ann',
  tokenId: "ann's token",
  seatNumbers: [1],
  amount: 100,
  status: 'HELD',
  expiresAt: later(1),
  extended: false,
  endReason: null,
  endNote: null,
  ...change,
});

/** What a batch finds. */
export interface BookingScene {
  tokens?: QueueToken[];
  reservations?: Reservation[];
  /** Ids of those of them that are due. */
  due?: string[];
  balances?: Record<string, number>;
  seatsPerUser?: number;
  holdsPerVisit?: number;
  holdExtensionSeconds?: number;
  /** Seats that somebody had a moment ago. */
  recent?: RecentSeat[];
  startsAt?: Date;
  waitedFor?: boolean;
}

const isLive = ({ status, expiresAt }: Reservation) =>
  status === 'CONFIRMED' || (status === 'HELD' && NOW < expiresAt);

/**
 * Ann and Bob are inside and may have two seats each. There is one date, of six seats that cost a hundred times their
 * number, and free are those that no reservation has.
 */
export class BookingStand {
  readonly ground: BookingGround;
  readonly #events: LaneEvent[] = [];
  readonly #rings = new Set<string>();

  constructor(scene: BookingScene = {}) {
    const { tokens = [tokenOf('ann'), tokenOf('bob')], reservations = [], due = [], balances = {} } = scene;
    const {
      seatsPerUser = 2,
      holdsPerVisit = 10,
      holdExtensionSeconds = 60,
      recent = [],
      startsAt = later(1),
      waitedFor = false,
    } = scene;
    const concert = {
      id: CONCERT,
      holdSeconds: HOLD_SECONDS,
      seatsPerUser,
      holdsPerVisit,
      holdExtensionSeconds,
    };
    this.ground = new BookingGround({ concert, waitedFor }, { events: this.#events, rings: this.#rings });
    const holderOf = (number: number) =>
      reservations.find(
        ({ status, seatNumbers }) =>
          (status === 'HELD' || status === 'CONFIRMED') && seatNumbers.includes(number),
      )?.id ?? null;
    const liveSeats = new Map<string, number>();
    for (const { userId, seatNumbers } of reservations.filter(isLive)) {
      liveSeats.set(userId, (liveSeats.get(userId) ?? 0) + seatNumbers.length);
    }
    this.ground.enter({
      dates: [{ id: 'date', date: DATE, startsAt }],
      seats: [1, 2, 3, 4, 5, 6].map((number) => ({
        date: DATE,
        number,
        price: number * 100,
        holder: holderOf(number),
      })),
      // A batch changes what it has loaded.
      tokens: tokens.map((token) => ({ ...token })),
      reservations: reservations.map((reservation) => ({ ...reservation })),
      ending: due,
      recent,
      prices: reservations.flatMap(({ id, seatNumbers }) =>
        seatNumbers.map((number) => ({ reservationId: id, number, price: number * 100 })),
      ),
      balances: new Map(Object.entries(balances)),
      liveSeats,
      now: NOW,
    });
  }

  decide<Payload>(kind: Decides<BookingGround, Payload>, payload: Payload, userId = 'ann'): Outcome {
    return decideOn(this.ground, kind, payload, userId);
  }

  /** What is to be written and told, and who has which seat. */
  left() {
    const { held, changed, returned, sales, withdrawals, visits, completed, changes, seats } = this.ground;
    const all = seats.find(DATE, [1, 2, 3, 4, 5, 6]) ?? [];
    return {
      held: [...held.keys()],
      ended: [...changed]
        .filter(({ status }) => status === 'RELEASED' || status === 'EXPIRED')
        .map(({ id, status, endReason }) => [id, status, endReason]),
      changed: [...changed].filter(({ status }) => status === 'HELD'),
      returned,
      sales,
      withdrawals,
      visits: [...visits].map(({ id, expiresAt, holds }) => ({ id, expiresAt, holds })),
      completed: completed.map(({ id }) => id),
      rings: [...this.#rings],
      events: [...this.#events, ...changes.events(CONCERT)],
      holders: Object.fromEntries(
        all.flatMap(({ number, holder }) => (holder === null ? [] : [[number, holder]])),
      ),
    };
  }

  /** The types of what is told. */
  tells(): Set<string> {
    return new Set(this.left().events.map(({ type }) => type));
  }
}
