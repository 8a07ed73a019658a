import type { Handler } from '../lane/batch.ts';
import type { BookingBatch } from './booking-batch.ts';
import { standsAt } from '../sale/queue-token.ts';
import type { pay } from './pay.ts';

export const decidePay: Handler<typeof pay, BookingBatch> = (batch, { userId, payload }) => {
  const token = batch.tokenOf(payload.tokenId, userId);
  if (token === undefined || !standsAt(token, batch.now)) return { refused: 'INVALID_TOKEN' };
  if (token.status !== 'ACTIVE') return { refused: 'NOT_ADMITTED' };

  const { reservationIds } = payload;
  const reservations = reservationIds.map((id) => batch.reservationOf(id, userId));
  const known = reservations.filter((reservation) => reservation !== undefined);
  if (
    known.length < reservations.length ||
    known.some(({ status }) => status === 'RELEASED' || status === 'CANCELLED')
  ) {
    return { refused: 'RESERVATION_NOT_FOUND' };
  }
  if (known.some(({ status }) => status === 'CONFIRMED')) return { refused: 'ALREADY_PAID' };
  if (!known.every((reservation) => batch.isHeld(reservation))) return { refused: 'HOLD_EXPIRED' };

  const amount = known.reduce((sum, reservation) => sum + reservation.amount, 0);
  const before = batch.balanceOf(userId);
  if (before === undefined || before < amount) return { refused: 'INSUFFICIENT_BALANCE' };

  const balance = before - amount;
  const paymentId = batch.sell(token, known, amount, balance);
  return { result: { paymentId, reservationIds, amount, balance } };
};
