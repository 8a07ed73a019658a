import type { Code } from '../contract/refusals.ts';
import type { LaneRole } from '../sale/lanes.ts';

/** A lane as people know it. */
export interface LaneInWords {
  title: string;
  lane: LaneRole;
  /** How long the oldest request has waited. */
  seconds: number;
  depth: number;
}

/** The sentences of one language. A code or a message without one does not compile. */
export interface Sentences {
  refusals: Record<Code, string>;
  messages: {
    held: (values: { holdSeconds: number }) => string;
    released: () => string;
    paid: () => string;
    confirmed: () => string;
    charged: (values: { balance: number }) => string;
    balance: (values: { balance: number }) => string;
    soldOut: () => string;
    holdExpired: () => string;
    holdReleaseFailed: () => string;
    holdWithdrawn: () => string;
    tokenExpired: () => string;
    left: () => string;
    waiting: (values: { rank: number }) => string;
    admitted: () => string;
  };
  /** What is wrong with the service, for operators. */
  health: {
    'postgres-unreachable': () => string;
    'postgres-slow': (values: { ms: number }) => string;
    'redis-unreachable': () => string;
    'redis-slow': (values: { ms: number }) => string;
    'no-worker': () => string;
    'no-scheduler': () => string;
    'lane-unserved': (values: LaneInWords) => string;
    'lane-late': (values: LaneInWords) => string;
    'books-broken': (values: { name: string; count: number }) => string;
    'audit-late': (values: { minutes: number }) => string;
  };
  /** What is wrong with a field, in a few words. */
  faults: {
    missing: () => string;
    unknown: () => string;
    type: (values: { expected: string }) => string;
    value: () => string;
    tooSmall: (values: { minimum: number }) => string;
    tooBig: (values: { maximum: number }) => string;
    format: (values: { format: string }) => string;
    json: () => string;
    duplicate: () => string;
    taken: () => string;
    order: () => string;
    otherUser: () => string;
    either: (values: { one: string; many: string }) => string;
  };
}
