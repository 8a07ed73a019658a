import { defineEntity, type InferEntity, p } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import type { EntityManager } from '../database/connect.ts';
import { iso } from '../database/iso.ts';
import { literal } from '../database/literal.ts';
import type { WrittenTogether } from '../database/written-together.ts';

export const TOKEN_STATUSES = ['WAITING', 'ACTIVE', 'COMPLETED', 'EXPIRED', 'LEFT'] as const;
export type TokenStatus = (typeof TOKEN_STATUSES)[number];

/** One user's place in the line of one concert. */
export const QueueToken = defineEntity({
  name: 'QueueToken',
  tableName: 'queue_token',
  properties: {
    id: p.uuid().primary(),
    concertId: p.uuid(),
    userId: p.uuid(),
    /** Given at the door; never changes. */
    number: p.bigint('number'),
    status: p.enum(TOKEN_STATUSES),
    joinedAt: p.datetime(),
    admittedAt: p.datetime().strictNullable(),
    /** While waiting: the end of patience; once admitted: the end of the visit, or of what was held in it. */
    expiresAt: p.datetime(),
    /** Until when seats may be held, from the admission on; later holds do not move it. */
    visitEndsAt: p.datetime().strictNullable(),
    /** How many holds this visit has made. */
    holds: p.integer().default(0),
    endedAt: p.datetime().strictNullable(),
  },
});

/** What a batch knows of a token. */
export type QueueToken = Pick<
  InferEntity<typeof QueueToken>,
  'id' | 'concertId' | 'userId' | 'number' | 'status' | 'expiresAt' | 'visitEndsAt' | 'holds'
>;

/** The statuses of those that wait or are inside. */
export const LIVE_TOKEN = [literal('WAITING'), literal('ACTIVE')];

export const isLive = (token: QueueToken): boolean => token.status === 'WAITING' || token.status === 'ACTIVE';

/** Whether the token still stands at this instant of the database's clock, whether swept or not. */
export const standsAt = (token: QueueToken, now: Date): boolean => isLive(token) && now < token.expiresAt;

/** A token's row, as a reader needs it. `stands` is false once it has ended or its time is over. */
export interface TokenState {
  tokenId: string;
  concertId: string;
  userId: string;
  number: number;
  status: TokenStatus;
  stands: boolean;
  expiresAt: string;
}

/**
 * The columns of a `TokenState`, `stands` by the database's clock. Nearly every call of a fan asks for them: as SQL they
 * are compiled in 8 µs, by the builder in 56.
 */
export const TOKEN_STATE = sql`
  id as "tokenId", concert_id as "concertId", user_id as "userId", number::float8 as number, status,
  status in ('WAITING', 'ACTIVE') and expires_at > clock_timestamp() as stands,
  ${iso(sql.ref<Date>('expires_at'))} as "expiresAt"`;

/** A token as a query answers it: times in milliseconds since 1970. */
export interface TokenRow extends Omit<QueueToken, 'expiresAt' | 'visitEndsAt'> {
  expiresAtMs: number;
  visitEndsAtMs: number | null;
}

/** The columns of a `TokenRow`. */
export const TOKEN_COLUMNS = sql`
  id, concert_id as "concertId", user_id as "userId", number::float8 as number, status, holds,
  floor(extract(epoch from expires_at) * 1000)::float8 as "expiresAtMs",
  floor(extract(epoch from visit_ends_at) * 1000)::float8 as "visitEndsAtMs"`;

export const tokenOfRow = ({ expiresAtMs, visitEndsAtMs, ...token }: TokenRow): QueueToken => ({
  ...token,
  expiresAt: new Date(expiresAtMs),
  visitEndsAt: visitEndsAtMs === null ? null : new Date(visitEndsAtMs),
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
    insert into queue_token
      (id, concert_id, user_id, number, status, joined_at, admitted_at, expires_at, visit_ends_at)
    select id, ${concertId}, user_id, number, status, ${joinedAt}::timestamptz,
           case when status = 'ACTIVE' then ${joinedAt}::timestamptz end, to_timestamp(expires_at / 1000),
           to_timestamp(visit_ends_at / 1000)
    from unnest(
      ${tokens.map(({ id }) => id)}::uuid[],
      ${tokens.map(({ userId }) => userId)}::uuid[],
      ${tokens.map(({ number }) => number)}::bigint[],
      ${tokens.map(({ status }) => status)}::text[],
      ${tokens.map(({ expiresAt }) => expiresAt.getTime())}::float8[],
      ${tokens.map(({ visitEndsAt }) => visitEndsAt?.getTime() ?? null)}::float8[]
    ) as token (id, user_id, number, status, expires_at, visit_ends_at)`);
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
    update queue_token
    set status = 'ACTIVE', admitted_at = ${admittedAt}, expires_at = ${expiresAt}, visit_ends_at = ${expiresAt}
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

/** What holds have done to their visits: one more is counted, and the token lasts at least as long as it does. */
export function writeVisits(writes: WrittenTogether, tokens: readonly QueueToken[]): void {
  if (tokens.length === 0) return;
  // What is known of an end is in whole milliseconds: one that was not moved stays as exact as it is.
  writes.add(sql`
    update queue_token
    set expires_at = greatest(queue_token.expires_at, to_timestamp(visit.expires_at / 1000)), holds = visit.holds
    from unnest(
      ${tokens.map(({ id }) => id)}::uuid[],
      ${tokens.map(({ expiresAt }) => expiresAt.getTime())}::float8[],
      ${tokens.map(({ holds }) => holds)}::int[]
    ) as visit (id, expires_at, holds)
    where queue_token.id = visit.id`);
}
