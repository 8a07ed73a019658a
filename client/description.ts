/*
 * Every call, event, body, answer and code, made of what the service says of itself by `npm run build:client`.
 * Whoever changes it changes the service instead.
 */

/** What sentences for people are written in. */
export type Language = 'ko' | 'en';

/** Every code that a problem may carry. */
export type Code =
  | 'INVALID_REQUEST'
  | 'INVALID_AMOUNT'
  | 'METHOD_NOT_OFFERED'
  | 'UNAUTHENTICATED'
  | 'INVALID_TOKEN'
  | 'INSUFFICIENT_BALANCE'
  | 'FORBIDDEN'
  | 'NOT_ADMITTED'
  | 'SALE_NOT_OPEN'
  | 'VISIT_OVER'
  | 'WALLET_CLOSED'
  | 'USER_NOT_FOUND'
  | 'CONCERT_NOT_FOUND'
  | 'NO_AVAILABLE_DATES'
  | 'SEATS_NOT_FOUND'
  | 'SEAT_NOT_FOUND'
  | 'RESERVATION_NOT_FOUND'
  | 'REQUEST_NOT_FOUND'
  | 'TOKEN_NOT_FOUND'
  | 'TOKEN_ALREADY_ACTIVE'
  | 'SOLD_OUT'
  | 'SEAT_ALREADY_RESERVED'
  | 'SEAT_LIMIT_EXCEEDED'
  | 'SEAT_RECENTLY_YOURS'
  | 'HOLD_LIMIT_EXCEEDED'
  | 'ALREADY_PAID'
  | 'NOT_EXTENDABLE'
  | 'HOLD_EXPIRED'
  | 'CHANGED_MEANWHILE'
  | 'PAYLOAD_TOO_LARGE'
  | 'UNSUPPORTED_MEDIA_TYPE'
  | 'IDEMPOTENCY_KEY_REUSED'
  | 'RATE_LIMITED'
  | 'PAYMENT_FAILED'
  | 'INTERNAL_ERROR'
  | 'DATES_UNAVAILABLE'
  | 'SEATS_UNAVAILABLE'
  | 'CHARGE_FAILED'
  | 'BALANCE_UNAVAILABLE'
  | 'SERVER_BUSY';

