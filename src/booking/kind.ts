import { kindsOf } from '../contract/kind.ts';
import type { BookingGround } from './ground.ts';
import type { Wanted } from './load-wanted.ts';

/** Defines a kind of the booking lane: it wants what `Wanted` names, and is decided on a `BookingGround`. */
export const bookingKind = kindsOf<Wanted, BookingGround, 'booking'>('booking');
