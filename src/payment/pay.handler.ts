import type { Handler } from '../lane/batch.ts';
import { timeOrderedId } from '../lane/time-ordered-id.ts';
import type { BookingBatch } from '../reservation/booking-batch.ts';
import { standsAt } from '../waiting-room/queue-token.ts';
import type { pay } from './pay.ts';
import { Payment, PaymentHistory } from './payment.ts';

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
  const wallet = batch.wallets.get(userId);
  const balance = (wallet?.balance ?? 0) - amount;
  if (wallet === undefined || balance < 0) return { refused: 'INSUFFICIENT_BALANCE' };

  const paymentId = timeOrderedId();
  const paidAt = batch.now;
  wallet.balance = balance;
  batch.transfers.push({
    id: paymentId,
    kind: 'payment',
    entries: [
      { accountId: userId, amount: -amount, balanceAfter: balance },
      { accountId: batch.concert.id, amount, balanceAfter: null },
    ],
  });
  batch.em.create(Payment, {
    id: paymentId,
    userId,
    concertId: batch.concert.id,
    amount,
    status: 'PAID',
    paidAt,
  });
  batch.em.create(PaymentHistory, { paymentId, status: 'PAID', amount, balanceAfter: balance, at: paidAt });
  for (const reservation of known) batch.confirm(reservation, paymentId);
  batch.complete(token);
  return { result: { paymentId, reservationIds, amount, balance } };
};