/** Every call, by its path and its method. */
export interface Paths {
  '/healthz': {
    /** Alive */
    GET: {
      answers: {
        200: {
          status: 'alive';
        };
      };
      codes: 'RATE_LIMITED' | 'INTERNAL_ERROR' | 'SERVER_BUSY';
    };
  };
  '/metrics': {
    /** Figures in Prometheus text format */
    GET: {
      answers: { 200: string };
      codes:
        | 'UNAUTHENTICATED'
        | 'INVALID_TOKEN'
        | 'FORBIDDEN'
        | 'RATE_LIMITED'
        | 'INTERNAL_ERROR'
        | 'SERVER_BUSY';
    };
  };
  '/readyz': {
    /** Able to serve: database and Redis reachable, migrations applied */
    GET: {
      answers: { 200: Readiness };
      codes: 'RATE_LIMITED' | 'INTERNAL_ERROR' | 'SERVER_BUSY';
    };
  };
  '/v1/admin/actions': {
    /** What operators did, newest first */
    GET: {
      query: {
        /** Of one concert alone */
        concertId?: string;
        /** The action before which the page begins */
        before?: string;
      };
      answers: { 200: Actions };
      codes:
        | 'INVALID_REQUEST'
        | 'UNAUTHENTICATED'
        | 'INVALID_TOKEN'
        | 'FORBIDDEN'
        | 'RATE_LIMITED'
        | 'INTERNAL_ERROR'
        | 'SERVER_BUSY';
    };
  };
  '/v1/admin/concerts': {
    /** Every sale at a glance, newest first */
    GET: {
      query: {
        /** The concert after which the page begins */
        after?: string;
        /** `current` unless given: all but the archived ones, drafts among them */
        show?: 'current' | 'drafts' | 'archived' | 'all';
      };
      answers: { 200: Sales };
      codes:
        | 'INVALID_REQUEST'
        | 'UNAUTHENTICATED'
        | 'INVALID_TOKEN'
        | 'FORBIDDEN'
        | 'RATE_LIMITED'
        | 'INTERNAL_ERROR'
        | 'SERVER_BUSY';
    };
    /** Create a concert with its dates and seats */
    POST: {
      body: CreateAdminConcertBody;
      headers: 'Idempotency-Key';
      answers: { 201: CreatedConcert };
      codes:
        | 'INVALID_REQUEST'
        | 'UNAUTHENTICATED'
        | 'INVALID_TOKEN'
        | 'FORBIDDEN'
        | 'PAYLOAD_TOO_LARGE'
        | 'UNSUPPORTED_MEDIA_TYPE'
        | 'IDEMPOTENCY_KEY_REUSED'
        | 'RATE_LIMITED'
        | 'INTERNAL_ERROR'
        | 'SERVER_BUSY';
    };
  };
  '/v1/admin/concerts/{concertId}': {
    /** One concert, with the tag by which a change is made on what was seen */
    GET: {
      params: {
        /** The concert */
        concertId: string;
      };
      answers: { 200: AdminConcert };
      codes:
        | 'UNAUTHENTICATED'
        | 'INVALID_TOKEN'
        | 'FORBIDDEN'
        | 'CONCERT_NOT_FOUND'
        | 'RATE_LIMITED'
        | 'INTERNAL_ERROR'
        | 'SERVER_BUSY';
    };
    /** Change a concert while its sale runs */
    PATCH: {
      params: {
        /** The concert */
        concertId: string;
      };
      body?: UpdateAdminConcertBody;
      headers: 'If-Match';
      answers: { 200: AdminConcert };
      codes:
        | 'INVALID_REQUEST'
        | 'UNAUTHENTICATED'
        | 'INVALID_TOKEN'
        | 'FORBIDDEN'
        | 'CONCERT_NOT_FOUND'
        | 'CHANGED_MEANWHILE'
        | 'PAYLOAD_TOO_LARGE'
        | 'UNSUPPORTED_MEDIA_TYPE'
        | 'RATE_LIMITED'
        | 'INTERNAL_ERROR'
        | 'SERVER_BUSY';
    };
  };
  '/v1/admin/concerts/{concertId}/dates': {
    /** The dates of a concert with their seat maps, as they were described */
    GET: {
      params: {
        /** The concert */
        concertId: string;
      };
      answers: { 200: DatePlans };
      codes:
        | 'UNAUTHENTICATED'
        | 'INVALID_TOKEN'
        | 'FORBIDDEN'
        | 'CONCERT_NOT_FOUND'
        | 'RATE_LIMITED'
        | 'INTERNAL_ERROR'
        | 'SERVER_BUSY';
    };
    /** Add a date with its seats */
    POST: {
      params: {
        /** The concert */
        concertId: string;
      };
      body: CreateAdminConcertDateBody;
      headers: 'Idempotency-Key' | 'If-Match';
      answers: { 201: DatePlan };
      codes:
        | 'INVALID_REQUEST'
        | 'UNAUTHENTICATED'
        | 'INVALID_TOKEN'
        | 'FORBIDDEN'
        | 'CONCERT_NOT_FOUND'
        | 'CHANGED_MEANWHILE'
        | 'PAYLOAD_TOO_LARGE'
        | 'UNSUPPORTED_MEDIA_TYPE'
        | 'IDEMPOTENCY_KEY_REUSED'
        | 'RATE_LIMITED'
        | 'INTERNAL_ERROR'
        | 'SERVER_BUSY';
    };
  };
  '/v1/admin/concerts/{concertId}/dates/{date}': {
    /** Change when a date begins, move or remove it, or replace its seats */
    PATCH: {
      params: {
        /** The concert */
        concertId: string;
        /** The calendar date at the venue */
        date: string;
      };
      body?: UpdateAdminConcertDateBody;
      headers: 'If-Match';
      answers: { 200: DatePlan };
      codes:
        | 'INVALID_REQUEST'
        | 'UNAUTHENTICATED'
        | 'INVALID_TOKEN'
        | 'FORBIDDEN'
        | 'CONCERT_NOT_FOUND'
        | 'SEATS_NOT_FOUND'
        | 'SEAT_ALREADY_RESERVED'
        | 'CHANGED_MEANWHILE'
        | 'PAYLOAD_TOO_LARGE'
        | 'UNSUPPORTED_MEDIA_TYPE'
        | 'RATE_LIMITED'
        | 'INTERNAL_ERROR'
        | 'SERVER_BUSY';
    };
  };
  '/v1/admin/concerts/{concertId}/duplicate': {
    /** Make a draft that is planned like this concert */
    POST: {
      params: {
        /** The concert */
        concertId: string;
      };
      body?: CreateAdminConcertDuplicateBody;
      headers: 'Idempotency-Key';
      answers: { 201: CreatedConcert };
      codes:
        | 'INVALID_REQUEST'
        | 'UNAUTHENTICATED'
        | 'INVALID_TOKEN'
        | 'FORBIDDEN'
        | 'CONCERT_NOT_FOUND'
        | 'PAYLOAD_TOO_LARGE'
        | 'UNSUPPORTED_MEDIA_TYPE'
        | 'IDEMPOTENCY_KEY_REUSED'
        | 'RATE_LIMITED'
        | 'INTERNAL_ERROR'
        | 'SERVER_BUSY';
    };
  };
  '/v1/admin/concerts/{concertId}/history': {
    /** What happened in a sale over the last minutes */
    GET: {
      params: {
        /** The concert */
        concertId: string;
      };
      query: {
        /** 15 unless given */
        minutes?: number;
      };
      answers: { 200: History };
      codes:
        | 'INVALID_REQUEST'
        | 'UNAUTHENTICATED'
        | 'INVALID_TOKEN'
        | 'FORBIDDEN'
        | 'CONCERT_NOT_FOUND'
        | 'RATE_LIMITED'
        | 'INTERNAL_ERROR'
        | 'SERVER_BUSY';
    };
  };
  '/v1/admin/concerts/{concertId}/messages': {
    /** Say something to all who wait */
    POST: {
      params: {
        /** The concert */
        concertId: string;
      };
      body: CreateAdminConcertMessageBody;
      headers: 'Idempotency-Key';
      answers: { 201: Message };
      codes:
        | 'INVALID_REQUEST'
        | 'UNAUTHENTICATED'
        | 'INVALID_TOKEN'
        | 'FORBIDDEN'
        | 'CONCERT_NOT_FOUND'
        | 'PAYLOAD_TOO_LARGE'
        | 'UNSUPPORTED_MEDIA_TYPE'
        | 'IDEMPOTENCY_KEY_REUSED'
        | 'RATE_LIMITED'
        | 'INTERNAL_ERROR'
        | 'SERVER_BUSY';
    };
  };
  '/v1/admin/concerts/{concertId}/stats': {
    /** The figures of a sale, as they are now */
    GET: {
      params: {
        /** The concert */
        concertId: string;
      };
      answers: { 200: Stats };
      codes:
        | 'UNAUTHENTICATED'
        | 'INVALID_TOKEN'
        | 'FORBIDDEN'
        | 'CONCERT_NOT_FOUND'
        | 'RATE_LIMITED'
        | 'INTERNAL_ERROR'
        | 'SERVER_BUSY';
    };
  };
  '/v1/admin/health': {
    /** How the service is, and what is wrong in words */
    GET: {
      answers: { 200: Health };
      codes:
        | 'UNAUTHENTICATED'
        | 'INVALID_TOKEN'
        | 'FORBIDDEN'
        | 'RATE_LIMITED'
        | 'INTERNAL_ERROR'
        | 'SERVER_BUSY';
    };
  };
  '/v1/admin/ledger': {
    /** The double-entry check over all money */
    GET: {
      answers: { 200: Ledger };
      codes:
        | 'UNAUTHENTICATED'
        | 'INVALID_TOKEN'
        | 'FORBIDDEN'
        | 'RATE_LIMITED'
        | 'INTERNAL_ERROR'
        | 'SERVER_BUSY';
    };
  };
  '/v1/admin/lookup': {
    /** Look something up, with its whole history */
    GET: {
      query: {
        /** The id of a user, a reservation, a request, a payment or a queue token, or a part of a user’s name */
        q?: string;
        /** The user after whom the page begins, of those who are called so */
        after?: string;
        /** Of a seat, with `date` and `seat` */
        concertId?: string;
        /** The date of the seat */
        date?: string;
        /** The number of the seat */
        seat?: number;
      };
      answers: { 200: Lookup | UsersCalled };
      codes:
        | 'INVALID_REQUEST'
        | 'UNAUTHENTICATED'
        | 'INVALID_TOKEN'
        | 'FORBIDDEN'
        | 'SEAT_NOT_FOUND'
        | 'RATE_LIMITED'
        | 'INTERNAL_ERROR'
        | 'SERVER_BUSY';
    };
  };
  '/v1/admin/reservations/{reservationId}/release': {
    /** End a hold before its time */
    POST: {
      params: {
        /** The reservation */
        reservationId: string;
      };
      body?: CreateAdminReservationReleaseBody;
      headers: 'Idempotency-Key' | 'Prefer';
      answers: { 200: Released; 202: Queued };
      codes:
        | 'INVALID_REQUEST'
        | 'UNAUTHENTICATED'
        | 'INVALID_TOKEN'
        | 'FORBIDDEN'
        | 'RESERVATION_NOT_FOUND'
        | 'ALREADY_PAID'
        | 'PAYLOAD_TOO_LARGE'
        | 'UNSUPPORTED_MEDIA_TYPE'
        | 'IDEMPOTENCY_KEY_REUSED'
        | 'RATE_LIMITED'
        | 'INTERNAL_ERROR'
        | 'SERVER_BUSY';
    };
  };
  '/v1/admin/session': {
    /** Sign out */
    DELETE: {
      answers: { 204: undefined };
      codes:
        | 'INVALID_REQUEST'
        | 'UNAUTHENTICATED'
        | 'INVALID_TOKEN'
        | 'FORBIDDEN'
        | 'PAYLOAD_TOO_LARGE'
        | 'UNSUPPORTED_MEDIA_TYPE'
        | 'RATE_LIMITED'
        | 'INTERNAL_ERROR'
        | 'SERVER_BUSY';
    };
    /** Who is signed in */
    GET: {
      answers: { 200: Session };
      codes:
        | 'UNAUTHENTICATED'
        | 'INVALID_TOKEN'
        | 'FORBIDDEN'
        | 'RATE_LIMITED'
        | 'INTERNAL_ERROR'
        | 'SERVER_BUSY';
    };
    /** Sign in with a browser */
    POST: {
      body: CreateAdminSessionBody;
      answers: { 204: undefined };
      codes:
        | 'INVALID_REQUEST'
        | 'INVALID_TOKEN'
        | 'PAYLOAD_TOO_LARGE'
        | 'UNSUPPORTED_MEDIA_TYPE'
        | 'RATE_LIMITED'
        | 'INTERNAL_ERROR'
        | 'SERVER_BUSY';
    };
  };
  '/v1/admin/users': {
    /** Create one user or many, each with an empty wallet */
    POST: {
      body: CreateAdminUserBody;
      headers: 'Idempotency-Key';
      answers: { 201: Users };
      codes:
        | 'INVALID_REQUEST'
        | 'UNAUTHENTICATED'
        | 'INVALID_TOKEN'
        | 'FORBIDDEN'
        | 'PAYLOAD_TOO_LARGE'
        | 'UNSUPPORTED_MEDIA_TYPE'
        | 'IDEMPOTENCY_KEY_REUSED'
        | 'RATE_LIMITED'
        | 'INTERNAL_ERROR'
        | 'SERVER_BUSY';
    };
  };
  '/v1/admin/users/{userId}/credits': {
    /** Put money into a user's wallet */
    POST: {
      params: {
        /** The user */
        userId: string;
      };
      body: CreateAdminUserCreditBody;
      headers: 'Idempotency-Key';
      answers: { 201: Credited };
      codes:
        | 'INVALID_REQUEST'
        | 'INVALID_AMOUNT'
        | 'UNAUTHENTICATED'
        | 'INVALID_TOKEN'
        | 'FORBIDDEN'
        | 'WALLET_CLOSED'
        | 'USER_NOT_FOUND'
        | 'PAYLOAD_TOO_LARGE'
        | 'UNSUPPORTED_MEDIA_TYPE'
        | 'IDEMPOTENCY_KEY_REUSED'
        | 'RATE_LIMITED'
        | 'INTERNAL_ERROR'
        | 'SERVER_BUSY';
    };
  };
  '/v1/concerts': {
    /** The concerts, newest first, with their dates and prices */
    GET: {
      query: {
        /** The concert after which the page begins */
        after?: string;
      };
      answers: { 200: Concerts };
      codes: 'INVALID_REQUEST' | 'RATE_LIMITED' | 'INTERNAL_ERROR' | 'SERVER_BUSY';
    };
  };
  '/v1/concerts/{concertId}': {
    /** One concert: its dates and prices, and the state of its waiting room */
    GET: {
      params: {
        /** The concert */
        concertId: string;
      };
      answers: { 200: AnnouncedConcert };
      codes: 'CONCERT_NOT_FOUND' | 'RATE_LIMITED' | 'INTERNAL_ERROR' | 'SERVER_BUSY';
    };
  };
  '/v1/concerts/{concertId}/dates': {
    /** The dates that can still be booked */
    GET: {
      params: {
        /** The concert */
        concertId: string;
      };
      headers: 'If-None-Match';
      answers: { 200: Dates };
      codes:
        | 'UNAUTHENTICATED'
        | 'INVALID_TOKEN'
        | 'FORBIDDEN'
        | 'NOT_ADMITTED'
        | 'CONCERT_NOT_FOUND'
        | 'NO_AVAILABLE_DATES'
        | 'RATE_LIMITED'
        | 'INTERNAL_ERROR'
        | 'DATES_UNAVAILABLE'
        | 'SERVER_BUSY';
    };
  };
  '/v1/concerts/{concertId}/dates/{date}/seats': {
    /** Every seat of a date */
    GET: {
      params: {
        /** The concert */
        concertId: string;
        /** The calendar date at the venue */
        date: string;
      };
      headers: 'If-None-Match';
      answers: { 200: Seats };
      codes:
        | 'UNAUTHENTICATED'
        | 'INVALID_TOKEN'
        | 'FORBIDDEN'
        | 'NOT_ADMITTED'
        | 'CONCERT_NOT_FOUND'
        | 'SEATS_NOT_FOUND'
        | 'RATE_LIMITED'
        | 'INTERNAL_ERROR'
        | 'SEATS_UNAVAILABLE'
        | 'SERVER_BUSY';
    };
  };
  '/v1/concerts/{concertId}/notices': {
    /** What the operators have said within the hour */
    GET: {
      params: {
        /** The concert */
        concertId: string;
      };
      answers: { 200: Notices };
      codes: 'CONCERT_NOT_FOUND' | 'RATE_LIMITED' | 'INTERNAL_ERROR' | 'SERVER_BUSY';
    };
  };
  '/v1/concerts/{concertId}/payments': {
    /** Pay for held seats from the wallet, all or none */
    POST: {
      params: {
        /** The concert */
        concertId: string;
      };
      body: CreateConcertPaymentBody;
      headers: 'Idempotency-Key' | 'Prefer';
      answers: { 201: Paid; 202: Queued };
      codes:
        | 'INVALID_REQUEST'
        | 'METHOD_NOT_OFFERED'
        | 'UNAUTHENTICATED'
        | 'INVALID_TOKEN'
        | 'INSUFFICIENT_BALANCE'
        | 'FORBIDDEN'
        | 'NOT_ADMITTED'
        | 'RESERVATION_NOT_FOUND'
        | 'ALREADY_PAID'
        | 'HOLD_EXPIRED'
        | 'PAYLOAD_TOO_LARGE'
        | 'UNSUPPORTED_MEDIA_TYPE'
        | 'IDEMPOTENCY_KEY_REUSED'
        | 'RATE_LIMITED'
        | 'PAYMENT_FAILED'
        | 'INTERNAL_ERROR'
        | 'SERVER_BUSY';
    };
  };
  '/v1/concerts/{concertId}/reservations': {
    /** Hold seats of one date, all or none */
    POST: {
      params: {
        /** The concert */
        concertId: string;
      };
      body: CreateConcertReservationBody;
      headers: 'Idempotency-Key' | 'Prefer';
      answers: { 201: Held; 202: Queued };
      codes:
        | 'INVALID_REQUEST'
        | 'UNAUTHENTICATED'
        | 'INVALID_TOKEN'
        | 'FORBIDDEN'
        | 'NOT_ADMITTED'
        | 'VISIT_OVER'
        | 'SEATS_NOT_FOUND'
        | 'SEAT_NOT_FOUND'
        | 'SEAT_ALREADY_RESERVED'
        | 'SEAT_LIMIT_EXCEEDED'
        | 'SEAT_RECENTLY_YOURS'
        | 'HOLD_LIMIT_EXCEEDED'
        | 'PAYLOAD_TOO_LARGE'
        | 'UNSUPPORTED_MEDIA_TYPE'
        | 'IDEMPOTENCY_KEY_REUSED'
        | 'RATE_LIMITED'
        | 'INTERNAL_ERROR'
        | 'SERVER_BUSY';
    };
  };
  '/v1/concerts/{concertId}/reservations/{reservationId}': {
    /** Give held seats back */
    DELETE: {
      params: {
        /** The concert */
        concertId: string;
        /** The reservation */
        reservationId: string;
      };
      headers: 'Idempotency-Key' | 'Prefer';
      answers: { 200: Released; 202: Queued };
      codes:
        | 'INVALID_REQUEST'
        | 'UNAUTHENTICATED'
        | 'INVALID_TOKEN'
        | 'FORBIDDEN'
        | 'RESERVATION_NOT_FOUND'
        | 'ALREADY_PAID'
        | 'PAYLOAD_TOO_LARGE'
        | 'UNSUPPORTED_MEDIA_TYPE'
        | 'IDEMPOTENCY_KEY_REUSED'
        | 'RATE_LIMITED'
        | 'INTERNAL_ERROR'
        | 'SERVER_BUSY';
    };
  };
  '/v1/concerts/{concertId}/reservations/{reservationId}/extension': {
    /** Hold the seats somewhat longer, once */
    POST: {
      params: {
        /** The concert */
        concertId: string;
        /** The reservation */
        reservationId: string;
      };
      headers: 'Idempotency-Key' | 'Prefer';
      answers: { 201: Extended; 202: Queued };
      codes:
        | 'INVALID_REQUEST'
        | 'UNAUTHENTICATED'
        | 'INVALID_TOKEN'
        | 'FORBIDDEN'
        | 'NOT_ADMITTED'
        | 'RESERVATION_NOT_FOUND'
        | 'NOT_EXTENDABLE'
        | 'PAYLOAD_TOO_LARGE'
        | 'UNSUPPORTED_MEDIA_TYPE'
        | 'IDEMPOTENCY_KEY_REUSED'
        | 'RATE_LIMITED'
        | 'INTERNAL_ERROR'
        | 'SERVER_BUSY';
    };
  };
  '/v1/concerts/{concertId}/reservations/{reservationId}/release': {
    /** Give some seats of a hold back */
    POST: {
      params: {
        /** The concert */
        concertId: string;
        /** The reservation */
        reservationId: string;
      };
      body: CreateConcertReservationReleaseBody;
      headers: 'Idempotency-Key' | 'Prefer';
      answers: { 200: SeatsReleased; 202: Queued };
      codes:
        | 'INVALID_REQUEST'
        | 'UNAUTHENTICATED'
        | 'INVALID_TOKEN'
        | 'FORBIDDEN'
        | 'SEAT_NOT_FOUND'
        | 'RESERVATION_NOT_FOUND'
        | 'ALREADY_PAID'
        | 'PAYLOAD_TOO_LARGE'
        | 'UNSUPPORTED_MEDIA_TYPE'
        | 'IDEMPOTENCY_KEY_REUSED'
        | 'RATE_LIMITED'
        | 'INTERNAL_ERROR'
        | 'SERVER_BUSY';
    };
  };
  '/v1/concerts/{concertId}/tokens': {
    /** Join the line of a concert */
    POST: {
      params: {
        /** The concert */
        concertId: string;
      };
      body?: CreateConcertTokenBody;
      headers: 'Idempotency-Key' | 'Prefer';
      answers: { 201: Token; 202: Queued };
      codes:
        | 'INVALID_REQUEST'
        | 'UNAUTHENTICATED'
        | 'INVALID_TOKEN'
        | 'FORBIDDEN'
        | 'SALE_NOT_OPEN'
        | 'USER_NOT_FOUND'
        | 'CONCERT_NOT_FOUND'
        | 'TOKEN_ALREADY_ACTIVE'
        | 'SOLD_OUT'
        | 'PAYLOAD_TOO_LARGE'
        | 'UNSUPPORTED_MEDIA_TYPE'
        | 'IDEMPOTENCY_KEY_REUSED'
        | 'RATE_LIMITED'
        | 'INTERNAL_ERROR'
        | 'SERVER_BUSY';
    };
  };
  '/v1/concerts/{concertId}/tokens/me': {
    /** Leave the line, or give up the place inside */
    DELETE: {
      params: {
        /** The concert */
        concertId: string;
      };
      headers: 'Idempotency-Key' | 'Prefer';
      answers: { 200: Left; 202: Queued };
      codes:
        | 'INVALID_REQUEST'
        | 'UNAUTHENTICATED'
        | 'INVALID_TOKEN'
        | 'FORBIDDEN'
        | 'PAYLOAD_TOO_LARGE'
        | 'UNSUPPORTED_MEDIA_TYPE'
        | 'IDEMPOTENCY_KEY_REUSED'
        | 'RATE_LIMITED'
        | 'INTERNAL_ERROR'
        | 'SERVER_BUSY';
    };
    /** Where the caller stands */
    GET: {
      params: {
        /** The concert */
        concertId: string;
      };
      answers: { 200: Place };
      codes:
        | 'UNAUTHENTICATED'
        | 'INVALID_TOKEN'
        | 'FORBIDDEN'
        | 'RATE_LIMITED'
        | 'INTERNAL_ERROR'
        | 'SERVER_BUSY';
    };
  };
  '/v1/concerts/{concertId}/tokens/mine': {
    /** Leave the line from any device */
    DELETE: {
      params: {
        /** The concert */
        concertId: string;
      };
      headers: 'Idempotency-Key' | 'Prefer';
      answers: { 200: Left; 202: Queued };
      codes:
        | 'INVALID_REQUEST'
        | 'UNAUTHENTICATED'
        | 'INVALID_TOKEN'
        | 'FORBIDDEN'
        | 'CONCERT_NOT_FOUND'
        | 'TOKEN_NOT_FOUND'
        | 'PAYLOAD_TOO_LARGE'
        | 'UNSUPPORTED_MEDIA_TYPE'
        | 'IDEMPOTENCY_KEY_REUSED'
        | 'RATE_LIMITED'
        | 'INTERNAL_ERROR'
        | 'SERVER_BUSY';
    };
    /** The user's place, taken on whichever device */
    GET: {
      params: {
        /** The concert */
        concertId: string;
      };
      answers: { 200: Token };
      codes:
        | 'UNAUTHENTICATED'
        | 'INVALID_TOKEN'
        | 'FORBIDDEN'
        | 'CONCERT_NOT_FOUND'
        | 'TOKEN_NOT_FOUND'
        | 'RATE_LIMITED'
        | 'INTERNAL_ERROR'
        | 'SERVER_BUSY';
    };
  };
  '/v1/requests/{requestId}': {
    /** What became of one of the caller's requests */
    GET: {
      params: {
        /** The request, as the `202` named it */
        requestId: string;
      };
      answers: { 200: Request };
      codes:
        | 'UNAUTHENTICATED'
        | 'INVALID_TOKEN'
        | 'FORBIDDEN'
        | 'REQUEST_NOT_FOUND'
        | 'RATE_LIMITED'
        | 'INTERNAL_ERROR'
        | 'SERVER_BUSY';
    };
  };
  '/v1/reservations': {
    /** The caller's reservations, newest first */
    GET: {
      query: {
        /** The reservation before which the page begins */
        before?: string;
      };
      answers: { 200: Reservations };
      codes:
        | 'INVALID_REQUEST'
        | 'UNAUTHENTICATED'
        | 'INVALID_TOKEN'
        | 'FORBIDDEN'
        | 'RATE_LIMITED'
        | 'INTERNAL_ERROR'
        | 'SERVER_BUSY';
    };
  };
  '/v1/reservations/{reservationId}': {
    /** One of the caller's reservations */
    GET: {
      params: {
        /** The reservation */
        reservationId: string;
      };
      answers: { 200: Reservation };
      codes:
        | 'UNAUTHENTICATED'
        | 'INVALID_TOKEN'
        | 'FORBIDDEN'
        | 'RESERVATION_NOT_FOUND'
        | 'RATE_LIMITED'
        | 'INTERNAL_ERROR'
        | 'SERVER_BUSY';
    };
  };
  '/v1/site': {
    /** What the pages need to know first */
    GET: {
      answers: { 200: Site };
      codes: 'RATE_LIMITED' | 'INTERNAL_ERROR' | 'SERVER_BUSY';
    };
  };
  '/v1/wallet': {
    /** The balance of the caller's wallet */
    GET: {
      answers: { 200: Wallet };
      codes:
        | 'UNAUTHENTICATED'
        | 'INVALID_TOKEN'
        | 'FORBIDDEN'
        | 'WALLET_CLOSED'
        | 'USER_NOT_FOUND'
        | 'RATE_LIMITED'
        | 'INTERNAL_ERROR'
        | 'BALANCE_UNAVAILABLE'
        | 'SERVER_BUSY';
    };
  };
  '/v1/wallet/charges': {
    /** Put money into the caller's wallet */
    POST: {
      body: CreateWalletChargeBody;
      headers: 'Idempotency-Key';
      answers: { 201: Charged };
      codes:
        | 'INVALID_REQUEST'
        | 'INVALID_AMOUNT'
        | 'UNAUTHENTICATED'
        | 'INVALID_TOKEN'
        | 'FORBIDDEN'
        | 'WALLET_CLOSED'
        | 'USER_NOT_FOUND'
        | 'PAYLOAD_TOO_LARGE'
        | 'UNSUPPORTED_MEDIA_TYPE'
        | 'IDEMPOTENCY_KEY_REUSED'
        | 'RATE_LIMITED'
        | 'INTERNAL_ERROR'
        | 'CHARGE_FAILED'
        | 'SERVER_BUSY';
    };
  };
  '/v1/wallet/entries': {
    /** What went into the caller's wallet and out of it, newest first */
    GET: {
      query: {
        /** The entry before which the page begins */
        before?: string;
      };
      answers: { 200: Entries };
      codes:
        | 'INVALID_REQUEST'
        | 'UNAUTHENTICATED'
        | 'INVALID_TOKEN'
        | 'FORBIDDEN'
        | 'WALLET_CLOSED'
        | 'RATE_LIMITED'
        | 'INTERNAL_ERROR'
        | 'BALANCE_UNAVAILABLE'
        | 'SERVER_BUSY';
    };
  };
}

