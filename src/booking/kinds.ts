import { pay } from './pay.ts';
import { release } from './release.ts';
import { reserve } from './reserve.ts';
import { withdraw } from './withdraw.ts';

/** Every kind of request that the booking lane decides. */
export const bookingKinds = [reserve, release, withdraw, pay] as const;
