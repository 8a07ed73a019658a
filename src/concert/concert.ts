import { defineEntity, type InferEntity, p } from '@mikro-orm/postgresql';

/** What is sold, when, and how. `waiting-room/` keeps the door. */
export const Concert = defineEntity({
  name: 'Concert',
  tableName: 'concert',
  properties: {
    id: p.uuid().primary(),
    title: p.text(),
    venue: p.text().nullable(),
    /** IANA name; the venue's, in which a date is a date. */
    timeZone: p.text(),
    saleOpensAt: p.datetime().nullable(),
    saleClosesAt: p.datetime().nullable(),
    holdSeconds: p.integer(),
    /** How many seats one person may hold or own in this concert. */
    seatsPerUser: p.integer(),
    createdAt: p.datetime(),
  },
});
export type Concert = InferEntity<typeof Concert>;

/** One evening of a concert, with seats of its own, numbered from 1. */
export const ConcertDate = defineEntity({
  name: 'ConcertDate',
  tableName: 'concert_date',
  properties: {
    id: p.uuid().primary(),
    concertId: p.uuid(),
    /** The calendar date at the venue, YYYY-MM-DD. */
    date: p.string().columnType('date'),
    startsAt: p.datetime(),
    seatsTotal: p.integer(),
  },
});
export type ConcertDate = InferEntity<typeof ConcertDate>;

/** A place on a date, for sale at a price. Who has it stands in `reservation/`. */
export const Seat = defineEntity({
  name: 'Seat',
  tableName: 'seat',
  properties: {
    dateId: p.uuid().primary(),
    number: p.integer().primary(),
    section: p.text().nullable(),
    row: p.text().nullable(),
    /** In the currency's minor unit. */
    price: p.integer(),
  },
});
export type Seat = InferEntity<typeof Seat>;

/** Whether people may join the line now. Both ends are optional: without them the sale is always open. */
export const saleIsOpen = (concert: Concert, now: Date): boolean =>
  (concert.saleOpensAt == null || concert.saleOpensAt <= now) &&
  (concert.saleClosesAt == null || now < concert.saleClosesAt);
