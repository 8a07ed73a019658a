import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { z } from 'zod';
import { BALANCE_MAX, CHARGE_MAX } from '../../config/limits.ts';
import { claimedUserId } from '../lane/body-rules.ts';
import { Refusal } from '../lane/refusal.ts';
import { timeOrderedId } from '../lane/time-ordered-id.ts';
import { CASH_IN } from './account.ts';
import { postTransfers } from './ledger.ts';

/** What a client sends to charge its wallet. */
export const chargeBody = z.strictObject({
  amount: z.int().min(1).max(CHARGE_MAX).describe("In the currency's minor unit"),
  userId: claimedUserId,
});

export interface Charge {
  chargeId: string;
  amount: number;
  /** Right after this charge. */
  balance: number;
}

/**
 * Puts money into a wallet, inside the caller's transaction. Throws `USER_NOT_FOUND`, or `INVALID_AMOUNT` when
 * the balance would go over `BALANCE_MAX`.
 */
export async function chargeWallet(em: EntityManager, userId: string, amount: number): Promise<Charge> {
  const kysely = em.getKysely();
  const { rows } = await sql<{ balance: number }>`
    update account set balance = balance + ${amount}
    where id = ${userId} and kind = 'wallet' and balance + ${amount} <= ${BALANCE_MAX}
    returning balance::float8 as balance`.execute(kysely);
  const balance = rows[0]?.balance;
  if (balance === undefined) {
    const wallet = await sql`select 1 from account where id = ${userId} and kind = 'wallet'`.execute(kysely);
    throw new Refusal(wallet.rows.length === 0 ? 'USER_NOT_FOUND' : 'INVALID_AMOUNT');
  }
  const chargeId = timeOrderedId();
  await postTransfers(em, [
    {
      id: chargeId,
      kind: 'charge',
      entries: [
        { accountId: userId, amount, balanceAfter: balance },
        { accountId: CASH_IN, amount: -amount, balanceAfter: null },
      ],
    },
  ]);
  return { chargeId, amount, balance };
}
