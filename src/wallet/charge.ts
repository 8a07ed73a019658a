import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { z } from 'zod';
import { BALANCE_MAX, CHARGE_MAX } from '../../config/limits.ts';
import { claimedUserId } from '../contract/fields.ts';
import { Refusal } from '../contract/refusals.ts';
import { CASH_IN } from '../sale/account.ts';

/** What a client sends to charge its wallet. */
export const chargeBody = z.strictObject({
  amount: z.int().min(1).max(CHARGE_MAX).describe("In the currency's minor unit"),
  userId: claimedUserId,
});

export interface ChargeOrder {
  chargeId: string;
  amount: number;
}

export interface Charge extends ChargeOrder {
  /** Right after this charge. */
  balance: number;
}

/**
 * Puts money into a wallet, by one statement: the balance and both entries of the transfer, or nothing. Throws
 * `USER_NOT_FOUND`, or `INVALID_AMOUNT` when the balance would go over `BALANCE_MAX`.
 */
export async function chargeWallet(
  em: EntityManager,
  userId: string,
  { chargeId, amount }: ChargeOrder,
): Promise<Charge> {
  const kysely = em.getKysely();
  const { rows } = await sql<{ balance: number }>`
    with charged as (
      update account set balance = balance + ${amount}
      where id = ${userId} and kind = 'wallet' and balance + ${amount} <= ${BALANCE_MAX}
      returning balance
    ), written as (
      insert into transfer (id, kind) select ${chargeId}::uuid, 'charge' from charged
    ), entries as (
      insert into entry (transfer_id, account_id, amount, balance_after)
      select ${chargeId}::uuid, ${userId}::uuid, ${amount}::bigint, balance from charged
      union all
      select ${chargeId}::uuid, ${CASH_IN}::uuid, -${amount}::bigint, null from charged
    )
    select balance::float8 as balance from charged`.execute(kysely);
  const balance = rows[0]?.balance;
  if (balance !== undefined) return { chargeId, amount, balance };
  const wallet = await sql`select 1 from account where id = ${userId} and kind = 'wallet'`.execute(kysely);
  throw new Refusal(wallet.rows.length === 0 ? 'USER_NOT_FOUND' : 'INVALID_AMOUNT');
}

/** The charge, if it was done; null if not. */
export async function chargeDone(
  em: EntityManager,
  userId: string,
  { chargeId, amount }: ChargeOrder,
): Promise<Charge | null> {
  const { rows } = await sql<{ balance: number }>`
    select balance_after::float8 as balance from entry
    where transfer_id = ${chargeId} and account_id = ${userId}`.execute(em.getKysely());
  const balance = rows[0]?.balance;
  return balance === undefined ? null : { chargeId, amount, balance };
}
