import { expect } from '@jest/globals';
import type { Answer } from './call.ts';

/** The contract's table of refusals, copied from the contract and not from the code: status, `ko`, `en`. */
export const REFUSALS = {
  INVALID_REQUEST: [400, '요청 형식이 올바르지 않습니다', 'The request is not valid'],
  INVALID_AMOUNT: [400, '유효하지 않은 금액입니다', 'The amount is not valid'],
  INVALID_TOKEN: [401, '유효하지 않은 토큰입니다', 'The token is not valid'],
  UNAUTHENTICATED: [401, '인증이 필요합니다', 'Sign-in is required'],
  INSUFFICIENT_BALANCE: [402, '잔액이 부족합니다', 'The balance is too low'],
  NOT_ADMITTED: [403, '유효하지 않은 순번입니다. 아직 입장 순서가 아닙니다', 'It is not your turn yet'],
  SALE_NOT_OPEN: [403, '예매 기간이 아닙니다', 'The sale is not open'],
  FORBIDDEN: [403, '권한이 없습니다', 'Not allowed'],
  USER_NOT_FOUND: [404, '유효하지 않은 사용자입니다', 'The user does not exist'],
  CONCERT_NOT_FOUND: [404, '존재하지 않는 콘서트입니다', 'The concert does not exist'],
  NO_AVAILABLE_DATES: [404, '예약 가능한 날짜가 없습니다', 'No date can be booked'],
  SEATS_NOT_FOUND: [
    404,
    '해당 날짜에 대한 좌석 정보가 존재하지 않습니다',
    'There are no seats for that date',
  ],
  SEAT_NOT_FOUND: [404, '존재하지 않는 좌석입니다', 'The seat does not exist'],
  RESERVATION_NOT_FOUND: [404, '예약 정보가 존재하지 않습니다', 'The reservation does not exist'],
  REQUEST_NOT_FOUND: [404, '요청 정보가 존재하지 않습니다', 'The request does not exist'],
  TOKEN_ALREADY_ACTIVE: [409, '이미 활성화된 토큰이 존재합니다', 'An active token already exists'],
  SEAT_ALREADY_RESERVED: [409, '해당 좌석은 이미 예약되었습니다', 'The seat is already reserved'],
  SEAT_LIMIT_EXCEEDED: [
    409,
    '1인당 예약 가능한 좌석 수를 초과했습니다',
    'Over the seat limit for one person',
  ],
  ALREADY_PAID: [409, '이미 결제된 예약입니다', 'The reservation is already paid'],
  HOLD_EXPIRED: [410, '임시 예약이 만료되었습니다', 'The hold has expired'],
  NOT_FOUND: [404, '존재하지 않는 주소입니다', 'There is nothing at this address'],
  METHOD_NOT_ALLOWED: [405, '허용되지 않은 메서드입니다', 'The method is not allowed'],
  UNSUPPORTED_MEDIA_TYPE: [415, '지원하지 않는 형식입니다', 'The media type is not supported'],
  PAYLOAD_TOO_LARGE: [413, '요청이 너무 큽니다', 'The request is too large'],
  IDEMPOTENCY_KEY_REUSED: [
    422,
    '같은 키로 다른 요청을 보낼 수 없습니다',
    'The key was used for another request',
  ],
  RATE_LIMITED: [429, '요청이 너무 많습니다', 'Too many requests'],
  PAYMENT_FAILED: [500, '결제 중 오류가 발생했습니다', 'The payment failed'],
  DATES_UNAVAILABLE: [
    503,
    '서버 오류로 인해 예약 가능 날짜를 조회할 수 없습니다',
    'Dates cannot be read right now',
  ],
  SEATS_UNAVAILABLE: [
    503,
    '서버 오류로 인해 좌석 정보를 조회할 수 없습니다',
    'Seats cannot be read right now',
  ],
  CHARGE_FAILED: [503, '서버 오류로 인해 충전이 실패했습니다', 'The charge failed'],
  BALANCE_UNAVAILABLE: [
    503,
    '서버 오류로 인해 잔액 조회가 실패했습니다',
    'The balance cannot be read right now',
  ],
  SERVER_BUSY: [503, '서버가 혼잡하여 요청을 처리할 수 없습니다', 'The server is too busy'],
} as const;

export type ContractCode = keyof typeof REFUSALS;

/** The problem as the contract's table has it, for `toMatchObject`. */
export function problem(code: ContractCode, language: 'ko' | 'en' = 'ko') {
  const [status, ko, en] = REFUSALS[code];
  return { status, code, detail: language === 'ko' ? ko : en };
}

/** The answer is that refusal: RFC 9457, the contract's status and its exact sentence in that language. */
export function expectRefused(answer: Answer, code: ContractCode, language: 'ko' | 'en' = 'ko'): void {
  const expected = problem(code, language);
  expect({ status: answer.status, body: answer.body }).toEqual({
    status: expected.status,
    body: expect.objectContaining({ ...expected, type: expect.any(String), title: expect.any(String) }),
  });
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json(;|$)/);
  expect(answer.headers.get('content-language')).toBe(language);
}