/** What a fan’s socket is told. */
export interface FanEvents {
  /** An accepted request has ended */
  request: RequestEvent;
  /** A place in a line */
  queue: QueueEvent;
  /** The line as a whole */
  line: LineEvent;
  /** Where the sale stands */
  sale: SaleEvent;
  /** A word from the operators */
  notice: NoticeEvent;
  /** This connection is closed in favour of a newer one */
  closing: ClosingEvent;
  /** An unpaid hold ran out */
  'hold-expired': HoldExpiredEvent;
  /** A hold ended without a payment, and why */
  'hold-ended': HoldEndedEvent;
  /** The token ran out */
  'token-expired': TokenExpiredEvent;
  /** Seats of a date changed */
  seats: SeatsEvent;
}

/** What an operator’s socket is told. */
export interface OperatorEvents {
  /** The sale that is looked at */
  sale: OperatorsSaleEvent;
  /** How the service is */
  health: HealthEvent;
  /** An operator did something */
  action: ActionEvent;
}

/** What an operator’s socket may say. */
export interface OperatorWords {
  /** An operator looks at a sale */
  watch: WatchEvent;
}

export interface Action {
  id: string;
  at: string;
  /** The name given at sign-in; `ADMIN_KEY` with the key itself */
  who: string;
  what:
    | 'sign-in'
    | 'sign-out'
    | 'create-users'
    | 'create-concert'
    | 'change-concert'
    | 'send-message'
    | 'release-hold'
    | 'credit-wallet';
  concertId: string | null;
  /** What the user is called whom it was done to */
  userName: string | null;
  /** What it was, as far as it was changed */
  before: Record<string, unknown> | null;
  /** What it came to */
  after: Record<string, unknown> | null;
  correlationId: string;
}

