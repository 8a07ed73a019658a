import { defineEntity, type InferEntity, p } from '@mikro-orm/postgresql';

/** One evening of a concert. */
export const ConcertDate = defineEntity({
  name: 'ConcertDate',
  tableName: 'concert_date',
  properties: {
    id: p.uuid().primary(),
    /** Null of one that was removed. */
    concertId: p.uuid().strictNullable(),
    /** The calendar date at the venue, YYYY-MM-DD. */
    date: p.date(),
    startsAt: p.datetime(),
    seatsTotal: p.integer(),
    /** Kept by the booking lane, which alone sells. */
    seatsSold: p.integer().default(0),
  },
});
export type ConcertDate = InferEntity<typeof ConcertDate>;
