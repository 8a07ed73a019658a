import { defineEntity, p } from '@mikro-orm/postgresql';
import { literal } from '../database/literal.ts';

/**
 * What a reservation has or had of a seat: `FREED` with it, or `RETURNED` singly while the rest was held on. Of a seat at most one is `HELD` or `SOLD`, or the database refuses it.
 */
export const ReservedSeat = defineEntity({
  name: 'ReservedSeat',
  tableName: 'reserved_seat',
  properties: {
    reservationId: p.uuid().primary(),
    dateId: p.uuid(),
    seatNumber: p.integer().primary(),
    /** At the time of the hold. */
    price: p.integer(),
    status: p.enum(['HELD', 'SOLD', 'FREED', 'RETURNED'] as const),
    /** Known of those that were freed since this is written down. */
    freedAt: p.datetime().strictNullable(),
  },
});

/** The statuses of a seat that somebody has. */
export const LIVE_SEAT = [literal('HELD'), literal('SOLD')];
