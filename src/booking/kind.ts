import { kindsOf } from '../contract/kind.ts';
import type { BookingBatch } from './batch.ts';
import type { Wanted } from './load-wanted.ts';

/** Defines a kind of the booking lane: it wants what `Wanted` names, and is decided on a `BookingBatch`. */
export const bookingKind = kindsOf<Wanted, BookingBatch, 'booking'>('booking');
