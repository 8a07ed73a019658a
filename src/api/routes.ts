import { KINDS } from '../on-sale.ts';
import { getActions } from '../operators/actions.ts';
import { getAdminConcert } from '../operators/admin-concert.ts';
import { updateAdminConcert } from '../operators/change-concert.ts';
import { createAdminDate, updateAdminDate } from '../operators/change-dates.ts';
import { createAdminConcert } from '../operators/create-concert.ts';
import { createAdminUsers } from '../operators/create-users.ts';
import { getDatePlans } from '../operators/date-plans.ts';
import { duplicateConcert } from '../operators/duplicate-concert.ts';
import { getHealth } from '../operators/health.ts';
import { getHistory } from '../operators/history.ts';
import { getLedger } from '../operators/ledger.ts';
import { getLookup } from '../operators/look-up.ts';
import { createMessage, getNotices } from '../operators/notices.ts';
import { getSales } from '../operators/sales.ts';
import { createSession, deleteSession, getSession } from '../operators/sign-in.ts';
import { getStats } from '../operators/stats.ts';
import { getConcert } from '../reads/concert.ts';
import { getConcerts } from '../reads/concerts.ts';
import { getDates } from '../reads/dates.ts';
import { getOwnPlace, getPlace } from '../reads/place.ts';
import { getRequest } from '../reads/request.ts';
import { getReservation, getReservations } from '../reads/reservations.ts';
import { getSeats } from '../reads/seats.ts';
import { getWallet } from '../reads/wallet.ts';
import { getWalletEntries } from '../reads/wallet-entries.ts';
import { createCharge } from '../wallet/charge.ts';
import { createCredit } from '../wallet/credit.ts';
import { getHealthz, getMetrics, getReadyz, getSite } from './service.ts';
import { routesOf } from './submit.ts';

/** Every call of the contract: those that go through a lane, and those that are answered at once. */
export const ROUTES = [
  ...KINDS.flatMap(routesOf),
  getPlace,
  getOwnPlace,
  getConcerts,
  getConcert,
  getDates,
  getSeats,
  getReservations,
  getReservation,
  getRequest,
  getWallet,
  createCharge,
  createCredit,
  getWalletEntries,
  createSession,
  getSession,
  deleteSession,
  getActions,
  createAdminUsers,
  createAdminConcert,
  getAdminConcert,
  updateAdminConcert,
  duplicateConcert,
  getStats,
  getLedger,
  getSales,
  getHistory,
  getDatePlans,
  createAdminDate,
  updateAdminDate,
  getHealth,
  createMessage,
  getNotices,
  getLookup,
  getSite,
  getHealthz,
  getReadyz,
  getMetrics,
] as const;

/** All that the calls work with. */
type PartsOf<Call> = Call extends { handle(call: never, parts: infer Parts): unknown } ? Parts : never;
type AllOf<Union> = (Union extends unknown ? (one: Union) => void : never) extends (all: infer All) => void
  ? All
  : never;
export type RouteParts = AllOf<PartsOf<(typeof ROUTES)[number]>>;
