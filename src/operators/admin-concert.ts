import type { z } from 'zod';
import { Reply, route } from '../contract/call.ts';
import { Refusal } from '../contract/refusals.ts';
import type { EntityManager, Orm } from '../database/connect.ts';
import { concertAnswer, concertOf, selectConcerts } from '../reads/concert.ts';
import { concertExample } from '../reads/concert-example.ts';
import { readProgramme } from '../reads/programme.ts';
import { tagOf } from './revision.ts';

/** A concert as operators see it. */
export const adminConcertAnswer = concertAnswer.meta({ id: 'AdminConcert' });
export type AdminConcert = z.output<typeof adminConcertAnswer>;

export const adminConcertExample: AdminConcert = concertExample;

export const getAdminConcert = route({
  path: '/v1/admin/concerts/{concertId}',
  tag: 'Operators',
  summary: 'One concert, with the tag by which a change is made on what was seen',
  notes:
    'The `ETag` grows with every change by an operator, of the concert or of its dates, and with nothing else. Send it as `If-Match` with a change. The `action` event of the namespace `/operator` tells that somebody has changed it.',
  credential: 'operator',
  guarded: true,
  description: 'The concert',
  answer: adminConcertAnswer,
  examples: { answer: adminConcertExample },
  refusals: ['CONCERT_NOT_FOUND'],
  handle: ({ params }, { orm }: { orm: Orm }) => replyWithConcert(orm.em.fork(), params.concertId),
});

/** The concert as it is now, not as somebody remembers it, with its tag. */
export async function replyWithConcert(em: EntityManager, concertId: string): Promise<Reply<AdminConcert>> {
  // The tag first: when somebody changes the dates between the two, it is the older one, and a change made on it is refused.
  const found = await selectConcerts(em)
    .select('revision')
    .where('concert.id', '=', concertId)
    .executeTakeFirst();
  if (found === undefined) throw new Refusal('CONCERT_NOT_FOUND');
  const { revision, ...concert } = found;
  const dates = await readProgramme(em, concertId);
  return new Reply({ ...concertOf(concert), dates }, { headers: { etag: tagOf(revision) } });
}
