import { LIVE_RECHECK_MS, TOKENS_PER_RECHECK } from '../../config/limits.ts';
import { endedAmong } from '../admission/ended-tokens.ts';
import type { Orm } from '../database/connect.ts';
import type { Log } from '../observability/log.ts';
import type { TokenEnded } from '../sale/events.ts';

/**
 * Finds the tokens that ended although nobody was told: the message may be lost, or whoever would have sent it may
 * have died after the commit. The table is asked for all that are followed here, a portion at a time, and answers
 * with those that have ended: almost always none.
 */
export class EndedTokenWatch {
  readonly #orm: Orm;
  readonly #followed: () => Iterable<string>;
  readonly #ended: (event: TokenEnded) => void;
  readonly #log: Log;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  /** `followed` lists the ids of tokens; `ended` is told of one again until it is followed no more. */
  constructor(parts: {
    orm: Orm;
    followed: () => Iterable<string>;
    ended: (event: TokenEnded) => void;
    log: Log;
  }) {
    this.#orm = parts.orm;
    this.#followed = parts.followed;
    this.#ended = parts.ended;
    this.#log = parts.log;
    this.#lookLater();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #lookLater(): void {
    if (!this.#closed) this.#timer = setTimeout(() => this.#look(), LIVE_RECHECK_MS);
  }

  async #look(): Promise<void> {
    try {
      const tokenIds = [...new Set(this.#followed())];
      for (let from = 0; from < tokenIds.length && !this.#closed; from += TOKENS_PER_RECHECK) {
        const portion = tokenIds.slice(from, from + TOKENS_PER_RECHECK);
        for (const event of await endedAmong(this.#orm.em.fork(), portion)) this.#ended(event);
      }
    } catch (error) {
      this.#log.warn({ err: error }, 'ended tokens could not be looked for');
    }
    this.#lookLater();
  }
}