export interface ActionEvent {
  id: string;
  at: string;
  /** The name given at sign-in; `ADMIN_KEY` with the key itself */
  who: string;
  what:
    | 'sign-in'
    | 'sign-out'
    | 'create-users'
    | 'create-concert'
    | 'change-concert'
    | 'send-message'
    | 'release-hold'
    | 'credit-wallet';
  concertId: string | null;
  /** What the user is called whom it was done to */
  userName: string | null;
  /** What it was, as far as it was changed */
  before: Record<string, unknown> | null;
  /** What it came to */
  after: Record<string, unknown> | null;
  correlationId: string;
}

export interface Actions {
  actions: Action[];
  /** The path of the next page, or null */
  next: string | null;
}

export type AdminConcert = AnnouncedConcert;

export interface AnnouncedConcert {
  concertId: string;
  title: string;
  venue: string | null;
  timeZone: string;
  saleOpensAt: string | null;
  saleClosesAt: string | null;
  /** Seen by operators alone */
  draft: boolean;
  /** In no list any more */
  archived: boolean;
  /** Whether the line may be joined now */
  saleOpen: boolean;
  sale: SaleState;
  /** How long an unpaid hold lasts */
  holdSeconds: number;
  /** How many seats one person may hold or own in this concert */
  seatsPerUser: number;
  /** How many holds one visit may make, whatever becomes of them */
  holdsPerVisit: number;
  /** By how much a hold may be made longer, once; 0 for not at all */
  holdExtensionSeconds: number;
  waitingRoom: {
    /** How many may be inside at once */
    capacity: number;
    /** How many may come in within any sixty seconds */
    admitPerMinute: number | null;
    /** How long a visit may last */
    activeSeconds: number;
    /** How long a place in line is kept for somebody who is not there: no socket, no call */
    waitingSeconds: number;
    /** How soon whoever is let in out of the line must call or listen, or the next comes in; 0: any time */
    showUpSeconds: number;
    protects: 'browse' | 'booking';
    /** What becomes of those who wait when the sale closes */
    afterClose: 'end' | 'finish';
    paused: boolean;
    /** How many wait */
    waiting: number;
    /** How many are inside */
    active: number;
  };
  /** As announced, past and sold-out ones included, with what was free of them within about a second; which seats those are is for those who may look */
  dates: {
    date: string;
    startsAt: string;
    seatsTotal: number;
    /** In the currency's minor unit */
    priceFrom: number;
    /** In the currency's minor unit */
    priceTo: number;
    /** Whether it has begun: then nothing of it can be booked */
    past: boolean;
    seatsFree: number;
    /** `FEW`: no more than a tenth is free, rounded up */
    availability: 'MANY' | 'FEW' | 'NONE';
    /** The highest first */
    prices: {
      /** In the currency's minor unit */
      price: number;
      /** The sections that have it */
      sections: string[];
      seatsTotal: number;
      seatsFree: number;
      /** `FEW`: no more than a tenth is free, rounded up */
      availability: 'MANY' | 'FEW' | 'NONE';
    }[];
  }[];
}

