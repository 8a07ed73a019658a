import type { Problem } from '../../src/contract/problem.ts';
import type { Reply } from '../shared/api.ts';

/** Something that the page has asked for. What was there once stays while it is asked for again. */
export type Loaded<Value> =
  | { state: 'loading' }
  | { state: 'here'; value: Value }
  | { state: 'refused'; problem: Problem }
  | { state: 'offline' };

export const loadedFrom = <Value>(reply: Reply<Value>): Loaded<Value> =>
  reply.ok
    ? { state: 'here', value: reply.body }
    : 'offline' in reply
      ? { state: 'offline' }
      : { state: 'refused', problem: reply.problem };

/** A later answer takes the place of an earlier one, but a failure does not take away what one has. */
export const newer = <Value>(before: Loaded<Value>, after: Loaded<Value>): Loaded<Value> =>
  before.state === 'here' && (after.state === 'offline' || after.state === 'loading') ? before : after;
