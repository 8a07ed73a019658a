import { defineEntity, type InferEntity, p } from '@mikro-orm/postgresql';

export const TOKEN_STATUSES = ['WAITING', 'ACTIVE', 'COMPLETED', 'EXPIRED', 'LEFT'] as const;
export type TokenStatus = (typeof TOKEN_STATUSES)[number];

/** One user's place in the line of one concert. `number` is given at the door and never changes. */
export const QueueToken = defineEntity({
  name: 'QueueToken',
  tableName: 'queue_token',
  properties: {
    id: p.uuid().primary(),
    concertId: p.uuid(),
    userId: p.uuid(),
    number: p.bigint('number'),
    status: p.enum(TOKEN_STATUSES),
    joinedAt: p.datetime(),
    admittedAt: p.datetime().nullable(),
    /** While waiting: the end of patience; once admitted: the end of the visit. */
    expiresAt: p.datetime(),
    endedAt: p.datetime().nullable(),
  },
});
export type QueueToken = InferEntity<typeof QueueToken>;

export const isLive = (token: QueueToken): boolean => token.status === 'WAITING' || token.status === 'ACTIVE';

/** Whether the token still stands at this instant of the database's clock, whether swept or not. */
export const standsAt = (token: QueueToken, now: Date): boolean => isLive(token) && now < token.expiresAt;

export function endToken(token: QueueToken, status: 'COMPLETED' | 'EXPIRED' | 'LEFT', now: Date): void {
  token.status = status;
  token.endedAt = now;
}
