import { createHash, randomBytes } from 'node:crypto';
import { OPERATOR_SESSION_HOURS, SESSION_BELIEVED_MS } from '../../config/limits.ts';
import type { EntityManager, Orm } from '../database/connect.ts';
import { iso } from '../database/iso.ts';
import { Remembered } from '../database/remembered.ts';
import { NOW, secondsAgo } from '../lane/clock.ts';
import { isOutage } from '../lane/faults.ts';
import type { AdminKeys } from './admin-keys.ts';

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
  keyFingerprint: Buffer,
): Promise<OperatorSession & { token: string }> {
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  const { expiresAt } = await em
    .getKysely()
    .insertInto('operator_session')
    .values({
      token_hash: hashOf(token),
      name,
      key_fingerprint: keyFingerprint,
      expires_at: secondsAgo(-OPERATOR_SESSION_HOURS * 3_600),
    })
    .returning(({ ref }) => iso(ref('expires_at')).as('expiresAt'))
    .executeTakeFirstOrThrow();
  await em.getKysely().deleteFrom('operator_session').where('expires_at', '<=', NOW).execute();
  return { token, name, expiresAt };
}

/** Ends a session for every process. */
export async function endSession(em: EntityManager, token: string): Promise<void> {
  await em.getKysely().deleteFrom('operator_session').where('token_hash', '=', hashOf(token)).execute();
}

/**
 * The sessions as the table has them now: one that was ended anywhere, or whose key is no longer accepted, opens nothing. While the database is
 * away whoever was recognised a moment ago still is, so that nobody loses sight of a sale when it is in trouble.
 */
export class OperatorSessions {
  readonly #orm: Orm;
  readonly #keys: Pick<AdminKeys, 'fingerprints'>;
  readonly #listeners: ((token: string) => void)[] = [];
  readonly #recognised = new Remembered<OperatorSession>(SESSION_BELIEVED_MS);

  constructor(orm: Orm, keys: Pick<AdminKeys, 'fingerprints'>) {
    this.#orm = orm;
    this.#keys = keys;
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
    const session = await this.#orm.em
      .fork()
      .getKysely()
      .selectFrom('operator_session')
      .select(({ ref }) => ['name', iso(ref('expires_at')).as('expiresAt')])
      .where('token_hash', '=', hashOf(token))
      .where('key_fingerprint', 'in', this.#keys.fingerprints)
      .where('expires_at', '>', NOW)
      .executeTakeFirst();
    return session ?? null;
  }
}
