import { FEW_SEATS_PERCENT } from '../../config/limits.ts';

/** What a sale can be. Nothing makes `PRE_QUEUE` yet. */
export const SALE_STATES = ['ANNOUNCED', 'PRE_QUEUE', 'ON_SALE', 'SOLD_OUT', 'CLOSED'] as const;
export type SaleState = (typeof SALE_STATES)[number];

export const AVAILABILITIES = ['MANY', 'FEW', 'NONE'] as const;
export type Availability = (typeof AVAILABILITIES)[number];

/** How many are free of so many, in a word. */
export const availabilityOf = (free: number, total: number): Availability =>
  free <= 0 ? 'NONE' : free <= Math.ceil((total * FEW_SEATS_PERCENT) / 100) ? 'FEW' : 'MANY';

/** When a sale is: without its times it is open until its last date begins, and never without a date. */
export interface SaleTimes {
  saleOpensAt?: Date | null;
  saleClosesAt?: Date | null;
  /** When the last date begins; null without any, and of a concert that is put away. */
  lastStartsAt: Date | null;
}

/** Whether nobody may join any more. */
export const saleIsOver = ({ saleClosesAt, lastStartsAt }: SaleTimes, now: Date): boolean =>
  (saleClosesAt != null && saleClosesAt <= now) || lastStartsAt === null || lastStartsAt <= now;

/** Whether people may join the line now. */
export const saleIsOpen = (times: SaleTimes, now: Date): boolean =>
  (times.saleOpensAt == null || times.saleOpensAt <= now) && !saleIsOver(times, now);

/** Whether those who wait are sent away: there is nothing left to buy, or the concert lets nobody in after its end. */
export const turnsAway = (times: SaleTimes, afterClose: 'end' | 'finish', now: Date): boolean =>
  saleIsOver(times, now) &&
  (afterClose === 'end' || times.lastStartsAt === null || times.lastStartsAt <= now);