export interface Charged {
  chargeId: string;
  /** In the currency's minor unit */
  amount: number;
  /** In the currency's minor unit */
  balance: number;
  /** A sentence for people, in the language asked for */
  message: string;
}

export interface ClosingEvent {
  code: 'RATE_LIMITED';
  /** A sentence for people, in the language of the connection */
  message: string;
}

export interface Concerts {
  concerts: AnnouncedConcert[];
  /** The path of the next page, or null */
  next: string | null;
}

export interface CreateAdminConcertBody {
  /** At most 200 characters as people count them */
  title: string;
  venue?: string | null;
  /** IANA name of the time zone at the venue */
  timeZone?: string;
  /** Nobody but operators sees it until it is published */
  draft?: boolean;
  dates: CreateAdminConcertDateBody[];
  saleOpensAt?: string | null;
  saleClosesAt?: string | null;
  holdSeconds?: number;
  seatsPerUser?: number;
  /** How many holds one visit may make, whatever becomes of them */
  holdsPerVisit?: number;
  /** By how much a hold may be made longer, once; 0 for not at all */
  holdExtensionSeconds?: number;
  waitingRoom: {
    /** How many may be inside at once */
    capacity: number;
    /** How many may come in within any sixty seconds; null for no such limit */
    admitPerMinute?: number | null;
    activeSeconds?: number;
    /** How long a place in line is kept for somebody who is not there */
    waitingSeconds?: number;
    /** How soon whoever is let in out of the line must call or listen; 0: any time */
    showUpSeconds?: number;
    /** `browse`: dates and seats are for those inside; `booking`: they are open to all */
    protects?: 'browse' | 'booking';
    /** Of those who wait when the sale closes: `end`: their tokens run out; `finish`: they are still let in, until the last date begins */
    afterClose?: 'end' | 'finish';
    paused?: boolean;
  };
}

export interface CreateAdminConcertDateBody {
  date: string;
  /** On that date at the venue, or before 06:00 of the next morning; 19:00 unless given */
  startsAt?: string;
  /** 50 unless given */
  seats?: number;
  /** In the currency's minor unit */
  price?: number;
  seatMap?: {
    /** At most 200 characters as people count them */
    section: string;
    rows: number;
    seatsPerRow: number;
    /** In the currency's minor unit */
    price: number;
  }[];
}

export interface CreateAdminConcertDuplicateBody {
  /** At most 200 characters as people count them */
  title?: string;
}

export interface CreateAdminConcertMessageBody {
  text: {
    /** At most 500 characters as people count them */
    ko: string;
    /** At most 500 characters as people count them */
    en: string;
  };
}

export interface CreateAdminReservationReleaseBody {
  /** Why, in words for the fan */
  reason?: string;
}

export interface CreateAdminSessionBody {
  /** `ADMIN_KEY` */
  key: string;
  /** Who signs in, for the list of what was done; not `ADMIN_KEY`, as who brings the key itself is called */
  name: string;
}

