import type { Problem } from '../../client/description.ts';
import type { Reply } from '../../client/http.ts';

/** Something that the page has asked for. */
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

/** A later answer takes the place of an earlier one, but not to be heard does not take away what one has. */
export const newer = <Value>(before: Loaded<Value>, after: Loaded<Value>): Loaded<Value> =>
  before.state === 'here' && after.state === 'offline' ? before : after;

/** For whoever only looks: neither does a service that cannot answer for a moment. */
export function after<Value>(before: Loaded<Value>, reply: Reply<Value>): Loaded<Value> {
  const next = newer(before, loadedFrom(reply));
  return before.state === 'here' && next.state === 'refused' && next.problem.status >= 500 ? before : next;
}
