import type { EndReason } from '../sale/reservations.ts';
import type { Sentences } from './en.ts';

const won = new Intl.NumberFormat('ko-KR');

/** `+5분`, `+30초`, `+2분 30초`. */
function duration(seconds: number): string {
  const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60];
  return `+${[minutes > 0 ? `${minutes}분` : '', rest > 0 ? `${rest}초` : ''].filter(Boolean).join(' ')}`;
}

const LANES = { admission: '입장', booking: '예매' } as const;

const ENDS: Record<EndReason, string> = {
  'given-back': '좌석을 반납했습니다',
  'ran-out': '임시 예약이 만료되었습니다',
  left: '대기열에서 나가면서 임시 예약이 해제되었습니다',
  'visit-over': '입장 시간이 끝나 임시 예약이 해제되었습니다',
  'paid-others': '다른 좌석을 결제하면서 임시 예약이 해제되었습니다',
  operator: '주최 측에서 임시 예약을 해제했습니다',
};

/** What is broken when an invariant of this name is. */
const LAWS: Record<string, string> = {
  I1: '좌석과 예약이 서로 맞지 않습니다',
  I2: '합계가 0이 아닌 이체가 있습니다',
  I3: '지갑 잔액이 내역의 합과 다릅니다',
  I4: '결과가 없거나, 결과와 다른 상태의 요청이 있습니다',
  I5: '접수 순서와 다르게 처리된 요청이 있습니다',
  I6: '제때 끝나지 않은 임시 예약이 있습니다',
  I7: '대기열과 입장 인원이 설정과 맞지 않습니다',
  I8: '결제와 판매된 좌석이 서로 맞지 않습니다',
  I9: '좌석 수의 합이 맞지 않습니다',
};

