import { DATE } from './on-sale.ts';

/** A second date, with a fresh seat for each turn. */
const TURNS_DATE = '2099-12-25';
const SEATS = 20_000;
const FANS = 20;

/**
 * A concert in which fans hold a seat and give it back for as long as they like: their visits may make as many holds, and
 * each turn has a seat that its fan did not give back a moment ago.
 */
export const MANY_TURNS = {
  holdsPerVisit: 10_000,
  dates: [
    { date: DATE, price: 50_000 },
    { date: TURNS_DATE, price: 50_000, seats: SEATS },
  ],
};

/** The seat of a fan's turn; fans are numbered from 0. */
export const seatOfTurn = (fan: number, turn: number): [date: string, seat: number] => [
  TURNS_DATE,
  1 + ((turn * FANS + fan) % SEATS),
];
