import { Refusal as AnyRefusal, type KernelCode } from '../lane/refusal.ts';

export type { FieldFault } from '../lane/refusal.ts';

/** Every code of the contract with its HTTP status. A code, once published, keeps its meaning. */
export const STATUS_OF = {
  INVALID_REQUEST: 400,
  INVALID_AMOUNT: 400,
  METHOD_NOT_OFFERED: 400,
  UNAUTHENTICATED: 401,
  INVALID_TOKEN: 401,
  INSUFFICIENT_BALANCE: 402,
  FORBIDDEN: 403,
  NOT_ADMITTED: 403,
  SALE_NOT_OPEN: 403,
  VISIT_OVER: 403,
  WALLET_CLOSED: 403,
  NOT_FOUND: 404,
  USER_NOT_FOUND: 404,
  CONCERT_NOT_FOUND: 404,
  NO_AVAILABLE_DATES: 404,
  SEATS_NOT_FOUND: 404,
  SEAT_NOT_FOUND: 404,
  RESERVATION_NOT_FOUND: 404,
  REQUEST_NOT_FOUND: 404,
  TOKEN_NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  TOKEN_ALREADY_ACTIVE: 409,
  SOLD_OUT: 409,
  SEAT_ALREADY_RESERVED: 409,
  SEAT_LIMIT_EXCEEDED: 409,
  SEAT_RECENTLY_YOURS: 409,
  HOLD_LIMIT_EXCEEDED: 409,
  ALREADY_PAID: 409,
  NOT_EXTENDABLE: 409,
  HOLD_EXPIRED: 410,
  CHANGED_MEANWHILE: 412,
  PAYLOAD_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  IDEMPOTENCY_KEY_REUSED: 422,
  RATE_LIMITED: 429,
  PAYMENT_FAILED: 500,
  INTERNAL_ERROR: 500,
  DATES_UNAVAILABLE: 503,
  SEATS_UNAVAILABLE: 503,
  CHARGE_FAILED: 503,
  BALANCE_UNAVAILABLE: 503,
  SERVER_BUSY: 503,
} as const satisfies Record<string, number> & Record<KernelCode, number>;

export type Code = keyof typeof STATUS_OF;

/** A refusal of the contract: what a call, a request or a connection is answered that is not to be. */
export const Refusal = AnyRefusal<Code>;
export type Refusal = AnyRefusal<Code>;
