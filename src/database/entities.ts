import { AuditProgress, LedgerSum } from '../audit/progress.ts';
import { LaneNumbers, LaneRequest } from '../lane/tables.ts';
import { Notice } from '../operators/notice.ts';
import { OperatorSession } from '../operators/operator-session.ts';
import { Account } from '../sale/account.ts';
import { OperatorAction } from '../sale/action-log.ts';
import { Concert } from '../sale/concert.ts';
import { ConcertDate } from '../sale/concert-date.ts';
import { Entry, Transfer } from '../sale/ledger.ts';
import { Payment, PaymentHistory } from '../sale/payments.ts';
import { Reservation } from '../sale/reservations.ts';
import { ReservedSeat } from '../sale/reserved-seat.ts';
import { Seat } from '../sale/seat.ts';
import { QueueToken } from '../sale/tokens.ts';
import { User } from '../sale/users.ts';
import { WaitingRoom } from '../sale/waiting-room.ts';

/**
 * Every table. The unit of work reads and writes what there is one of; what comes by the hundred goes through
 * `em.getKysely()`, which knows the tables and their columns from here.
 */
export const entities = [
  User,
  Concert,
  ConcertDate,
  Seat,
  LaneNumbers,
  LaneRequest,
  WaitingRoom,
  QueueToken,
  Reservation,
  ReservedSeat,
  Account,
  Transfer,
  Entry,
  Payment,
  PaymentHistory,
  OperatorSession,
  OperatorAction,
  Notice,
  AuditProgress,
  LedgerSum,
] as const;
