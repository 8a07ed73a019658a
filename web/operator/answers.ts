export type { OperatorPayloads } from '../../src/live/operator-events.ts';

import type { HealthAnswer } from '../../src/operators/health.ts';
import type { HistoryAnswer } from '../../src/operators/history.ts';
export type { HealthAnswer } from '../../src/operators/health.ts';
export type { HistoryAnswer } from '../../src/operators/history.ts';
import type { z } from 'zod';
import type { announcedConcertAnswer } from '../../src/language/answers.ts';
import type { ActionAnswer, LookupAnswer } from '../../src/language/operator-answers.ts';
import type { statsAnswer } from '../../src/operators/stats.ts';

/** What the calls answer that the operators' page makes, by the schemas that the service itself uses. */
export type { ActionAnswer, ActionsAnswer, DatePlanAnswer, DatePlansAnswer, LookupAnswer, PointAnswer, SaleAnswer, SalesAnswer, SessionAnswer } from '../../src/language/operator-answers.ts';

export type ConcertAnswer = z.output<typeof announcedConcertAnswer>;
export type StatsAnswer = z.output<typeof statsAnswer>;
export type Funnel = HistoryAnswer['funnel'];
export type Fault = HealthAnswer['faults'][number];
export type Lane = HealthAnswer['lanes'][number];
export type Store = HealthAnswer['postgres'];
export type What = ActionAnswer['what'];
export type HistoryEntry = LookupAnswer['history'][number];
