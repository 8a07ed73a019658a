import type { OperatorEvent } from './operator/events.ts';
import { pay } from './payment/pay.ts';
import type { ReservationEvent } from './reservation/events.ts';
import { release } from './reservation/release.ts';
import { reserve } from './reservation/reserve.ts';
import { withdraw } from './reservation/withdraw.ts';
import type { WaitingRoomEvent } from './waiting-room/events.ts';
import { join } from './waiting-room/join.ts';
import { leave } from './waiting-room/leave.ts';

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
