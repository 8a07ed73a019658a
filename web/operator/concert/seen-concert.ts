import type { Reply } from '../../../client/http.ts';
import type { ConcertAnswer, ConcertChange } from '../answers.ts';
import { askAsOperator } from '../session.ts';
import { isTouched } from './merged.ts';

/** A concert as it was seen, with the tag by which a change is made on just that. */
export type SeenConcert = ConcertAnswer & { tag: string };

const PATH = '/v1/admin/concerts/{concertId}';

export async function askForConcert(concertId: string): Promise<Reply<SeenConcert>> {
  return withTag(await askAsOperator('GET', PATH, { params: { concertId } }));
}

/**
 * Changes what was seen. What somebody else has changed meanwhile stays as it is; only when it is the very thing that is
 * to be changed now, nothing is done (`CHANGED_MEANWHILE`), and it is for the operator to decide.
 */
export async function changeConcert(seen: SeenConcert, change: ConcertChange): Promise<Reply<SeenConcert>> {
  const reply = await changeOn(seen, change);
  if (reply.status !== 412) return reply;
  const now = await askForConcert(seen.concertId);
  return now.ok && !isTouched(change, seen, now.body) ? changeOn(now.body, change) : reply;
}

async function changeOn({ concertId, tag }: SeenConcert, body: ConcertChange): Promise<Reply<SeenConcert>> {
  return withTag(await askAsOperator('PATCH', PATH, { params: { concertId }, body, ifMatch: tag }));
}

const withTag = (reply: Reply<ConcertAnswer>): Reply<SeenConcert> =>
  reply.ok ? { ...reply, body: { ...reply.body, tag: reply.headers.get('etag') ?? '' } } : reply;
