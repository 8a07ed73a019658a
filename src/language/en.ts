import type { Code } from '../contract/refusals.ts';
import type { LaneRole } from '../sale/lanes.ts';
import type { EndReason } from '../sale/reservations.ts';

const won = new Intl.NumberFormat('en-US');

/** `+5 min`, `+30 s`, `+2 min 30 s`. */
function duration(seconds: number): string {
  const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60];
  return `+${[minutes > 0 ? `${minutes} min` : '', rest > 0 ? `${rest} s` : ''].filter(Boolean).join(' ')}`;
}

const ENDS: Record<EndReason, string> = {
  'given-back': 'You gave these seats back',
  'ran-out': 'The hold has expired',
  left: 'You left, and these seats were released',
  'visit-over': 'Your visit ended, and these seats were released',
  'paid-others': 'You paid for other seats, and these were released',
  operator: 'The organiser has released your hold',
};

/** Why a hold ended, and what the operator who ended it says about that. */
interface HoldsEnd {
  reason: EndReason;
  note: string | null;
}

/** A lane as people know it. */
interface LaneInWords {
  title: string;
  lane: LaneRole;
  /** How long the oldest request has waited. */
  seconds: number;
  depth: number;
}

const LANES = { admission: 'admission lane', booking: 'booking lane' } as const;

const requests = (count: number) => (count === 1 ? '1 request has' : `${won.format(count)} requests have`);

/** What is broken when an invariant of this name is. */
const LAWS: Record<string, string> = {
  I1: 'a seat and its reservations contradict each other',
  I2: 'a transfer of money does not sum to zero',
  I3: 'a wallet is not the sum of its entries',
  I4: 'an outcome is missing, or promises what is not there',
  I5: 'requests were decided out of order',
  I6: 'a hold did not end in its time',
  I7: 'the line and those inside are not what the door says',
  I8: 'payments and sold seats contradict each other',
  I9: 'the seats of a date do not add up',
};

