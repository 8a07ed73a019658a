import { sql } from 'kysely';
import { AskedTogether } from '../database/asked-together.ts';
import type { Orm } from '../database/connect.ts';
import { TOKEN_STATE, type TokenState } from '../sale/tokens.ts';
import { keptInLine } from './kept-places.ts';

/** The tokens of users that still stand, one in each concert at most; those asked for together in one query. */
export class LiveTokens {
  readonly #orm: Orm;
  readonly #asked = new AskedTogether<TokenState[]>((userIds) => this.#read(userIds), []);

  constructor(orm: Orm) {
    this.#orm = orm;
  }

  of(userId: string): Promise<TokenState[]> {
    return this.#asked.of(userId);
  }

  async #read(userIds: string[]): Promise<Map<string, TokenState[]>> {
    const em = this.#orm.em.fork();
    const { rows } = await sql<TokenState>`
      select ${TOKEN_STATE} from queue_token
      where user_id = any(${userIds}::uuid[]) and status in ('WAITING', 'ACTIVE')`.execute(em.getKysely());
    const standing = (await keptInLine(em, rows)).filter(({ stands }) => stands);
    return Map.groupBy(standing, ({ userId }) => userId);
  }
}
