import type { Handler } from '../lane/batch.ts';
import { standsAt } from '../sale/queue-token.ts';
import type { BookingBatch } from './booking-batch.ts';
import type { release } from './release.ts';

export const decideRelease: Handler<typeof release, BookingBatch> = (batch, { userId, payload }) => {
  const token = batch.tokenOf(payload.tokenId, userId);
  if (token === undefined || !standsAt(token, batch.now)) return { refused: 'INVALID_TOKEN' };

  const reservation = batch.reservationOf(payload.reservationId, userId);
  if (reservation === undefined) return { refused: 'RESERVATION_NOT_FOUND' };
  if (reservation.status === 'CONFIRMED') return { refused: 'ALREADY_PAID' };
  if (!batch.isHeld(reservation)) return { refused: 'RESERVATION_NOT_FOUND' };

  batch.release(reservation);
  return { result: { reservationId: reservation.id, status: 'RELEASED' } };
};
