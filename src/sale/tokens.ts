import { defineEntity, type InferEntity, p } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { TOKEN_ENDS, type TokenEnd } from '../contract/ended-token.ts';
import type { EntityManager } from '../database/connect.ts';
import { iso } from '../database/iso.ts';
import type { WrittenTogether } from '../database/written-together.ts';
import type { WaitingRoom } from './waiting-room.ts';

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
    /**
     * While waiting: the end of patience, put off for whoever is there; `runsOut` knows what else counts. Once admitted:
     * the end of the visit, or of what was held in it.
     */
    expiresAt: p.datetime(),
    /** Until when seats may be held, from the admission on; later holds do not move it. */
    visitEndsAt: p.datetime().strictNullable(),
    /** How many holds this visit has made. */
    holds: p.integer().default(0),
    /** Let in out of the line, and neither called nor listened since: when the place goes to the next. */
    showUpBy: p.datetime().strictNullable(),
    endedAt: p.datetime().strictNullable(),
    /** Of those that ran out. */
    endedBecause: p.enum(TOKEN_ENDS).strictNullable(),
  },
});

/** What a batch knows of a token. */
export type QueueToken = Pick<
  InferEntity<typeof QueueToken>,
  'id' | 'concertId' | 'userId' | 'number' | 'status' | 'expiresAt' | 'visitEndsAt' | 'holds' | 'showUpBy'
> & { endedBecause?: TokenEnd };

export const isLive = (token: QueueToken): boolean => token.status === 'WAITING' || token.status === 'ACTIVE';

/** Whether the token still stands at this instant of the database's clock, whether swept or not. */
export const standsAt = (token: QueueToken, now: Date): boolean => isLive(token) && now < token.expiresAt;

/** What a door says of patience. */
export type Patience = Pick<WaitingRoom, 'paused' | 'patienceFrom' | 'waitingSeconds'>;

/** Until when somebody's place in line is kept at least: null while admission is paused, for then nobody's patience ends. */
export function keptUntil(token: Pick<QueueToken, 'expiresAt'>, room: Patience): Date | null {
  if (room.paused) return null;
  const anew = room.patienceFrom == null ? 0 : room.patienceFrom.getTime() + room.waitingSeconds * 1_000;
  return new Date(Math.max(token.expiresAt.getTime(), anew));
}

/** Why this live token has run out by now; null while it has not. `dueTokens` of the door asks the same of rows. */
export function runsOut(token: QueueToken, room: Patience, now: Date): TokenEnd | null {
  if (token.status === 'WAITING') {
    const kept = keptUntil(token, room);
    return kept !== null && kept <= now ? 'waited-too-long' : null;
  }
  if (token.expiresAt <= now) return 'visit-over';
  return token.showUpBy !== null && token.showUpBy <= now ? 'no-show' : null;
}

/** A token's row, as a reader needs it. `stands` is false once it has ended or its time is over. */
export interface TokenState {
  tokenId: string;
  concertId: string;
  userId: string;
  number: number;
  status: TokenStatus;
  stands: boolean;
  expiresAt: string;
  /** How long it is to `expiresAt`, by the database's clock. */
  secondsLeft: number;
  /** Let in out of the line, and nothing was heard of its holder since. */
  awaited: boolean;
}

/**
 * The columns of a `TokenState`, `stands` by the database's clock. Nearly every call of a fan asks for them: as SQL they
 * are compiled in 8 µs, by the builder in 56.
 */
export const TOKEN_STATE = sql`
  id as "tokenId", concert_id as "concertId", user_id as "userId", number::float8 as number, status,
  status in ('WAITING', 'ACTIVE') and expires_at > clock_timestamp() as stands,
  ${iso(sql.ref<Date>('expires_at'))} as "expiresAt",
  extract(epoch from expires_at - clock_timestamp())::float8 as "secondsLeft",
  status = 'ACTIVE' and show_up_by is not null as awaited`;

/** A token as a query answers it: times in milliseconds since 1970. */
export interface TokenRow extends Omit<QueueToken, 'expiresAt' | 'visitEndsAt' | 'showUpBy'> {
  expiresAtMs: number;
  visitEndsAtMs: number | null;
  showUpByMs: number | null;
}

/** The columns of a `TokenRow`. */
export const TOKEN_COLUMNS = sql`
  id, concert_id as "concertId", user_id as "userId", number::float8 as number, status, holds,
  floor(extract(epoch from expires_at) * 1000)::float8 as "expiresAtMs",
  floor(extract(epoch from visit_ends_at) * 1000)::float8 as "visitEndsAtMs",
  floor(extract(epoch from show_up_by) * 1000)::float8 as "showUpByMs"`;

export const tokenOfRow = ({ expiresAtMs, visitEndsAtMs, showUpByMs, ...token }: TokenRow): QueueToken => ({
  ...token,
  expiresAt: new Date(expiresAtMs),
  visitEndsAt: visitEndsAtMs === null ? null : new Date(visitEndsAtMs),
  showUpBy: showUpByMs === null ? null : new Date(showUpByMs),
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
  visit: { expiresAt: Date; showUpBy: Date | null },
): void {
  if (ids.length === 0) return;
  writes.add(sql`
    update queue_token
    set status = 'ACTIVE', admitted_at = ${admittedAt}, expires_at = ${visit.expiresAt},
        visit_ends_at = ${visit.expiresAt}, show_up_by = ${visit.showUpBy}
    where id = any(${ids}::uuid[])`);
}

export function endTokens(
  writes: WrittenTogether,
  tokens: readonly Pick<QueueToken, 'id' | 'status' | 'endedBecause'>[],
  endedAt: Date,
): void {
  if (tokens.length === 0) return;
  writes.add(sql`
    update queue_token set status = ended.status, ended_at = ${endedAt}, ended_because = ended.because
    from unnest(
      ${tokens.map(({ id }) => id)}::uuid[],
      ${tokens.map(({ status }) => status)}::text[],
      ${tokens.map(({ endedBecause = null }) => endedBecause)}::text[]
    ) as ended (id, status, because)
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
