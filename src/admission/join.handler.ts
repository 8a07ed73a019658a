import { saleIsOpen } from '../sale/concert.ts';
import type { Handler } from '../lane/batch.ts';
import type { AdmissionBatch } from './admission-batch.ts';
import { estimatedWaitSeconds } from './estimate.ts';
import type { join } from './join.ts';

export const decideJoin: Handler<typeof join, AdmissionBatch> = (batch, { userId }) => {
  const { line, concert } = batch;
  if (!batch.users.has(userId)) return { refused: 'USER_NOT_FOUND' };
  if (!saleIsOpen(concert, line.now)) return { refused: 'SALE_NOT_OPEN' };
  if (line.liveTokenOf(userId) !== undefined) return { refused: 'TOKEN_ALREADY_ACTIVE' };

  const token = line.join(userId);
  line.admit();
  const rank = token.status === 'ACTIVE' ? 0 : line.room.waiting;
  return {
    result: {
      tokenId: token.id,
      userId,
      concertId: token.concertId,
      status: token.status,
      number: token.number,
      rank,
      ahead: Math.max(rank - 1, 0),
      estimatedWaitSeconds: estimatedWaitSeconds(rank, line.room, batch.pace),
      joinedAt: line.now.toISOString(),
      expiresAt: token.expiresAt.toISOString(),
    },
  };
};
