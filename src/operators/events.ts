/** An operator has something to say to all who wait in a line, in every language. */
export interface NoticeGiven {
  type: 'notice';
  concertId: string;
  text: { ko: string; en: string };
  at: string;
}

export type OperatorEvent = NoticeGiven;
