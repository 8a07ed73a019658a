import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import type { WrittenTogether } from '../database/written-together.ts';
import type { QueueToken } from './queue-token.ts';

/** A token as a query answers it: times in milliseconds since 1970. */
export interface TokenRow extends Omit<QueueToken, 'expiresAt'> {
  expiresAtMs: number;
}

/** The columns of a `TokenRow`. */
export const TOKEN_COLUMNS = sql`
  id, concert_id as "concertId", user_id as "userId", number::float8 as number, status,
  floor(extract(epoch from expires_at) * 1000)::float8 as "expiresAtMs"`;

export const tokenOfRow = ({ expiresAtMs, ...token }: TokenRow): QueueToken => ({
  ...token,
  expiresAt: new Date(expiresAtMs),
});

/** Locks tokens by id, as everybody does, and reads them as they are under the lock. */
export async function lockTokens(em: EntityManager, ids: readonly string[]): Promise<QueueToken[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<TokenRow>`
    select ${TOKEN_COLUMNS} from queue_token
    where id = any(${ids}::uuid[]) order by id for update`.execute(em.getKysely());
  return rows.map(tokenOfRow);
}

/** New tokens, waiting or let in at once. */
export function insertTokens(
  writes: WrittenTogether,
  concertId: string,
  tokens: readonly QueueToken[],
  joinedAt: Date,
): void {
  if (tokens.length === 0) return;
  writes.add(sql`
    insert into queue_token (id, concert_id, user_id, number, status, joined_at, admitted_at, expires_at)
    select id, ${concertId}, user_id, number, status, ${joinedAt}::timestamptz,
           case when status = 'ACTIVE' then ${joinedAt}::timestamptz end, to_timestamp(expires_at / 1000)
    from unnest(
      ${tokens.map(({ id }) => id)}::uuid[],
      ${tokens.map(({ userId }) => userId)}::uuid[],
      ${tokens.map(({ number }) => number)}::bigint[],
      ${tokens.map(({ status }) => status)}::text[],
      ${tokens.map(({ expiresAt }) => expiresAt.getTime())}::float8[]
    ) as token (id, user_id, number, status, expires_at)`);
}

/** Those who waited come in. */
export function admitTokens(
  writes: WrittenTogether,
  ids: readonly string[],
  admittedAt: Date,
  expiresAt: Date,
): void {
  if (ids.length === 0) return;
  writes.add(sql`
    update queue_token set status = 'ACTIVE', admitted_at = ${admittedAt}, expires_at = ${expiresAt}
    where id = any(${ids}::uuid[])`);
}

export function endTokens(
  writes: WrittenTogether,
  tokens: readonly Pick<QueueToken, 'id' | 'status'>[],
  endedAt: Date,
): void {
  if (tokens.length === 0) return;
  writes.add(sql`
    update queue_token set status = ended.status, ended_at = ${endedAt}
    from unnest(
      ${tokens.map(({ id }) => id)}::uuid[],
      ${tokens.map(({ status }) => status)}::text[]
    ) as ended (id, status)
    where queue_token.id = ended.id`);
}

/** A visit lasts at least as long as what was held in it. */
export function extendTokens(writes: WrittenTogether, ids: readonly string[], expiresAt: Date): void {
  if (ids.length === 0) return;
  writes.add(sql`
    update queue_token set expires_at = ${expiresAt} where id = any(${ids}::uuid[])`);
}
