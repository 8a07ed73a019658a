import type { OperatorEvent } from './operators/events.ts';
import { pay } from './booking/pay.ts';
import type { ReservationEvent } from './sale/reservation-events.ts';
import { release } from './booking/release.ts';
import { reserve } from './booking/reserve.ts';
import { withdraw } from './booking/withdraw.ts';
import type { WaitingRoomEvent } from './sale/waiting-room-events.ts';
import { join } from './admission/join.ts';
import { leave } from './admission/leave.ts';

/** The table of contents: every kind of request there is, by its name. */
export const REQUEST_KINDS = {
  'issue-token': join,
  'leave-queue': leave,
  reserve,
  release,
  'withdraw-hold': withdraw,
  pay,
} as const;

export type RequestKinds = typeof REQUEST_KINDS;
export type KindName = keyof RequestKinds;

/** Everything that a lane tells beside its outcomes. */
export type OnSaleEvent = WaitingRoomEvent | ReservationEvent | OperatorEvent;
