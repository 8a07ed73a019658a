import type { Reply } from '../../../client/http.ts';
import type { DatePlanAnswer, DatePlansAnswer } from '../answers.ts';
import { askAsOperator } from '../session.ts';

/** The dates of a concert as they were seen, with the tag by which a change is made on just that. */
export type SeenDates = DatePlansAnswer & { tag: string };

export async function askForDates(concertId: string): Promise<Reply<SeenDates>> {
  const reply = await askAsOperator('GET', '/v1/admin/concerts/{concertId}/dates', { params: { concertId } });
  return reply.ok ? { ...reply, body: { ...reply.body, tag: reply.headers.get('etag') ?? '' } } : reply;
}

export const planOn = ({ dates }: DatePlansAnswer, day: string): DatePlanAnswer | undefined =>
  dates.find(({ date }) => date === day);

/**
 * Changes a day of a concert as it was seen. Whatever else of the concert somebody has changed meanwhile stays as it is;
 * only when it is that very day, nothing is done (`CHANGED_MEANWHILE`).
 */
export async function changeDay(
  { concertId, seen, day }: { concertId: string; seen: SeenDates; day: string },
  send: (tag: string) => Promise<Reply>,
): Promise<Reply> {
  const reply = await send(seen.tag);
  if (reply.status !== 412) return reply;
  const now = await askForDates(concertId);
  const isSame = now.ok && planned(planOn(now.body, day)) === planned(planOn(seen, day));
  return isSame ? send(now.body.tag) : reply;
}

/** What operators make of a date; what fans make of it is another matter. */
const planned = (plan: DatePlanAnswer | undefined): string => {
  if (plan === undefined) return '';
  const { changeable, movable, ...rest } = plan;
  return JSON.stringify(rest);
};

/** Another day of it, or none. */
export const removeDay = (concertId: string, seen: SeenDates, day: string): Promise<Reply> =>
  changeDay({ concertId, seen, day }, (ifMatch) =>
    askAsOperator('PATCH', '/v1/admin/concerts/{concertId}/dates/{date}', {
      params: { concertId, date: day },
      body: { removed: true },
      ifMatch,
    }),
  );
