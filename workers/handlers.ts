import type { Handler } from '../src/lane/batch.ts';
import type { Outcome } from '../src/lane/kind.ts';
import { type KindName, REQUEST_KINDS, type RequestKinds } from '../src/on-sale.ts';
import { decidePay } from '../src/booking/pay.handler.ts';
import type { BookingBatch } from '../src/booking/booking-batch.ts';
import { decideRelease } from '../src/booking/release.handler.ts';
import { decideReserve } from '../src/booking/reserve.handler.ts';
import { decideWithdraw } from '../src/booking/withdraw.handler.ts';
import type { AdmissionBatch } from '../src/admission/admission-batch.ts';
import { decideJoin } from '../src/admission/join.handler.ts';
import { decideLeave } from '../src/admission/leave.handler.ts';

/** Every kind of one lane with its handler: a kind without one, or with a wrong one, does not compile. */
type HandlersOf<Role, LaneBatch> = {
  [Name in KindName as RequestKinds[Name]['lane'] extends Role ? Name : never]: Handler<
    RequestKinds[Name],
    LaneBatch
  >;
};

export const admissionHandlers: HandlersOf<'admission', AdmissionBatch> = {
  'issue-token': decideJoin,
  'leave-queue': decideLeave,
};

export const bookingHandlers: HandlersOf<'booking', BookingBatch> = {
  reserve: decideReserve,
  release: decideRelease,
  'withdraw-hold': decideWithdraw,
  pay: decidePay,
};

/** What a request of this kind ends with when it keeps breaking its lane. */
export const faultOf = (kind: string): Outcome => ({
  refused: REQUEST_KINDS[kind as KindName]?.fault ?? 'INTERNAL_ERROR',
});
