import type { Newcomer } from '../contract/caller.ts';
import { kindsOf } from '../contract/kind.ts';
import type { DoorsConcert } from './batch.ts';
import type { Line } from './line.ts';

/** What one request must have loaded before it can be decided. */
export interface Wanted {
  /** The user who wants to join: whether they exist, and the token that they have in this line already. */
  joining?: string;
  /** As whom they are made, should they not exist yet. */
  newcomer?: Newcomer | undefined;
  /** The id of a token that is given up, locked. */
  leaving?: string;
  /** The user who gives up whatever place they have, locked. */
  leavingOf?: string;
}

/** What a request is decided on. */
export interface AdmissionGround {
  concert: DoorsConcert;
  line: Line;
  /** The users who exist or may be made, of those who want to join. */
  users: ReadonlySet<string>;
}

/** Defines a kind of the admission lane. */
export const admissionKind = kindsOf<Wanted, AdmissionGround, 'admission'>('admission');
