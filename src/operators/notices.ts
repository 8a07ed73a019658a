import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { z } from 'zod';
import { NOTICE_CHARACTERS, NOTICE_MINUTES, NOTICES_CACHE_MS, NOTICES_TOLD } from '../../config/limits.ts';
import type { Orm } from '../database/connect.ts';
import { iso } from '../database/iso.ts';
import { timeOrderedId } from '../lane/time-ordered-id.ts';

const words = z
  .string()
  .trim()
  .min(1)
  .max(NOTICE_CHARACTERS)
  .refine((text) => !text.includes('\0'));

/** What an operator says to all who wait, in every language. */
export const noticeBody = z.strictObject({ text: z.strictObject({ ko: words, en: words }) });

export interface Notice {
  id: string;
  concertId: string;
  text: { ko: string; en: string };
  at: string;
}

const COLUMNS = sql`
  id, concert_id as "concertId", json_build_object('ko', ko, 'en', en) as text, ${iso('at')} as at`;

export async function writeNotice(
  em: EntityManager,
  concertId: string,
  text: Notice['text'],
): Promise<Notice> {
  const { rows } = await sql<Notice>`
    insert into notice (id, concert_id, ko, en) values (${timeOrderedId()}, ${concertId}, ${text.ko}, ${text.en})
    returning ${COLUMNS}`.execute(em.getKysely());
  const [written] = rows;
  if (written === undefined) throw new Error('a notice was written and no row told of it');
  return written;
}

/** What was said in each concert a while ago, oldest first; a crowd that comes at once asks the table once. */
export class RecentNotices {
  readonly #orm: Orm;
  readonly #known = new Map<string, { notices: Promise<Notice[]>; until: number }>();

  constructor(orm: Orm) {
    this.#orm = orm;
  }

  of(concertId: string): Promise<Notice[]> {
    const now = performance.now();
    const known = this.#known.get(concertId);
    if (known !== undefined && now < known.until) return known.notices;
    for (const [id, { until }] of this.#known) if (until < now) this.#known.delete(id);
    const notices = this.#read(concertId);
    this.#known.set(concertId, { notices, until: now + NOTICES_CACHE_MS });
    notices.catch(() => this.#known.delete(concertId));
    return notices;
  }

  /** Something was said: whoever asks from now on is told of it. */
  forget(concertId: string): void {
    this.#known.delete(concertId);
  }

  async #read(concertId: string): Promise<Notice[]> {
    const { rows } = await sql<Notice>`
      select ${COLUMNS} from notice
      where concert_id = ${concertId} and notice.at > statement_timestamp() - make_interval(mins => ${NOTICE_MINUTES})
      order by notice.at desc limit ${NOTICES_TOLD}`.execute(this.#orm.em.fork().getKysely());
    return rows.reverse();
  }
}
