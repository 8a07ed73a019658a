import type { Redis } from 'ioredis';
import { z } from 'zod';
import { NOTICE_CHARACTERS, NOTICE_MINUTES, NOTICES_CACHE_MS, NOTICES_TOLD } from '../../config/limits.ts';
import { route } from '../contract/call.ts';
import { doneBy, OPERATOR_ID } from '../contract/caller.ts';
import { givenId, instant } from '../contract/fields.ts';
import { next } from '../contract/page.ts';
import { wordsUpTo } from '../contract/words.ts';
import type { EntityManager, Orm } from '../database/connect.ts';
import { Remembered } from '../database/remembered.ts';
import { announce } from '../lane/announcement.ts';
import { secondsAgo } from '../lane/clock.ts';
import { once } from '../lane/once.ts';
import { timeOrderedId } from '../lane/time-ordered-id.ts';
import type { Log } from '../observability/log.ts';
import type { ConcertReads } from '../reads/concert-reads.ts';
import { recordAction } from '../sale/action-log.ts';
import type { NoticeGiven } from '../sale/events.ts';
import { laneName } from '../sale/lanes.ts';
import { Notice } from './notice.ts';

const words = wordsUpTo(NOTICE_CHARACTERS, { lines: true });

const example = {
  ko: '공연장을 점검하고 있습니다. 순번은 그대로 유지됩니다.',
  en: 'The hall is being checked. Nobody loses their place.',
};

export const createMessage = route({
  method: 'post',
  path: '/v1/admin/concerts/{concertId}/messages',
  tag: 'Operators',
  summary: 'Say something to all who wait',
  notes:
    'Told at once by the `notice` event to all who wait, each in their language, and for an hour to whoever begins to wait or comes back.',
  credential: 'operator',
  write: 'direct',
  body: z.strictObject({ text: z.strictObject({ ko: words, en: words }) }),
  status: 201,
  description: 'Said',
  answer: z
    .object({
      id: givenId,
      concertId: givenId,
      text: z.object({ ko: z.string(), en: z.string() }),
      at: instant,
    })
    .meta({ id: 'Message' }),
  examples: {
    body: { text: example },
    answer: {
      id: '0192f0c4-2b7e-7a11-9d3c-5e8f1a2b3c4d',
      concertId: '6f1d2c9e-4b0a-4e57-9a3c-1d2b8f60c7a1',
      text: example,
      at: '2027-03-02T11:04:40.112Z',
    },
  },
  refusals: ['CONCERT_NOT_FOUND'],
  async handle(
    call,
    parts: { orm: Orm; redis: Redis; concerts: ConcertReads; notices: RecentNotices; log: Log },
  ) {
    const { concertId } = await parts.concerts.any(call.params.concertId);
    const { correlationId } = call;
    const { text } = call.body;
    const write = { kind: 'send-message', userId: OPERATOR_ID, ...call };
    const said = await once(parts.orm, write, {
      write: (outside) =>
        outside.transactional(async (em) => {
          const what = { what: 'send-message', concertId, before: null, after: { text } } as const;
          await recordAction(em, { ...doneBy(call), ...what });
          return writeNotice(em, concertId, text);
        }),
    });
    parts.notices.forget(concertId);
    const event: NoticeGiven = { type: 'notice', concertId, text: said.text, at: said.at };
    // Whoever is not told now is told when they come back.
    await announce(parts.redis, {
      lane: laneName('admission', concertId),
      settled: [],
      events: [event],
    }).catch((error: unknown) =>
      parts.log.warn({ err: error, concertId, correlationId }, 'a notice could not be announced'),
    );
    return said;
  },
});

export const getNotices = route({
  path: '/v1/concerts/{concertId}/notices',
  tag: 'Waiting room',
  summary: 'What the operators have said within the hour',
  notes: 'For clients without a socket. The `notice` event says the same without being asked.',
  credential: 'none',
  description: 'Oldest first',
  answer: z
    .object({
      notices: z
        .array(z.object({ concertId: givenId, text: z.string(), at: instant }))
        .describe('In the language asked for, oldest first'),
      next,
    })
    .meta({ id: 'Notices' }),
  examples: {
    answer: {
      notices: [
        {
          concertId: '6f1d2c9e-4b0a-4e57-9a3c-1d2b8f60c7a1',
          text: example.en,
          at: '2027-03-02T11:04:40.112Z',
        },
      ],
      next: null,
    },
  },
  refusals: ['CONCERT_NOT_FOUND'],
  async handle({ params, language }, parts: { concerts: ConcertReads; notices: RecentNotices }) {
    const { concertId } = await parts.concerts.concert(params.concertId);
    const said = await parts.notices.of(concertId);
    return { notices: said.map(({ text, at }) => ({ concertId, text: text[language], at })), next: null };
  },
});

/** A notice as it is told. */
interface Said {
  id: string;
  concertId: string;
  text: { ko: string; en: string };
  at: string;
}

const saidBy = ({ id, concertId, ko, en, at }: Notice): Said => ({
  id,
  concertId,
  text: { ko, en },
  at: at.toISOString(),
});

/** Its time is the database's. */
async function writeNotice(em: EntityManager, concertId: string, text: Said['text']): Promise<Said> {
  const notice = em.create(Notice, { id: timeOrderedId(), concertId, ...text });
  await em.flush();
  return saidBy(notice);
}

/** What was said in each concert a while ago, oldest first; a crowd that comes at once asks the table once. */
export class RecentNotices {
  readonly #orm: Orm;
  readonly #known = new Remembered<Promise<Said[]>>(NOTICES_CACHE_MS);

  constructor(orm: Orm) {
    this.#orm = orm;
  }

  of(concertId: string): Promise<Said[]> {
    return this.#known.orRead(concertId, () => this.#read(concertId));
  }

  /** Something was said: whoever asks from now on is told of it. */
  forget(concertId: string): void {
    this.#known.forget(concertId);
  }

  async #read(concertId: string): Promise<Said[]> {
    const notices = await this.#orm.em
      .fork()
      .getKysely()
      .selectFrom('notice')
      .select(['id', 'concert_id as concertId', 'ko', 'en', 'at'])
      .where('concert_id', '=', concertId)
      .where('at', '>', secondsAgo(NOTICE_MINUTES * 60))
      .orderBy('at', 'desc')
      .limit(NOTICES_TOLD)
      .execute();
    return notices.reverse().map(saidBy);
  }
}
