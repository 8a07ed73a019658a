import type { Handler } from '../lane/batch.ts';
import type { BookingBatch } from './booking-batch.ts';
import type { withdraw } from './withdraw.ts';

export const decideWithdraw: Handler<typeof withdraw, BookingBatch> = (batch, { payload, correlationId }) => {
  const { reservationId, userId, who } = payload;
  const reservation = batch.reservationOf(reservationId, userId);
  if (reservation === undefined) return { refused: 'RESERVATION_NOT_FOUND' };
  if (reservation.status === 'CONFIRMED') return { refused: 'ALREADY_PAID' };
  if (!batch.isHeld(reservation)) return { refused: 'RESERVATION_NOT_FOUND' };

  batch.withdraw(reservation, { who, correlationId });
  return { result: { reservationId, status: 'RELEASED' } };
};
