import type { ContractCode } from '../infrastructure/contract-table.ts';

/*
 * The whole on-sale as the contract tells it, in as few words as possible: no database, no lanes, no clock but a
 * number of minutes. What it says is compared with what the running system answers.
 */

export interface ConcertPlan {
  seats: number;
  price: number;
  capacity: number;
  seatsPerUser: number;
  holdsPerVisit: number;
  holdMinutes: number;
  extensionMinutes: number;
  activeMinutes: number;
  waitingMinutes: number;
}

export interface Token {
  /** As it was issued. */
  bearer: string;
  fan: number;
  number: number;
  status: 'WAITING' | 'ACTIVE' | 'COMPLETED' | 'EXPIRED' | 'LEFT';
  endsAt: number;
  /** Until when seats may be chosen; null while it waits. */
  choosesUntil: number | null;
  holds: number;
}

export interface Reservation {
  id: string;
  fan: number;
  token: Token;
  seats: readonly number[];
  amount: number;
  extended: boolean;
  status: 'HELD' | 'CONFIRMED' | 'RELEASED' | 'EXPIRED';
  endsAt: number;
}

/** A write as it is sent: with the token that the fan has at that time, and the ids that they mean. */
export type Asked =
  | { do: 'join'; fan: number }
  | { do: 'leave'; fan: number; token: Token | undefined }
  | { do: 'reserve'; fan: number; token: Token | undefined; seats: readonly number[] }
  | { do: 'release'; fan: number; token: Token | undefined; id: string }
  | { do: 'extend'; fan: number; token: Token | undefined; id: string }
  | { do: 'give back'; fan: number; token: Token | undefined; id: string; seats: readonly number[] }
  | { do: 'pay'; fan: number; token: Token | undefined; ids: readonly string[] };

/** What the answer to a write that succeeds must have. */
export interface Success {
  status: number;
  body: Record<string, unknown>;
}

/** Of an answer, what nobody can foretell and the model has to learn. */
export interface Learnt {
  token: string;
  reservationId: string;
}

/** One concert: its door, its seats. */
export class ConcertModel {
  readonly plan: ConcertPlan;
  readonly tokens: Token[] = [];
  readonly reservations: Reservation[] = [];
  /** When fans had seats last, by both. A minute is longer than that matters. */
  readonly #hadUntil = new Map<string, number>();
  readonly totals = { admittedTotal: 0, expiredTotal: 0, leftTotal: 0 };
  readonly #sale: SaleModel;

  constructor(sale: SaleModel, plan: ConcertPlan) {
    this.#sale = sale;
    this.plan = plan;
  }

  /** The latest token of a fan, ended or not. */
  tokenOf(fan: number): Token | undefined {
    return this.tokens.findLast((token) => token.fan === fan);
  }

  waiting(): Token[] {
    return this.tokens.filter(({ status }) => status === 'WAITING');
  }

  active(): Token[] {
    return this.tokens.filter(({ status }) => status === 'ACTIVE');
  }