export const ko: Sentences = {
  refusals: {
    INVALID_REQUEST: '요청 형식이 올바르지 않습니다',
    INVALID_AMOUNT: '유효하지 않은 금액입니다',
    METHOD_NOT_OFFERED: '사용할 수 없는 결제 수단입니다',
    INVALID_TOKEN: '유효하지 않은 토큰입니다',
    UNAUTHENTICATED: '인증이 필요합니다',
    INSUFFICIENT_BALANCE: '잔액이 부족합니다',
    NOT_ADMITTED: '유효하지 않은 순번입니다. 아직 입장 순서가 아닙니다',
    SALE_NOT_OPEN: '예매 기간이 아닙니다',
    VISIT_OVER: '좌석을 선택할 수 있는 시간이 지났습니다',
    WALLET_CLOSED: '충전할 수 없는 지갑입니다',
    FORBIDDEN: '권한이 없습니다',
    USER_NOT_FOUND: '유효하지 않은 사용자입니다',
    CONCERT_NOT_FOUND: '존재하지 않는 콘서트입니다',
    NO_AVAILABLE_DATES: '예약 가능한 날짜가 없습니다',
    SEATS_NOT_FOUND: '해당 날짜에 대한 좌석 정보가 존재하지 않습니다',
    SEAT_NOT_FOUND: '존재하지 않는 좌석입니다',
    RESERVATION_NOT_FOUND: '예약 정보가 존재하지 않습니다',
    REQUEST_NOT_FOUND: '요청 정보가 존재하지 않습니다',
    TOKEN_NOT_FOUND: '대기열에 등록되어 있지 않습니다',
    TOKEN_ALREADY_ACTIVE: '이미 활성화된 토큰이 존재합니다',
    SOLD_OUT: '매진되었습니다',
    SEAT_ALREADY_RESERVED: '해당 좌석은 이미 예약되었습니다',
    SEAT_LIMIT_EXCEEDED: '1인당 예약 가능한 좌석 수를 초과했습니다',
    SEAT_RECENTLY_YOURS: '방금 반납한 좌석은 잠시 후 다시 선택할 수 있습니다',
    HOLD_LIMIT_EXCEEDED: '한 번의 입장에서 가능한 예약 횟수를 초과했습니다',
    ALREADY_PAID: '이미 결제된 예약입니다',
    NOT_EXTENDABLE: '예약 시간을 연장할 수 없습니다',
    HOLD_EXPIRED: '임시 예약이 만료되었습니다',
    NOT_FOUND: '존재하지 않는 주소입니다',
    METHOD_NOT_ALLOWED: '허용되지 않은 메서드입니다',
    UNSUPPORTED_MEDIA_TYPE: '지원하지 않는 형식입니다',
    PAYLOAD_TOO_LARGE: '요청이 너무 큽니다',
    CHANGED_MEANWHILE: '다른 사용자가 먼저 변경했습니다',
    IDEMPOTENCY_KEY_REUSED: '같은 키로 다른 요청을 보낼 수 없습니다',
    RATE_LIMITED: '요청이 너무 많습니다',
    PAYMENT_FAILED: '결제 중 오류가 발생했습니다',
    INTERNAL_ERROR: '서버 오류가 발생했습니다',
    DATES_UNAVAILABLE: '서버 오류로 인해 예약 가능 날짜를 조회할 수 없습니다',
    SEATS_UNAVAILABLE: '서버 오류로 인해 좌석 정보를 조회할 수 없습니다',
    CHARGE_FAILED: '서버 오류로 인해 충전이 실패했습니다',
    BALANCE_UNAVAILABLE: '서버 오류로 인해 잔액 조회가 실패했습니다',
    SERVER_BUSY: '서버가 혼잡하여 요청을 처리할 수 없습니다',
  },
  messages: {
    held: ({ holdSeconds }) => `임시 예약 성공 - 만료 시간: ${duration(holdSeconds)}`,
    extended: () => '임시 예약 시간이 연장되었습니다',
    seatsReleased: () => '선택한 좌석을 반납했으며 나머지 좌석은 유지됩니다',
    released: () => '임시 예약이 해제되었습니다',
    paid: () => '결제 및 좌석 소유권 배정, 대기열 토큰 만료 처리가 모두 완료되었습니다',
    confirmed: () => '예약이 완료되었습니다',
    charged: ({ balance }) => `충전 성공 - 현재 잔액: ${won.format(balance)}원`,
    balance: ({ balance }) => `잔액 조회 성공 - 현재 잔액: ${won.format(balance)}원`,
    soldOut: () => '모든 좌석이 이미 예약되었습니다',
    holdExpired: () => '임시 예약이 만료되었습니다',
    holdWithdrawn: () => '주최 측에서 임시 예약을 해제했습니다',
    holdEnded: ({ reason, note }) => (note === null ? ENDS[reason] : `${ENDS[reason]}: ${note}`),
    holdReleaseFailed: () => '임시 예약 해제 중 오류가 발생했습니다',
    tooManySockets: () => '너무 많은 곳에서 접속하여 가장 오래된 연결을 종료합니다',
    tokenExpired: () => '대기열 토큰이 만료되었습니다',
    left: () => '대기열 이탈이 완료되었습니다',
    waiting: ({ rank }) => `대기열에 등록되었습니다 - 현재 순위: ${won.format(rank)}`,
    admitted: () => '입장이 허용되었습니다',
  },
  health: {
    'postgres-unreachable': () =>
      'PostgreSQL이 응답하지 않습니다. 복구될 때까지 예매할 수 없으며, 접수된 요청은 유실되지 않습니다',
    'postgres-slow': ({ ms }) => `PostgreSQL의 응답이 느립니다 (${won.format(ms)}ms)`,
    'redis-unreachable': () =>
      'Redis가 응답하지 않습니다. 복구될 때까지 새 요청을 접수할 수 없으며, 접수된 요청은 유실되지 않습니다',
    'redis-slow': ({ ms }) => `Redis의 응답이 느립니다 (${won.format(ms)}ms)`,
    'no-worker': () => '실행 중인 워커가 없습니다. 접수된 요청이 처리되지 않고 대기합니다. 워커를 시작하세요',
    'no-scheduler': () =>
      '실행 중인 스케줄러가 없습니다. 임시 예약과 입장이 제때 만료되지 않고 장부 점검도 멈춥니다. 스케줄러를 시작하세요',
    'scheduler-stands': ({ seconds }) =>
      `스케줄러가 ${won.format(seconds)}초째 멈춰 있습니다. 임시 예약이 제때 만료되지 않고 입장도 이루어지지 않습니다. 스케줄러를 다시 시작하세요`,
    'lane-unserved': ({ title, lane, seconds, depth }) =>
      `'${title}'의 ${LANES[lane]} 레인을 맡은 워커가 없습니다. 요청 ${won.format(depth)}건이 최대 ${won.format(seconds)}초째 대기 중입니다`,
    'lane-late': ({ title, lane, seconds, depth }) =>
      `'${title}'의 ${LANES[lane]} 레인이 밀려 있습니다. 요청 ${won.format(depth)}건이 최대 ${won.format(seconds)}초째 대기 중입니다`,
    'books-broken': ({ name, count }) =>
      `장부가 맞지 않습니다: ${LAWS[name] ?? name} (${won.format(count)}건). 판매를 일시 중지하고 확인하세요`,
    'audit-late': ({ minutes }) => `${won.format(minutes)}분 동안 장부 점검이 이루어지지 않았습니다`,
  },
  faults: {
    missing: () => '필수 항목입니다',
    unknown: () => '알 수 없는 항목입니다',
    type: ({ expected }) => `${expected} 형식이어야 합니다`,
    value: () => '허용되지 않은 값입니다',
    tooSmall: ({ minimum }) => `${minimum} 이상이어야 합니다`,
    tooBig: ({ maximum }) => `${maximum} 이하여야 합니다`,
    format: ({ format }) => `${format} 형식이 아닙니다`,
    utf8: () => 'UTF-8이 아닙니다',
    json: () => '올바른 JSON이 아닙니다',
    duplicate: () => '중복된 값입니다',
    taken: () => '이미 사용 중입니다',
    overfull: ({ most }) => `지갑에는 최대 ${won.format(most)}원까지 넣을 수 있습니다`,
    unseen: () => '보이는 글자가 없습니다',
    blanks: () => '앞뒤에 공백을 넣을 수 없습니다',
    reserved: () => '사용할 수 없는 이름입니다',
    order: () => '시작보다 뒤여야 합니다',
    otherDay: () => '공연장 시각으로 그 날짜이거나 다음 날 오전 6시 전이어야 합니다',
    past: () => '이미 지났습니다',
    lastDate: () => '하나뿐인 날짜는 삭제할 수 없습니다',
    onSale: () => '판매가 끝났거나 선점·판매된 좌석이 없을 때만 보관할 수 있습니다',
    otherUser: () => '인증된 사용자와 다릅니다',
    either: ({ one, many }) => `${one}와 ${many} 중 하나만 있어야 합니다`,
  },
};
