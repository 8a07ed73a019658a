import { createHash, randomBytes } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { OPERATOR_SESSION_HOURS, SESSION_BELIEVED_MS } from '../../config/limits.ts';
import type { Orm } from '../database/connect.ts';
import { iso } from '../database/iso.ts';
import { Remembered } from '../database/remembered.ts';
import { isOutage } from '../lane/faults.ts';

/** An operator who signed in with a browser. */
export interface OperatorSession {
  name: string;
  expiresAt: string;
}

const TOKEN_BYTES = 32;
/** Everything that can be a token: whatever else is presented is not looked up. */
const TOKEN = /^[\w-]{43}$/;

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();

/** Begins a session and answers the token that stands for it, which nobody can read again. */
export async function openSession(
  em: EntityManager,
  name: string,
): Promise<OperatorSession & { token: string }> {
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  const { rows } = await sql<{ expiresAt: string }>`
    insert into operator_session (token_hash, name, expires_at)
    values (${hashOf(token)}, ${name}, clock_timestamp() + make_interval(hours => ${OPERATOR_SESSION_HOURS}))
    returning ${iso('expires_at')} as "expiresAt"`.execute(em.getKysely());
  await sql`delete from operator_session where expires_at <= clock_timestamp()`.execute(em.getKysely());
  const [opened] = rows;
  if (opened === undefined) throw new Error('a session was written and no row told of it');
  return { token, name, ...opened };
}

/** Ends a session for every process. */
export async function endSession(em: EntityManager, token: string): Promise<void> {
  await sql`delete from operator_session where token_hash = ${hashOf(token)}`.execute(em.getKysely());
}

/**
 * The sessions as the table has them now: one that was ended anywhere opens nothing any more. While the database is
 * away whoever was recognised a moment ago still is, so that nobody loses sight of a sale when it is in trouble.
 */
export class OperatorSessions {
  readonly #orm: Orm;
  readonly #listeners: ((token: string) => void)[] = [];
  readonly #recognised = new Remembered<OperatorSession>(SESSION_BELIEVED_MS);

  constructor(orm: Orm) {
    this.#orm = orm;
  }

  /** Null when there is no such session, or no more. */
  async of(token: string): Promise<OperatorSession | null> {
    if (!TOKEN.test(token)) return null;
    try {
      const session = await this.#read(token);
      if (session === null) this.#recognised.forget(token);
      else this.#recognised.set(token, session);
      return session;
    } catch (error) {
      const known = this.#recognised.get(token);
      if (known === undefined || !isOutage(error)) throw error;
      return known;
    }
  }

  /** Calls back with the token of each session that is ended by this process. */
  listen(listener: (token: string) => void): void {
    this.#listeners.push(listener);
  }

  /** It is no more, as the table says by now. */
  forget(token: string): void {
    this.#recognised.forget(token);
    for (const listener of this.#listeners) listener(token);
  }

  async #read(token: string): Promise<OperatorSession | null> {
    const { rows } = await sql<OperatorSession>`
      select name, ${iso('expires_at')} as "expiresAt" from operator_session
      where token_hash = ${hashOf(token)} and expires_at > clock_timestamp()`.execute(
      this.#orm.em.fork().getKysely(),
    );
    return rows[0] ?? null;
  }
}
