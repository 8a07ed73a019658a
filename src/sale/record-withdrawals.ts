import type { Work } from '../lane/batch.ts';
import type { Withdrawal } from '../booking/booking-batch.ts';
import { recordActions } from './action-log.ts';

/** Writes down which holds of a batch an operator has ended, in the transaction that ends them. */
export function recordWithdrawals({ writes, concertId }: Work, withdrawals: readonly Withdrawal[]): void {
  recordActions(
    writes,
    withdrawals.map(({ who, correlationId, reservation }) => {
      const { id, userId, date, seatNumbers } = reservation;
      return {
        who,
        what: 'release-hold',
        concertId,
        before: { reservationId: id, userId, date, seatNumbers, status: 'HELD' },
        after: { status: 'RELEASED' },
        correlationId,
      };
    }),
  );
}
