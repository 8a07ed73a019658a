import { randomUUID } from 'node:crypto';
import type { Answer } from './call.ts';
import type { Fan } from './fan.ts';
import { until } from './until.ts';

/**
 * Charges as a careful client does: `CHARGE_FAILED`, which a crowd on a busy machine may get, is no outcome, so
 * the same key tries again until there is one, and charges once.
 */
export function chargeSurely(fan: Fan, amount: number): Promise<Answer> {
  const headers = { 'idempotency-key': randomUUID() };
  return until(async () => {
    const answer = await fan.charge(amount, headers);
    return answer.body.code === 'CHARGE_FAILED' ? null : answer;
  });
}
