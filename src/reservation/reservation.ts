import { defineEntity, type InferEntity, p } from '@mikro-orm/postgresql';

export const RESERVATION_STATUSES = ['HELD', 'CONFIRMED', 'RELEASED', 'EXPIRED', 'CANCELLED'] as const;

/** One user's seats on a date; the hold is the time for which it is `HELD`. */
export const Reservation = defineEntity({
  name: 'Reservation',
  tableName: 'reservation',
  properties: {
    id: p.uuid().primary(),
    concertId: p.uuid(),
    dateId: p.uuid(),
    date: p.string().columnType('date'),
    userId: p.uuid(),
    tokenId: p.uuid(),
    seatNumbers: p.array((number) => Number(number)).columnType('int[]'),
    /** The sum of the prices at the time of the hold: what will be paid, whatever the prices become. */
    amount: p.bigint('number'),
    status: p.enum(RESERVATION_STATUSES),
    heldAt: p.datetime(),
    expiresAt: p.datetime(),
    endedAt: p.datetime().nullable(),
    paymentId: p.uuid().nullable(),
  },
});
export type Reservation = InferEntity<typeof Reservation>;