export type CreateAdminUserBody =
  | {
      /** At most 200 characters as people count them */ name: string;
      users?: never;
    }
  | {
      name?: never;
      users: {
        id?: string;
        /** At most 200 characters as people count them */
        name: string;
      }[];
    };

export interface CreateAdminUserCreditBody {
  /** In the currency's minor unit */
  amount: number;
  /** Why, for whoever asks later */
  reason: string;
}

export type CreateConcertPaymentBody =
  | { reservationId: string; reservationIds?: never }
  | {
      reservationId?: never;
      /** All or none */
      reservationIds: string[];
    };

export type CreateConcertReservationBody = {
  date: string;
} & (
  | { seatNumber: number; seatNumbers?: never }
  | {
      seatNumber?: never;
      /** All or none */
      seatNumbers: number[];
    }
);

export interface CreateConcertReservationReleaseBody {
  seatNumbers: number[];
}

export interface CreateConcertTokenBody {
  /** Believed only with `IDENTITY=trust`; must be the user who signed in */
  userId?: string;
}

export interface CreateWalletChargeBody {
  /** In the currency's minor unit */
  amount: number;
  /** Believed only with `IDENTITY=trust`; must be the user who signed in */
  userId?: string;
}

export interface CreatedConcert {
  concertId: string;
}

export interface Credited {
  creditId: string;
  /** In the currency's minor unit */
  balance: number;
}

export interface DatePlan {
  date: string;
  startsAt: string;
  /** Where they are numbered through and cost the same */
  seats?: number;
  /** In the currency's minor unit */
  price?: number;
  seatMap?: {
    section: string;
    rows: number;
    seatsPerRow: number;
    /** In the currency's minor unit */
    price: number;
  }[];
  /** Whether the seats may still be replaced: nobody has ever held one */
  changeable: boolean;
  /** Whether it may still be moved to another day, or removed: nothing of it is held or sold */
  movable: boolean;
}

export interface DatePlans {
  dates: DatePlan[];
  /** The path of the next page, or null */
  next: string | null;
}

export interface Dates {
  dates: {
    date: string;
    startsAt: string;
    seatsTotal: number;
    seatsAvailable: number;
    /** In the currency's minor unit */
    priceFrom: number;
  }[];
  /** The path of the next page, or null */
  next: string | null;
}

export interface Entries {
  entries: {
    id: string;
    kind: 'charge' | 'credit' | 'payment' | 'refund';
    /** Positive into the wallet, negative out of it */
    amount: number;
    /** In the currency's minor unit */
    balanceAfter: number;
    at: string;
  }[];
  /** The path of the next page, or null */
  next: string | null;
}

export interface Extended {
  reservationId: string;
  expiresAt: string;
  /** A sentence for people, in the language asked for */
  message: string;
}

export interface FailedRequest {
  requestId: string;
  kind:
    | 'issue-token'
    | 'leave-queue'
    | 'reserve'
    | 'extend-hold'
    | 'release'
    | 'release-seats'
    | 'withdraw-hold'
    | 'pay';
  status: 'failed';
  problem: Problem;
}

export interface Funnel {
  /** Places given in the line */
  joined: number;
  /** Of these, let in */
  admitted: number;
  /** Of these, held seats */
  held: number;
  /** Of these, paid */
  paid: number;
}

export interface Handshake {
  /** A queue token: the events of its concert and its user */
  token?: string;
  /** The integrator's JWT: the events of every concert the user waits in */
  identity?: string;
  /** Believed only with IDENTITY=trust */
  userId?: string;
  /** `ko` (the default) or `en` */
  locale?: string;
  /** Outcomes settled after this instant are told again, in their order: what a client missed while it was away. Of more than 100 the latest; whatever is older is read at `/v1/requests/{requestId}` */
  since?: string;
}

export interface Health {
  /** Whether there is no fault */
  ok: boolean;
  faults: {
    what:
      | 'postgres-unreachable'
      | 'postgres-slow'
      | 'redis-unreachable'
      | 'redis-slow'
      | 'no-worker'
      | 'no-scheduler'
      | 'scheduler-stands'
      | 'lane-unserved'
      | 'lane-late'
      | 'books-broken'
      | 'audit-late';
    /** For people, in the language asked for */
    sentence: string;
    /** Of a lane */
    concertId?: string;
  }[];
  /** Processes that say they are there; null when Redis cannot be asked */
  api: number | null;
  workers: number | null;
  schedulers: number | null;
  postgres: {
    state: 'ok' | 'slow' | 'unreachable';
    /** How long it took to answer, or null */
    ms: number | null;
  };
  redis: {
    state: 'ok' | 'slow' | 'unreachable';
    /** How long it took to answer, or null */
    ms: number | null;
  };
  /** The look of every minute at what must be true of the tables, the money among it */
  audit: {
    /** When the invariants of the sale were last looked at; null: not yet */
    at: string | null;
    broken: {
      name: string;
      says: string;
      count: number;
      example: string;
    }[];
  };
  /** Those in which something waits, the deepest first */
  lanes: {
    lane: string;
    name: 'admission' | 'booking';
    concertId: string;
    title: string;
    /** Requests that wait for their outcome */
    depth: number;
    oldestSeconds: number;
    /** Whether a worker has it; null when Redis cannot be asked */
    served: boolean | null;
  }[];
}

export interface HealthEvent {
  /** Whether there is no fault */
  ok: boolean;
  faults: {
    what:
      | 'postgres-unreachable'
      | 'postgres-slow'
      | 'redis-unreachable'
      | 'redis-slow'
      | 'no-worker'
      | 'no-scheduler'
      | 'scheduler-stands'
      | 'lane-unserved'
      | 'lane-late'
      | 'books-broken'
      | 'audit-late';
    /** For people, in the language asked for */
    sentence: string;
    /** Of a lane */
    concertId?: string;
  }[];
  /** Processes that say they are there; null when Redis cannot be asked */
  api: number | null;
  workers: number | null;
  schedulers: number | null;
  postgres: {
    state: 'ok' | 'slow' | 'unreachable';
    /** How long it took to answer, or null */
    ms: number | null;
  };
  redis: {
    state: 'ok' | 'slow' | 'unreachable';
    /** How long it took to answer, or null */
    ms: number | null;
  };
  /** The look of every minute at what must be true of the tables, the money among it */
  audit: {
    /** When the invariants of the sale were last looked at; null: not yet */
    at: string | null;
    broken: {
      name: string;
      says: string;
      count: number;
      example: string;
    }[];
  };
  /** Those in which something waits, the deepest first */
  lanes: {
    lane: string;
    name: 'admission' | 'booking';
    concertId: string;
    title: string;
    /** Requests that wait for their outcome */
    depth: number;
    oldestSeconds: number;
    /** Whether a worker has it; null when Redis cannot be asked */
    served: boolean | null;
  }[];
}

export interface Held {
  reservationId: string;
  status: 'HELD';
  date: string;
  seatNumbers: number[];
  /** In the currency's minor unit */
  amount: number;
  expiresAt: string;
  /** A sentence for people, in the language asked for */
  message: string;
}

export interface History {
  everySeconds: number;
  from: string;
  /** Oldest first; the last may still grow */
  points: Point[];
  funnel: Funnel;
}

export interface HoldEndedEvent {
  reservationId: string;
  date: string;
  seatNumbers: number[];
  reason: 'given-back' | 'ran-out' | 'left' | 'visit-over' | 'paid-others' | 'operator';
  /** An operator's own words */
  note: string | null;
  /** A sentence for people, in the language of the connection */
  message: string;
}

export interface HoldExpiredEvent {
  reservationId: string;
  date: string;
  seatNumbers: number[];
  /** A sentence for people, in the language of the connection */
  message: string;
}

export interface Ledger {
  accounts: {
    kind: string;
    accounts: number;
    /** In the currency's minor unit */
    balance: number;
  }[];
  /** 0, or the books are wrong */
  sum: number;
  balanced: boolean;
  unbalancedTransfers: number;
  wrongWallets: number;
}

