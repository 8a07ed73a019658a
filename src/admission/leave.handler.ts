import type { Handler } from '../lane/batch.ts';
import type { AdmissionBatch } from './admission-batch.ts';
import type { leave } from './leave.ts';
import { standsAt } from '../sale/queue-token.ts';

export const decideLeave: Handler<typeof leave, AdmissionBatch> = (batch, { userId, payload }) => {
  const token = batch.line.tokens.get(payload.tokenId);
  if (token === undefined || token.userId !== userId || !standsAt(token, batch.line.now)) {
    return { refused: 'INVALID_TOKEN' };
  }
  batch.line.end(token, 'LEFT');
  batch.line.admit();
  return { result: { status: 'LEFT' } };
};
