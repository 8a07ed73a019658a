import { z } from 'zod';
import { SEATS_PER_REQUEST } from '../../config/limits.ts';
import { calendarDate, distinct, either } from '../contract/fields.ts';
import { defineKind } from '../lane/kind.ts';

const seatNumber = z.int().min(1).max(2_147_483_647);
const seatNumbers = z.array(seatNumber).min(1).max(SEATS_PER_REQUEST);

/** Holding seats of one date: all of them or none. */
export const reserve = defineKind({
  name: 'reserve',
  lane: 'booking',
  body: z
    .strictObject({
      date: calendarDate,
      seatNumber: seatNumber.optional(),
      seatNumbers: seatNumbers.optional().describe('All or none'),
    })
    .superRefine((body, context) => {
      either(body, 'seatNumber', 'seatNumbers', context);
      distinct(body.seatNumbers ?? [], 'seatNumbers', context);
    }),
  payload: z.strictObject({
    tokenId: z.uuid(),
    date: calendarDate,
    seatNumbers,
  }),
  result: z.object({
    reservationId: z.uuid(),
    status: z.literal('HELD'),
    date: z.iso.date(),
    seatNumbers: z.array(seatNumber),
    amount: z.int(),
    expiresAt: z.iso.datetime(),
    holdSeconds: z.int(),
  }),
  refusals: [
    'INVALID_TOKEN',
    'NOT_ADMITTED',
    'SEATS_NOT_FOUND',
    'SEAT_NOT_FOUND',
    'SEAT_LIMIT_EXCEEDED',
    'SEAT_ALREADY_RESERVED',
  ],
  fault: 'INTERNAL_ERROR',
});
