import { Refusal } from '../contract/refusals.ts';
import type { Call } from './route.ts';

/** Whose an operator's requests and idempotency keys are: there is one key, so there is one owner. */
export const OPERATOR_ID = '00000000-0000-0000-0000-000000000000';

/** The operator who calls. Routes for operators alone use it. */
export function operatorOf({ caller }: Pick<Call, 'caller'>) {
  if (caller.kind !== 'operator') throw new Refusal('FORBIDDEN');
  return caller;
}
