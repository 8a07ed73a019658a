export const TOKEN_STATUSES = ['WAITING', 'ACTIVE', 'COMPLETED', 'EXPIRED', 'LEFT'] as const;
export type TokenStatus = (typeof TOKEN_STATUSES)[number];

/** One user's place in the line of one concert. `number` is given at the door and never changes. */
export interface QueueToken {
  id: string;
  concertId: string;
  userId: string;
  number: number;
  status: TokenStatus;
  /** While waiting: the end of patience; once admitted: the end of the visit. */
  expiresAt: Date;
}

export const isLive = (token: QueueToken): boolean => token.status === 'WAITING' || token.status === 'ACTIVE';

/** Whether the token still stands at this instant of the database's clock, whether swept or not. */
export const standsAt = (token: QueueToken, now: Date): boolean => isLive(token) && now < token.expiresAt;
