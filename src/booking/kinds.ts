import { extend } from './extend.ts';
import { pay } from './pay.ts';
import { release } from './release.ts';
import { releaseSeats } from './release-seats.ts';
import { reserve } from './reserve.ts';
import { withdraw } from './withdraw.ts';

/** Every kind of request that the booking lane decides. */
export const bookingKinds = [reserve, extend, release, releaseSeats, withdraw, pay] as const;
