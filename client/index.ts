/** The client of Frontrow, typed by the service's own description. It works in browsers and in Node. */
export { type Calls, pathOf, typed } from './calls.ts';
export { carryOut, counts, type Outcome, outcomeIn, type Progress, persist, type Ways } from './carry-out.ts';
export type { Credential } from './credential.ts';
export type * from './description.ts';
export {
  type Answer,
  type Ask,
  type Asking,
  asks,
  type Reply,
  type Settings,
  type Transport,
} from './http.ts';
export { Live, type LiveSettings, openSocket } from './live.ts';
export { newKey, type Write, writes } from './writes.ts';
