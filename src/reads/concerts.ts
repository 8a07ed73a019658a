import { sql } from 'kysely';
import { z } from 'zod';
import { PAGE } from '../../config/limits.ts';
import { route } from '../contract/call.ts';
import { id } from '../contract/fields.ts';
import { next, pageOf } from '../contract/page.ts';
import type { Orm } from '../database/connect.ts';
import { CONCERT_COLUMNS, CONCERT_TABLES, type ConcertView, concertAnswer } from './concert.ts';
import { concertExample } from './concert-example.ts';
import type { ConcertReads } from './concert-reads.ts';

export const getConcerts = route({
  path: '/v1/concerts',
  tag: 'Concerts',
  summary: 'The concerts, newest first, with their dates and prices',
  notes: 'For a page that shows what is on.',
  credential: 'none',
  query: z.object({ after: id.optional().describe('The concert after which the page begins') }),
  description: 'A page of concerts',
  answer: z.object({ concerts: z.array(concertAnswer), next }).meta({ id: 'Concerts' }),
  examples: { answer: { concerts: [concertExample], next: null } },
  async handle(call, { orm, concerts }: { orm: Orm; concerts: ConcertReads }) {
    const { after } = call.query;
    const position =
      after === undefined
        ? sql`true`
        : sql`(concert.created_at, concert.id) < (select created_at, id from concert where id = ${after})`;
    const found = await sql<ConcertView>`
      select ${CONCERT_COLUMNS} from ${CONCERT_TABLES} where ${position}
      order by concert.created_at desc, concert.id desc limit ${PAGE + 1}`.execute(orm.em.fork().getKysely());
    const { rows, next } = pageOf(found.rows, PAGE, call, ({ concertId }) => ({ after: concertId }));
    return { concerts: await concerts.programmes.with(rows), next };
  },
});