/** Every sentence in English. A language is one file, and one that lacks a sentence does not compile. */
export const en = {
  refusals: {
    INVALID_REQUEST: 'The request is not valid',
    INVALID_AMOUNT: 'The amount is not valid',
    METHOD_NOT_OFFERED: 'This way of paying is not offered',
    INVALID_TOKEN: 'The token is not valid',
    UNAUTHENTICATED: 'Sign-in is required',
    INSUFFICIENT_BALANCE: 'The balance is too low',
    NOT_ADMITTED: 'It is not your turn yet',
    SALE_NOT_OPEN: 'The sale is not open',
    VISIT_OVER: 'The time for choosing seats is over',
    WALLET_CLOSED: 'The wallet cannot be charged',
    FORBIDDEN: 'Not allowed',
    USER_NOT_FOUND: 'The user does not exist',
    CONCERT_NOT_FOUND: 'The concert does not exist',
    NO_AVAILABLE_DATES: 'No date can be booked',
    SEATS_NOT_FOUND: 'There are no seats for that date',
    SEAT_NOT_FOUND: 'The seat does not exist',
    RESERVATION_NOT_FOUND: 'The reservation does not exist',
    REQUEST_NOT_FOUND: 'The request does not exist',
    TOKEN_NOT_FOUND: 'You have no place in this line',
    TOKEN_ALREADY_ACTIVE: 'An active token already exists',
    SOLD_OUT: 'Sold out',
    SEAT_ALREADY_RESERVED: 'The seat is already reserved',
    SEAT_LIMIT_EXCEEDED: 'Over the seat limit for one person',
    SEAT_RECENTLY_YOURS: 'You gave this seat back a moment ago',
    HOLD_LIMIT_EXCEEDED: 'Too many holds in one visit',
    ALREADY_PAID: 'The reservation is already paid',
    NOT_EXTENDABLE: 'The hold cannot be extended',
    HOLD_EXPIRED: 'The hold has expired',
    NOT_FOUND: 'There is nothing at this address',
    METHOD_NOT_ALLOWED: 'The method is not allowed',
    UNSUPPORTED_MEDIA_TYPE: 'The media type is not supported',
    PAYLOAD_TOO_LARGE: 'The request is too large',
    CHANGED_MEANWHILE: 'Somebody else changed it meanwhile',
    IDEMPOTENCY_KEY_REUSED: 'The key was used for another request',
    RATE_LIMITED: 'Too many requests',
    PAYMENT_FAILED: 'The payment failed',
    INTERNAL_ERROR: 'Something went wrong on our side',
    DATES_UNAVAILABLE: 'Dates cannot be read right now',
    SEATS_UNAVAILABLE: 'Seats cannot be read right now',
    CHARGE_FAILED: 'The charge failed',
    BALANCE_UNAVAILABLE: 'The balance cannot be read right now',
    SERVER_BUSY: 'The server is too busy',
  } satisfies Record<Code, string>,
  messages: {
    held: ({ holdSeconds }: { holdSeconds: number }) => `Seats held - expires in: ${duration(holdSeconds)}`,
    extended: () => 'The hold was extended',
    seatsReleased: () => 'These seats were given back, the others are held on',
    released: () => 'The hold was released',
    paid: () => 'Paid: the seats are yours and your queue token is completed',
    confirmed: () => 'The reservation is confirmed',
    charged: ({ balance }: { balance: number }) => `Charged - current balance: ${won.format(balance)} won`,
    balance: ({ balance }: { balance: number }) => `Current balance: ${won.format(balance)} won`,
    soldOut: () => 'Every seat is already reserved',
    holdExpired: () => 'The hold has expired',
    holdWithdrawn: () => 'The organiser has released your hold',
    holdEnded: ({ reason, note }: HoldsEnd) => (note === null ? ENDS[reason] : `${ENDS[reason]}: ${note}`),
    holdReleaseFailed: () => 'The hold could not be released yet and is tried again',
    tooManySockets: () => 'You have opened this in too many places: the newest ones go on',
    tokenExpired: () => 'The queue token has expired',
    left: () => 'You have left the queue',
    waiting: ({ rank }: { rank: number }) => `You are in the queue - current rank: ${won.format(rank)}`,
    admitted: () => 'It is your turn',
  },
  /** What is wrong with the service, for operators. */
  health: {
    'postgres-unreachable': () =>
      'PostgreSQL does not answer: nothing can be booked until it does, and nothing that was accepted is lost',
    'postgres-slow': ({ ms }: { ms: number }) => `PostgreSQL takes ${won.format(ms)} ms to answer`,
    'redis-unreachable': () =>
      'Redis does not answer: nothing new is accepted until it does, and nothing that was accepted is lost',
    'redis-slow': ({ ms }: { ms: number }) => `Redis takes ${won.format(ms)} ms to answer`,
    'no-worker': () => 'No worker is running: what is accepted waits for its outcome. Start one',
    'no-scheduler': () =>
      'No scheduler is running: holds and visits that run out end late, and nobody looks at the books. Start one',
    'scheduler-stands': ({ seconds }: { seconds: number }) =>
      `The scheduler has not looked for ${won.format(seconds)} s: holds end late and nobody is let in. Restart it`,
    'lane-unserved': ({ title, lane, seconds, depth }: LaneInWords) =>
      `No worker has the ${LANES[lane]} of “${title}”: ${requests(depth)} waited for up to ${won.format(seconds)} s`,
    'lane-late': ({ title, lane, seconds, depth }: LaneInWords) =>
      `The ${LANES[lane]} of “${title}” is behind: ${requests(depth)} waited for up to ${won.format(seconds)} s`,
    'books-broken': ({ name, count }: { name: string; count: number }) =>
      `The books do not add up: ${LAWS[name] ?? name} (${won.format(count)} found). Pause the sale and look at it`,
    'audit-late': ({ minutes }: { minutes: number }) =>
      `Nobody has looked at the books for ${won.format(minutes)} minutes`,
  },
  /** What is wrong with a field, in a few words. */
  faults: {
    missing: () => 'is required',
    unknown: () => 'is not a known field',
    type: ({ expected }: { expected: string }) => `must be of type ${expected}`,
    value: () => 'is not an allowed value',
    tooSmall: ({ minimum }: { minimum: number }) => `must be at least ${minimum}`,
    tooBig: ({ maximum }: { maximum: number }) => `must be at most ${maximum}`,
    format: ({ format }: { format: string }) => `is not a valid ${format}`,
    utf8: () => 'is not UTF-8',
    json: () => 'is not valid JSON',
    duplicate: () => 'is given twice',
    taken: () => 'is already taken',
    overfull: ({ most }: { most: number }) => `is more than fits: a wallet holds at most ${won.format(most)}`,
    unseen: () => 'has nothing that can be seen',
    blanks: () => 'must not begin or end with blanks',
    reserved: () => 'is reserved',
    order: () => 'must come after the start',
    otherDay: () => 'must be on that date at the venue, or before 06:00 of the next morning',
    past: () => 'is over already',
    lastDate: () => 'is not possible: it is the only date',
    onSale: () => 'is possible only when the sale is over, or while nothing is held or sold',
    otherUser: () => 'is not the user who signed in',
    either: ({ one, many }: { one: string; many: string }) => `only one of ${one} and ${many} may be given`,
  },
};

/** What every language says. */
export type Sentences = typeof en;
