import { Refusal } from '../contract/refusals.ts';
import type { Call } from './route.ts';

/** The user behind the call. Throws `UNAUTHENTICATED` when there is none. */
export function userOf({ caller }: Pick<Call, 'caller'>): string {
  if (caller.kind !== 'user' && caller.kind !== 'token') throw new Refusal('UNAUTHENTICATED');
  return caller.userId;
}
