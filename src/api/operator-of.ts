import { Refusal } from '../lane/refusal.ts';
import type { Call } from './route.ts';

/** The operator who calls. Routes for operators alone use it. */
export function operatorOf({ caller }: Pick<Call, 'caller'>) {
  if (caller.kind !== 'operator') throw new Refusal('FORBIDDEN');
  return caller;
}