  /** Fans, those who hold something or are inside before the others. */
  firstOf(fans: readonly number[], first: 'holding' | 'inside'): number[] {
    const those = new Set((first === 'holding' ? this.#held() : this.active()).map(({ fan }) => fan));
    return [...those, ...fans.filter((fan) => !those.has(fan))];
  }

  /** The reservations: what this fan holds, what else was theirs, what others have; the latest before the earlier. */
  heldFirst(fan: number): Reservation[] {
    const distance = (one: Reservation) => (one.fan === fan ? (one.status === 'HELD' ? 0 : 1) : 2);
    return this.reservations.toReversed().sort((one, other) => distance(one) - distance(other));
  }

  rankOf(token: Token): number {
    return this.waiting().indexOf(token) + 1;
  }

  seatStatus(number: number): 'AVAILABLE' | 'HELD' | 'SOLD' {
    const holder = this.reservations.find(({ status, seats }) => isLive(status) && seats.includes(number));
    if (holder === undefined) return 'AVAILABLE';
    return holder.status === 'HELD' ? 'HELD' : 'SOLD';
  }

  /** Why this write is refused if it is decided now, in the order in which the contract weighs refusals. */
  refusalOf(asked: Asked): ContractCode | null {
    if (asked.do === 'join') {
      const token = this.tokenOf(asked.fan);
      return token !== undefined && stands(token) ? 'TOKEN_ALREADY_ACTIVE' : null;
    }
    const { token } = asked;
    if (token === undefined) return 'FORBIDDEN';
    if (!stands(token)) return 'INVALID_TOKEN';
    if (asked.do === 'leave') return null;
    if (asked.do === 'release') return this.#refusalOfRelease(asked.fan, asked.id);
    if (asked.do === 'give back') return this.#refusalOfGivingBack(asked.fan, asked.id, asked.seats);
    if (token.status !== 'ACTIVE') return 'NOT_ADMITTED';
    if (asked.do === 'extend') return this.#refusalOfExtension(token, asked.id);
    if (asked.do === 'reserve') return this.#refusalOfHold(token, asked.seats);
    return this.#refusalOfPayment(asked.fan, asked.ids);
  }

  /** Does what is asked, which nothing refuses, and answers what is to be seen of it. */
  succeed(asked: Asked, learnt: Learnt): Success {
    switch (asked.do) {
      case 'join':
        return this.#join(asked.fan, learnt.token);
      case 'leave':
        return this.#leave(asked.token as Token);
      case 'reserve':
        return this.#hold(asked.token as Token, asked.seats, learnt.reservationId);
      case 'release':
        return this.#release(asked.id);
      case 'give back':
        return this.#giveBack(asked.id, asked.seats);
      case 'extend':
        return this.#extend(asked.token as Token, asked.id);
      case 'pay':
        return this.#pay(asked.token as Token, asked.ids);
    }
  }

  /** What has run out ends, then those in line come in. */
  timePassed(): void {
    const isOver = ({ endsAt }: { endsAt: number }) => endsAt <= this.#sale.now;
    for (const hold of this.#held().filter(isOver)) this.#endHold(hold, 'EXPIRED', hold.endsAt);
    for (const token of this.tokens.filter(stands).filter(isOver)) {
      this.#end(token, 'EXPIRED');
      this.totals.expiredTotal += 1;
    }
    this.#admit();
  }

  #refusalOfRelease(fan: number, id: string): ContractCode | null {
    const status = this.#ownOf(fan, id)?.status;
    if (status === 'CONFIRMED') return 'ALREADY_PAID';
    return status === 'HELD' ? null : 'RESERVATION_NOT_FOUND';
  }

  #refusalOfGivingBack(fan: number, id: string, seats: readonly number[]): ContractCode | null {
    const refusal = this.#refusalOfRelease(fan, id);
    if (refusal === 'RESERVATION_NOT_FOUND') return refusal;
    const isIn = (number: number) => this.#ownOf(fan, id)?.seats.includes(number) === true;
    return seats.every(isIn) ? refusal : 'SEAT_NOT_FOUND';
  }

  #refusalOfExtension(token: Token, id: string): ContractCode | null {
    const hold = this.#ownOf(token.fan, id);
    if (hold === undefined) return 'RESERVATION_NOT_FOUND';
    const canBe = hold.status === 'HELD' && !hold.extended && hold.token === token;
    return canBe && this.#extendedEnd(token, hold) > hold.endsAt ? null : 'NOT_EXTENDABLE';
  }