export interface Left {
  status: 'LEFT';
  /** A sentence for people, in the language asked for */
  message: string;
}

export interface LineEvent {
  concertId: string;
  /** How many wait in all */
  waiting: number;
  /** Whether an operator has stopped admission for now */
  paused: boolean;
}

export interface Lookup {
  kind: 'user' | 'seat' | 'reservation' | 'request' | 'payment' | 'token';
  /** The row as it is now, in the names of this API */
  found: Record<string, unknown>;
  /** Oldest first, at most 200: the latest */
  history: {
    at: string;
    /** For example `accepted`, `succeeded`, `admitted`, `held`, `paid` */
    what: string;
    requestId?: string;
    /** The name of the HTTP call in the logs */
    correlationId?: string;
    detail: Record<string, unknown>;
  }[];
  /** What the users and concerts that are named by their ids are called */
  names: Record<string, string>;
}

export interface Message {
  id: string;
  concertId: string;
  text: {
    ko: string;
    en: string;
  };
  at: string;
}

export interface NoticeEvent {
  concertId: string;
  /** A sentence for people, in the language of the connection */
  text: string;
  at: string;
}

export interface Notices {
  /** In the language asked for, oldest first */
  notices: {
    concertId: string;
    text: string;
    at: string;
  }[];
  /** The path of the next page, or null */
  next: string | null;
}

export interface OperatorsSaleEvent {
  concertId: string;
  stats: Stats;
  point: Point;
}

export interface Paid {
  paymentId: string;
  reservationIds: string[];
  /** In the currency's minor unit */
  amount: number;
  /** In the currency's minor unit */
  balance: number;
  reservationId: string;
  status: 'PAID';
  reservation: {
    status: 'CONFIRMED';
    /** A sentence for people, in the language asked for */
    message: string;
  };
  token: {
    status: 'COMPLETED';
  };
  /** A sentence for people, in the language asked for */
  message: string;
}

export interface Place {
  status: 'WAITING' | 'ACTIVE';
  /** The place given at the door: from 1, never changes */
  number: number;
  /** 1 for the next to be admitted, 0 once admitted */
  rank: number;
  /** How many are in front: rank − 1, 0 once admitted */
  ahead: number;
  /** The middle of `estimatedWait`; 0 once admitted */
  estimatedWaitSeconds: number;
  /** Seconds, from what frees places; null once admitted */
  estimatedWait: {
    low: number;
    high: number;
    /** `measured`: by the visits that have ended. `planned`: too few have, and everybody inside is taken to use the whole of their time. `unknown`: admission is paused; the figures are as if it went on now */
    basis: 'measured' | 'planned' | 'unknown';
  } | null;
  expiresAt: string;
}

export interface Point {
  /** The beginning of the seconds that the point is about */
  at: string;
  /** People who joined the line */
  joins: number;
  /** People who were let in */
  admissions: number;
  /** Requests that got their outcome, in both lanes */
  decided: number;
  /** Requests that waited for their outcome at the end */
  depth: {
    admission: number;
    booking: number;
  };
  /** How long the oldest of them had waited then; 0 when none waited */
  oldestSeconds: number;
  /** Half were decided within so long after they were accepted */
  p50Ms: number | null;
  /** And all but one in a hundred; null when none was decided */
  p99Ms: number | null;
}

export interface Problem {
  /** Where the code is explained */
  type: string;
  /** The same for everybody */
  title: string;
  status: number;
  /** Stable, for programs */
  code: string;
  /** A sentence for people, in the language asked for */
  detail: string;
  errors?: {
    /** An RFC 6901 pointer into the body */
    pointer: string;
    detail: string;
  }[];
  requestId?: string;
  /** After so long, from when it was decided, the same may be granted; as `Retry-After` says it */
  retryAfterSeconds?: number;
  /** Of `INVALID_TOKEN`: what became of a token that has ended */
  ended?: {
    status: 'COMPLETED' | 'EXPIRED' | 'LEFT';
    /** Why it ran out; null of one that was left or has paid */
    reason: 'waited-too-long' | 'visit-over' | 'no-show' | 'sale-closed' | null;
    joinedAt: string;
    /** When the turn came; null when it never did */
    admittedAt: string | null;
    endedAt: string;
  };
}

export interface QueueEvent {
  concertId: string;
  status: 'WAITING' | 'ACTIVE';
  /** The place given at the door: from 1, never changes */
  number: number;
  /** 1 for the next to be admitted, 0 once admitted */
  rank: number;
  /** How many are in front: rank − 1, 0 once admitted */
  ahead: number;
  /** The middle of `estimatedWait`; 0 once admitted */
  estimatedWaitSeconds: number;
  /** Seconds, from what frees places; null once admitted */
  estimatedWait: {
    low: number;
    high: number;
    /** `measured`: by the visits that have ended. `planned`: too few have, and everybody inside is taken to use the whole of their time. `unknown`: admission is paused; the figures are as if it went on now */
    basis: 'measured' | 'planned' | 'unknown';
  } | null;
}

export interface Queued {
  requestId: string;
  status: 'queued';
}

export interface Readiness {
  ready: boolean;
  database: 'ok' | 'unreachable';
  migrations: 'applied' | 'pending' | 'unknown';
  redis: 'ok' | 'unreachable';
}

export interface Released {
  reservationId: string;
  status: 'RELEASED';
  /** A sentence for people, in the language asked for */
  message: string;
}

export type Request =
  | {
      requestId: string;
      kind:
        | 'issue-token'
        | 'leave-queue'
        | 'reserve'
        | 'extend-hold'
        | 'release'
        | 'release-seats'
        | 'withdraw-hold'
        | 'pay';
      status: 'queued';
    }
  | FailedRequest
  | SucceededIssueToken
  | SucceededLeaveQueue
  | SucceededReserve
  | SucceededExtendHold
  | SucceededRelease
  | SucceededReleaseSeats
  | SucceededWithdrawHold
  | SucceededPay;

export type RequestEvent =
  | FailedRequest
  | SucceededIssueToken
  | SucceededLeaveQueue
  | SucceededReserve
  | SucceededExtendHold
  | SucceededRelease
  | SucceededReleaseSeats
  | SucceededWithdrawHold
  | SucceededPay;

export interface Reservation {
  reservationId: string;
  concertId: string;
  status: 'HELD' | 'CONFIRMED' | 'RELEASED' | 'EXPIRED' | 'CANCELLED';
  date: string;
  seatNumbers: number[];
  /** The same seats as they are found in the hall */
  seats: {
    number: number;
    section?: string;
    row?: string;
    /** What it is called within its row */
    name?: string;
  }[];
  /** In the currency's minor unit */
  amount: number;
  heldAt: string;
  expiresAt: string;
  endedAt: string | null;
  paymentId: string | null;
  /** Whether it can be held somewhat longer, once: by `…/extension` */
  extendable: boolean;
  /** Why it ended without a payment, as the `hold-ended` event tells it; null otherwise */
  endReason: 'given-back' | 'ran-out' | 'left' | 'visit-over' | 'paid-others' | 'operator' | null;
  /** What the operator who ended it says about that */
  endNote: string | null;
  /** The same as a sentence */
  message: string | null;
}

export interface Reservations {
  reservations: Reservation[];
  /** The path of the next page, or null */
  next: string | null;
}

export interface Sale {
  id: string;
  title: string;
  venue: string | null;
  saleOpensAt: string | null;
  saleClosesAt: string | null;
  /** Seen by operators alone */
  draft: boolean;
  /** Put away, and in no list of fans */
  archived: boolean;
  paused: boolean;
  capacity: number;
  admitPerMinute: number | null;
  waiting: number;
  active: number;
  /** Seats */
  held: number;
  /** Seats */
  sold: number;
  /** All seats of all dates */
  seats: number;
  /** In the currency's minor unit */
  revenue: number;
  sale: SaleState;
}

