import type { Action, Health, Lookup, Request, UsersCalled } from '../../client/description.ts';

/** What the calls answer that the operators' page makes, by the service's own description. */
export type {
  Action as ActionAnswer,
  Actions as ActionsAnswer,
  AdminConcert as ConcertAnswer,
  DatePlan as DatePlanAnswer,
  DatePlans as DatePlansAnswer,
  Funnel,
  Health as HealthAnswer,
  History as HistoryAnswer,
  Lookup as LookupAnswer,
  Point as PointAnswer,
  Sale as SaleAnswer,
  Sales as SalesAnswer,
  Stats as StatsAnswer,
  UpdateAdminConcertBody as ConcertChange,
  UsersCalled as UsersCalledAnswer,
} from '../../client/description.ts';

export type Fault = Health['faults'][number];
export type Lane = Health['lanes'][number];
export type Store = Health['postgres'];
export type What = Action['what'];
export type UserCalled = UsersCalled['users'][number];
export type HistoryEntry = Lookup['history'][number];
export type RequestKind = Request['kind'];
