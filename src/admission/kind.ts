import { kindsOf } from '../contract/kind.ts';
import type { AdmissionBatch } from './batch.ts';

/** What one request must have loaded before it can be decided. */
export interface Wanted {
  /** The user who wants to join: whether they exist, and the token that they have in this line already. */
  joining?: string;
  /** The id of a token that is given up, locked. */
  leaving?: string;
}

/** Defines a kind of the admission lane. */
export const admissionKind = kindsOf<Wanted, AdmissionBatch, 'admission'>('admission');
