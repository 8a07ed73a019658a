import { keepInTab, keptInTab } from '../../kit/storage.ts';
import type { ChangeDraft } from './change-form.tsx';
import type { ChangedDate } from './date-form.tsx';
import { type DraftDate, idsBegin, idsIn } from './draft.ts';
import type { SeenConcert } from './seen-concert.ts';
import type { SeenDates } from './seen-dates.ts';

/**
 * What is being changed of a concert that is there, and what it was when that began: so that a page that is loaded anew
 * goes on with it, and still overwrites nothing that somebody else has changed meanwhile.
 */
interface KeptChange {
  seen: SeenConcert;
  draft: ChangeDraft;
}

export interface KeptDate extends ChangedDate {
  seen: SeenDates;
  typed: DraftDate;
}

const changeOf = (concertId: string) => `frontrow-change ${concertId}`;
const dateOf = (concertId: string) => `frontrow-date ${concertId}`;

export const keptChange = (concertId: string) => keptInTab<KeptChange>(changeOf(concertId));
export const keepChange = (concertId: string, change: KeptChange | null) =>
  keepInTab(changeOf(concertId), change);

export function keptDate(concertId: string): KeptDate | null {
  const kept = keptInTab<KeptDate>(dateOf(concertId));
  if (kept !== null) idsBegin(Math.max(...[kept.draft, kept.typed].flatMap(idsIn)));
  return kept;
}
export const keepDate = (concertId: string, date: KeptDate | null) => keepInTab(dateOf(concertId), date);
