import { Concert, ConcertDate, Seat } from '../concert/concert.ts';
import { Payment, PaymentHistory } from '../payment/payment.ts';
import { Reservation } from '../reservation/reservation.ts';
import { QueueToken } from '../waiting-room/queue-token.ts';
import { WaitingRoom } from '../waiting-room/waiting-room.ts';
import { Account } from '../wallet/account.ts';

/** Every entity, for MikroORM. Requests, reserved seats and ledger entries are plain SQL: they are written in bulk only. */
export const entities = [
  Concert,
  ConcertDate,
  Seat,
  WaitingRoom,
  QueueToken,
  Account,
  Reservation,
  Payment,
  PaymentHistory,
];
