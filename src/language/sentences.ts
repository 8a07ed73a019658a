import type { Code } from '../lane/refusal.ts';

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
    tokenExpired: () => string;
    left: () => string;
    waiting: (values: { rank: number }) => string;
    admitted: () => string;
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
