import { sql } from 'kysely';
import { TOKEN_STATE_CACHE_MS } from '../../config/limits.ts';
import type { TokenClaims } from '../contract/caller.ts';
import { AskedTogether } from '../database/asked-together.ts';
import type { Orm } from '../database/connect.ts';
import { Remembered } from '../database/remembered.ts';
import { TOKEN_STATE, type TokenState } from '../sale/tokens.ts';
import { keptInLine } from './kept-places.ts';

/**
 * The states of tokens. Those asked for together are read in one query; that somebody is inside is remembered for
 * `TOKEN_STATE_CACHE_MS`, or until it is announced that the token ended.
 */
export class TokenStates {
  readonly #orm: Orm;
  readonly #inside = new Remembered<TokenState>(TOKEN_STATE_CACHE_MS);
  readonly #asked = new AskedTogether<TokenState | null>((tokenIds) => this.#read(tokenIds), null);

  constructor(orm: Orm) {
    this.#orm = orm;
  }

  /** The row, or null when there is none. */
  of(tokenId: string): Promise<TokenState | null> {
    const known = this.#inside.get(tokenId);
    return known === undefined ? this.#asked.of(tokenId) : Promise.resolve(known);
  }

  /** The row that a queue token names, or null when there is none or it is another user's or another concert's. */
  async named({ tokenId, userId, concertId }: TokenClaims): Promise<TokenState | null> {
    const state = await this.of(tokenId);
    return state?.userId === userId && state.concertId === concertId ? state : null;
  }

  forget(tokenId: string): void {
    this.#inside.forget(tokenId);
  }

  async #read(tokenIds: string[]): Promise<Map<string, TokenState>> {
    const em = this.#orm.em.fork();
    const { rows: read } = await sql<TokenState>`
      select ${TOKEN_STATE}
      from queue_token where id = any(${tokenIds}::uuid[])`.execute(em.getKysely());
    const rows = await keptInLine(em, read);
    for (const state of rows) {
      if (state.stands && state.status === 'ACTIVE') this.#inside.set(state.tokenId, state);
    }
    return new Map(rows.map((state) => [state.tokenId, state]));
  }
}