  #extendedEnd({ choosesUntil }: Token, { endsAt }: Reservation): number {
    return Math.min(endsAt + this.plan.extensionMinutes, (choosesUntil ?? 0) + this.plan.holdMinutes);
  }

  #refusalOfHold({ fan, choosesUntil, holds }: Token, seats: readonly number[]): ContractCode | null {
    if (choosesUntil === null || choosesUntil <= this.#sale.now) return 'VISIT_OVER';
    if (seats.some((number) => number > this.plan.seats)) return 'SEAT_NOT_FOUND';
    const taken = this.reservations
      .filter((reservation) => reservation.fan === fan && isLive(reservation.status))
      .reduce((sum, reservation) => sum + reservation.seats.length, 0);
    if (taken + seats.length > this.plan.seatsPerUser) return 'SEAT_LIMIT_EXCEEDED';
    if (holds >= this.plan.holdsPerVisit) return 'HOLD_LIMIT_EXCEEDED';
    if (seats.some((number) => this.seatStatus(number) !== 'AVAILABLE')) return 'SEAT_ALREADY_RESERVED';
    const justHad = (number: number) => this.#hadUntil.get(`${fan} ${number}`) === this.#sale.now;
    return seats.some(justHad) ? 'SEAT_RECENTLY_YOURS' : null;
  }

  #refusalOfPayment(fan: number, ids: readonly string[]): ContractCode | null {
    const statuses = ids.map((id) => this.#ownOf(fan, id)?.status ?? 'RELEASED');
    if (statuses.includes('RELEASED')) return 'RESERVATION_NOT_FOUND';
    if (statuses.includes('CONFIRMED')) return 'ALREADY_PAID';
    if (statuses.includes('EXPIRED')) return 'HOLD_EXPIRED';
    return this.#sale.balanceOf(fan) < this.#amountOf(ids) ? 'INSUFFICIENT_BALANCE' : null;
  }

  #join(fan: number, bearer: string): Success {
    const { now } = this.#sale;
    const number = this.tokens.length + 1;
    const endsAt = now + this.plan.waitingMinutes;
    const token: Token = { bearer, fan, number, status: 'WAITING', endsAt, choosesUntil: null, holds: 0 };
    this.tokens.push(token);
    this.#admit();
    const rank = this.rankOf(token);
    return { status: 201, body: { status: token.status, number, rank, ahead: Math.max(rank - 1, 0) } };
  }

  #leave(token: Token): Success {
    this.#end(token, 'LEFT');
    this.totals.leftTotal += 1;
    this.#admit();
    return { status: 200, body: { status: 'LEFT' } };
  }

  #hold(token: Token, seats: readonly number[], id: string): Success {
    const { fan } = token;
    const amount = seats.length * this.plan.price;
    const endsAt = this.#sale.now + this.plan.holdMinutes;
    token.endsAt = Math.max(token.endsAt, endsAt);
    token.holds += 1;
    this.reservations.push({ id, fan, token, seats, amount, extended: false, status: 'HELD', endsAt });
    return { status: 201, body: { status: 'HELD', seatNumbers: seats, amount } };
  }

  #release(id: string): Success {
    for (const hold of this.#held()) if (hold.id === id) this.#endHold(hold, 'RELEASED', this.#sale.now);
    return { status: 200, body: { status: 'RELEASED' } };
  }

  #giveBack(id: string, seats: readonly number[]): Success {
    const hold = this.reservations.find((one) => one.id === id) as Reservation;
    const left = hold.seats.filter((number) => !seats.includes(number));
    const amount = left.length * this.plan.price;
    const status = left.length === 0 ? 'RELEASED' : 'HELD';
    if (status === 'RELEASED') this.#endHold(hold, status, this.#sale.now);
    else {
      for (const number of seats) this.#hadUntil.set(`${hold.fan} ${number}`, this.#sale.now);
      Object.assign(hold, { seats: left, amount });
    }
    return { status: 200, body: { reservationId: id, status, seatNumbers: left, amount } };
  }

  #extend(token: Token, id: string): Success {
    const hold = this.reservations.find((one) => one.id === id) as Reservation;
    hold.endsAt = this.#extendedEnd(token, hold);
    hold.extended = true;
    token.endsAt = Math.max(token.endsAt, hold.endsAt);
    return { status: 201, body: { reservationId: id } };
  }

  #pay(token: Token, ids: readonly string[]): Success {
    const amount = this.#amountOf(ids);
    const balance = this.#sale.move(token.fan, -amount);
    for (const hold of this.#held()) if (ids.includes(hold.id)) hold.status = 'CONFIRMED';
    this.#end(token, 'COMPLETED');
    this.#admit();
    const body = {
      status: 'PAID',
      amount,
      balance,
      reservationId: ids[0],
      token: { status: 'COMPLETED' },
    };
    return { status: 201, body };
  }

  #amountOf(ids: readonly string[]): number {
    const paid = this.reservations.filter(({ id }) => ids.includes(id));
    return paid.reduce((sum, { amount }) => sum + amount, 0);
  }

  #ownOf(fan: number, id: string): Reservation | undefined {
    return this.reservations.find((reservation) => reservation.id === id && reservation.fan === fan);
  }

  #held(): Reservation[] {
    return this.reservations.filter(({ status }) => status === 'HELD');
  }

  /** A token ends, and what is still held with it is free. */
  #end(token: Token, status: 'COMPLETED' | 'EXPIRED' | 'LEFT'): void {
    token.status = status;
    for (const hold of this.#held()) {
      if (hold.token === token) this.#endHold(hold, 'RELEASED', this.#sale.now);
    }
  }

  #endHold(hold: Reservation, status: 'RELEASED' | 'EXPIRED', at: number): void {
    hold.status = status;
    for (const number of hold.seats) this.#hadUntil.set(`${hold.fan} ${number}`, at);
  }

  /** By number, as many as there is room for. */
  #admit(): void {
    const places = this.plan.capacity - this.active().length;
    for (const token of this.waiting().slice(0, Math.max(places, 0))) {
      token.status = 'ACTIVE';
      token.endsAt = this.#sale.now + this.plan.activeMinutes;
      token.choosesUntil = token.endsAt;
      this.totals.admittedTotal += 1;
    }
  }
}

/** The concerts, and the wallets, which belong to none of them. */
export class SaleModel {
  /** In minutes since the story began. */
  now = 0;
  readonly concerts: readonly ConcertModel[];
  readonly #balances: number[];

  constructor(plans: readonly ConcertPlan[], balances: readonly number[]) {
    this.concerts = plans.map((plan) => new ConcertModel(this, plan));
    this.#balances = [...balances];
  }

  balanceOf(fan: number): number {
    return this.#balances[fan] ?? 0;
  }

  /** Puts money into a wallet, or takes it out, and answers what is in it then. */
  move(fan: number, amount: number): number {
    const balance = this.balanceOf(fan) + amount;
    this.#balances[fan] = balance;
    return balance;
  }

  pass(minutes: number): void {
    this.now += minutes;
    for (const concert of this.concerts) concert.timePassed();
  }
}

const stands = ({ status }: Token): boolean => status === 'WAITING' || status === 'ACTIVE';

const isLive = (status: Reservation['status']): boolean => status === 'HELD' || status === 'CONFIRMED';
