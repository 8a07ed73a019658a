import type { Sentences } from './sentences.ts';

const won = new Intl.NumberFormat('en-US');

/** `+5 min`, `+30 s`, `+2 min 30 s`. */
function duration(seconds: number): string {
  const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60];
  return `+${[minutes > 0 ? `${minutes} min` : '', rest > 0 ? `${rest} s` : ''].filter(Boolean).join(' ')}`;
}

export const en: Sentences = {
  refusals: {
    INVALID_REQUEST: 'The request is not valid',
    INVALID_AMOUNT: 'The amount is not valid',
    INVALID_TOKEN: 'The token is not valid',
    UNAUTHENTICATED: 'Sign-in is required',
    INSUFFICIENT_BALANCE: 'The balance is too low',
    NOT_ADMITTED: 'It is not your turn yet',
    SALE_NOT_OPEN: 'The sale is not open',
    FORBIDDEN: 'Not allowed',
    USER_NOT_FOUND: 'The user does not exist',
    CONCERT_NOT_FOUND: 'The concert does not exist',
    NO_AVAILABLE_DATES: 'No date can be booked',
    SEATS_NOT_FOUND: 'There are no seats for that date',
    SEAT_NOT_FOUND: 'The seat does not exist',
    RESERVATION_NOT_FOUND: 'The reservation does not exist',
    REQUEST_NOT_FOUND: 'The request does not exist',
    TOKEN_ALREADY_ACTIVE: 'An active token already exists',
    SEAT_ALREADY_RESERVED: 'The seat is already reserved',
    SEAT_LIMIT_EXCEEDED: 'Over the seat limit for one person',
    ALREADY_PAID: 'The reservation is already paid',
    HOLD_EXPIRED: 'The hold has expired',
    NOT_FOUND: 'There is nothing at this address',
    METHOD_NOT_ALLOWED: 'The method is not allowed',
    UNSUPPORTED_MEDIA_TYPE: 'The media type is not supported',
    PAYLOAD_TOO_LARGE: 'The request is too large',
    IDEMPOTENCY_KEY_REUSED: 'The key was used for another request',
    RATE_LIMITED: 'Too many requests',
    PAYMENT_FAILED: 'The payment failed',
    INTERNAL_ERROR: 'Something went wrong on our side',
    DATES_UNAVAILABLE: 'Dates cannot be read right now',
    SEATS_UNAVAILABLE: 'Seats cannot be read right now',
    CHARGE_FAILED: 'The charge failed',
    BALANCE_UNAVAILABLE: 'The balance cannot be read right now',
    SERVER_BUSY: 'The server is too busy',
  },
  messages: {
    held: ({ holdSeconds }) => `Seats held - expires in: ${duration(holdSeconds)}`,
    released: () => 'The hold was released',
    paid: () => 'Paid: the seats are yours and your queue token is completed',
    confirmed: () => 'The reservation is confirmed',
    charged: ({ balance }) => `Charged - current balance: ${won.format(balance)} won`,
    balance: ({ balance }) => `Current balance: ${won.format(balance)} won`,
    soldOut: () => 'Every seat is already reserved',
    holdExpired: () => 'The hold has expired',
    holdReleaseFailed: () => 'The hold could not be released yet and is tried again',
    tokenExpired: () => 'The queue token has expired',
    left: () => 'You have left the queue',
    waiting: ({ rank }) => `You are in the queue - current rank: ${won.format(rank)}`,
    admitted: () => 'It is your turn',
  },
  faults: {
    missing: () => 'is required',
    unknown: () => 'is not a known field',
    type: ({ expected }) => `must be of type ${expected}`,
    value: () => 'is not an allowed value',
    tooSmall: ({ minimum }) => `must be at least ${minimum}`,
    tooBig: ({ maximum }) => `must be at most ${maximum}`,
    format: ({ format }) => `is not a valid ${format}`,
    json: () => 'is not valid JSON',
    duplicate: () => 'is given twice',
    taken: () => 'is already taken',
    order: () => 'must come after the start',
    otherUser: () => 'is not the user who signed in',
    either: ({ one, many }) => `only one of ${one} and ${many} may be given`,
  },
};
