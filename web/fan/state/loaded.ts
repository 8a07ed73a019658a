import type { Problem } from '../../../src/contract/problem.ts';
import type { Reply } from '../../shared/api.ts';

/** Something that the page has asked for. */
export type Loaded<Value> =
  | { state: 'loading' }
  | { state: 'here'; value: Value }
  | { state: 'refused'; problem: Problem }
  | { state: 'offline' };

/** What is known after an answer: what was there once stays there while the service cannot be heard. */
export function after<Value>(before: Loaded<Value>, reply: Reply<Value>): Loaded<Value> {
  if (reply.ok) return { state: 'here', value: reply.body };
  if ('problem' in reply && reply.problem.status < 500) return { state: 'refused', problem: reply.problem };
  if (before.state === 'here') return before;
  return 'problem' in reply ? { state: 'refused', problem: reply.problem } : { state: 'offline' };
}
