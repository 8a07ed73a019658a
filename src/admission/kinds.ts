import { join } from './join.ts';
import { leave } from './leave.ts';

/** Every kind of request that the admission lane decides. */
export const admissionKinds = [join, leave] as const;
