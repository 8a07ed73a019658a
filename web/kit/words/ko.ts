import type { KitWords } from './en.ts';

export const whole = new Intl.NumberFormat('ko');

const units = {
  hours: (count: number) => `${count}시간`,
  minutes: (count: number) => `${count}분`,
  seconds: (count: number) => `${count}초`,
};

/** 두 화면이 함께 쓰는 문장. */
export const ko: KitWords = {
  skip: '본문으로 건너뛰기',
  otherLanguage: 'English',
  loading: '불러오는 중…',
  tryAgain: '다시 시도',
  more: '더 보기',
  close: '닫기',
  cancel: '취소',
  stage: '무대',
  live: { connecting: '연결 중…', live: '실시간', offline: '오프라인' },
  money: (figure) => `${figure}원`,
  ownTime: (time) => `내 시간 ${time}`,
  fromTo: (from, to) => `${from} ~ ${to}`,
  spoken: { days: (count) => `${whole.format(count)}일`, ...units },
  duration: units,
};
