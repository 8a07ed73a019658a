import { z } from 'zod';
import { PAGE } from '../../config/limits.ts';
import { route } from '../contract/call.ts';
import { id } from '../contract/fields.ts';
import { next, pageOf } from '../contract/page.ts';
import type { Orm } from '../database/connect.ts';
import { concertAnswer, concertOf, selectConcerts } from './concert.ts';
import { concertExample } from './concert-example.ts';
import type { ConcertReads } from './concert-reads.ts';

export const getConcerts = route({
  path: '/v1/concerts',
  tag: 'Concerts',
  summary: 'The concerts, newest first, with their dates and prices',
  notes: 'For a page that shows what is on: drafts and archived concerts are not in it.',
  credential: 'none',
  query: z.object({ after: id.optional().describe('The concert after which the page begins') }),
  description: 'A page of concerts',
  answer: z.object({ concerts: z.array(concertAnswer), next }).meta({ id: 'Concerts' }),
  examples: { answer: { concerts: [concertExample], next: null } },
  async handle(call, { orm, concerts }: { orm: Orm; concerts: ConcertReads }) {
    const { after } = call.query;
    const found = await selectConcerts(orm.em.fork())
      .where((eb) =>
        after === undefined
          ? eb.lit(true)
          : eb(
              eb.refTuple('concert.created_at', 'concert.id'),
              '<',
              eb
                .selectFrom('concert as last')
                .select(['created_at', 'id'])
                .where('last.id', '=', after)
                .where('last.draft', '=', false)
                .$asTuple('created_at', 'id'),
            ),
      )
      .where('draft', '=', false)
      .where('archived', '=', false)
      .orderBy('concert.created_at', 'desc')
      .orderBy('concert.id', 'desc')
      .limit(PAGE + 1)
      .execute();
    const { rows, next } = pageOf(found, PAGE, call, ({ concertId }) => ({ after: concertId }));
    return { concerts: await concerts.programmes.with(rows.map(concertOf)), next };
  },
});