export interface SaleEvent {
  concertId: string;
  /** `SOLD_OUT`: nothing is free and nothing is held; it turns back when something is freed. `CLOSED`: its time is over, or its last date has begun */
  state: 'ANNOUNCED' | 'PRE_QUEUE' | 'ON_SALE' | 'SOLD_OUT' | 'CLOSED';
  opensAt?: string;
  preQueueOpensAt?: string;
  closesAt?: string;
  /** How much is free of all dates to come; `FEW`: no more than a tenth, rounded up */
  availability: 'MANY' | 'FEW' | 'NONE';
}

export interface SaleState {
  /** `SOLD_OUT`: nothing is free and nothing is held; it turns back when something is freed. `CLOSED`: its time is over, or its last date has begun */
  state: 'ANNOUNCED' | 'PRE_QUEUE' | 'ON_SALE' | 'SOLD_OUT' | 'CLOSED';
  opensAt?: string;
  preQueueOpensAt?: string;
  closesAt?: string;
  /** How much is free of all dates to come; `FEW`: no more than a tenth, rounded up */
  availability: 'MANY' | 'FEW' | 'NONE';
}

export interface Sales {
  concerts: Sale[];
  /** The path of the next page, or null */
  next: string | null;
}

export interface Seats {
  date: string;
  seats: {
    number: number;
    status: 'AVAILABLE' | 'HELD' | 'SOLD';
    /** In the currency's minor unit */
    price: number;
    section?: string;
    row?: string;
    /** What it is called within its row */
    name?: string;
  }[];
  available: number;
  /** A sentence for people, in the language asked for */
  message?: string;
}

export interface SeatsEvent {
  concertId: string;
  date: string;
  /** Only the seats that changed, each with its new status */
  changes: {
    number: number;
    status: 'AVAILABLE' | 'HELD' | 'SOLD';
  }[];
}

export interface SeatsReleased {
  reservationId: string;
  status: 'HELD' | 'RELEASED';
  /** Those that are still held */
  seatNumbers: number[];
  /** In the currency's minor unit */
  amount: number;
  /** A sentence for people, in the language asked for */
  message: string;
}

export interface Session {
  /** Who signed in; `ADMIN_KEY` with the key itself */
  name: string;
  /** When one has to sign in again; null with the key itself */
  expiresAt: string | null;
}

export interface Site {
  /** How the service learns who a user is */
  identity: 'trust' | 'jwt';
  /** ISO 4217 */
  currency: string;
  /** Whether fans charge their own wallet, or have one */
  wallet: 'open' | 'credited' | 'off';
  /** Users to try the service with, where a user id is simply believed */
  demo?: {
    users: {
      id: string;
      name: string;
    }[];
  };
}

export interface Stats {
  waiting: number;
  active: number;
  admittedTotal: number;
  expiredTotal: number;
  leftTotal: number;
  /** Seats */
  held: number;
  /** Seats */
  sold: number;
  /** Seats */
  available: number;
  /** In the currency's minor unit */
  revenue: number;
  lanes: {
    name: 'admission' | 'booking';
    /** Requests without an outcome */
    waiting: number;
    /** Rings being answered: 0 or 1 */
    active: number;
    /** Rings that failed, of those still kept */
    failed: number;
    /** Requests decided a second, of late */
    perSecond: number;
  }[];
}

export interface SucceededExtendHold {
  requestId: string;
  kind: 'extend-hold';
  status: 'succeeded';
  result: Extended;
}

export interface SucceededIssueToken {
  requestId: string;
  kind: 'issue-token';
  status: 'succeeded';
  result: Token;
}

export interface SucceededLeaveQueue {
  requestId: string;
  kind: 'leave-queue';
  status: 'succeeded';
  result: Left;
}

export interface SucceededPay {
  requestId: string;
  kind: 'pay';
  status: 'succeeded';
  result: Paid;
}

export interface SucceededRelease {
  requestId: string;
  kind: 'release';
  status: 'succeeded';
  result: Released;
}

export interface SucceededReleaseSeats {
  requestId: string;
  kind: 'release-seats';
  status: 'succeeded';
  result: SeatsReleased;
}

export interface SucceededReserve {
  requestId: string;
  kind: 'reserve';
  status: 'succeeded';
  result: Held;
}

export interface SucceededWithdrawHold {
  requestId: string;
  kind: 'withdraw-hold';
  status: 'succeeded';
  result: Released;
}

export interface Token {
  token: string;
  status: 'WAITING' | 'ACTIVE';
  /** The place given at the door: from 1, never changes */
  number: number;
  /** 1 for the next to be admitted, 0 once admitted */
  rank: number;
  /** How many are in front: rank − 1, 0 once admitted */
  ahead: number;
  /** The middle of `estimatedWait`; 0 once admitted */
  estimatedWaitSeconds: number;
  /** Seconds, from what frees places; null once admitted */
  estimatedWait: {
    low: number;
    high: number;
    /** `measured`: by the visits that have ended. `planned`: too few have, and everybody inside is taken to use the whole of their time. `unknown`: admission is paused; the figures are as if it went on now */
    basis: 'measured' | 'planned' | 'unknown';
  } | null;
  expiresAt: string;
  /** A sentence for people, in the language asked for */
  message: string;
}

export interface TokenExpiredEvent {
  concertId: string;
  /** A sentence for people, in the language of the connection */
  message: string;
  reason?: 'waited-too-long' | 'visit-over' | 'no-show' | 'sale-closed' | null;
  joinedAt?: string;
  /** When the turn came; null when it never did */
  admittedAt?: string | null;
  endedAt?: string;
}

export interface UpdateAdminConcertBody {
  /** At most 200 characters as people count them */
  title?: string;
  /** Publishes a draft; there is no way back */
  draft?: false;
  /** Puts it away once its sale is over, or while nothing is held or sold; and takes it back */
  archived?: boolean;
  saleOpensAt?: string | null;
  saleClosesAt?: string | null;
  /** How many holds one visit may make, whatever becomes of them */
  holdsPerVisit?: number;
  /** By how much a hold may be made longer, once; 0 for not at all */
  holdExtensionSeconds?: number;
  waitingRoom?: {
    /** How many may be inside at once */
    capacity?: number;
    /** How many may come in within any sixty seconds; null for no such limit */
    admitPerMinute?: number | null;
    activeSeconds?: number;
    /** How long a place in line is kept for somebody who is not there */
    waitingSeconds?: number;
    /** How soon whoever is let in out of the line must call or listen; 0: any time */
    showUpSeconds?: number;
    /** `browse`: dates and seats are for those inside; `booking`: they are open to all */
    protects?: 'browse' | 'booking';
    /** Of those who wait when the sale closes: `end`: their tokens run out; `finish`: they are still let in, until the last date begins */
    afterClose?: 'end' | 'finish';
    paused?: boolean;
  };
}

export interface UpdateAdminConcertDateBody {
  startsAt?: string;
  /** 50 unless given */
  seats?: number;
  /** In the currency's minor unit */
  price?: number;
  seatMap?: {
    /** At most 200 characters as people count them */
    section: string;
    rows: number;
    seatsPerRow: number;
    /** In the currency's minor unit */
    price: number;
  }[];
  /** Moves it to another day, while nothing of it is held or sold */
  date?: string;
  /** Removes it, while nothing of it is held or sold */
  removed?: true;
}

export type Users =
  | {
      userId: string;
    }
  | {
      userIds: string[];
    };

export interface UsersCalled {
  kind: 'users';
  /** First whose name begins so, then whose name has it elsewhere, each by name; none when nobody */
  users: {
    userId: string;
    name: string;
    createdAt: string;
  }[];
  /** The path of the next page, or null */
  next: string | null;
}

export interface Wallet {
  /** In the currency's minor unit */
  balance: number;
  currency: string;
  /** A sentence for people, in the language asked for */
  message: string;
}

export interface WatchEvent {
  concertId: string | null;
}
