import { sql } from 'kysely';
import { BALANCE_MAX } from '../../config/limits.ts';
import type { Newcomer } from '../contract/caller.ts';
import { Refusal } from '../contract/refusals.ts';
import type { EntityManager } from '../database/connect.ts';
import { literal } from '../database/literal.ts';
import { WrittenTogether } from '../database/written-together.ts';
import type { Sentences } from '../language/en.ts';
import { CASH_IN, CREDITS } from '../sale/account.ts';
import { Entry } from '../sale/ledger.ts';
import { insertNewcomers } from '../sale/users.ts';

/** Money that comes into a wallet from outside, and which account it comes from. */
const SOURCES = { charge: CASH_IN, credit: CREDITS } as const;

export interface PayIn {
  transferId: string;
  kind: keyof typeof SOURCES;
  userId: string;
  amount: number;
}

/**
 * Puts money into a wallet, by one statement: the balance and both entries of the transfer, or nothing. Answers the balance
 * right after it. Throws `USER_NOT_FOUND`, or `INVALID_AMOUNT` when the balance would go over `BALANCE_MAX`. SQL in 1.1 ms
 * and 0.6 ms of Node's CPU; the builder's three statements and their transaction took 2.4 ms and 1.6.
 */
export async function payIn(em: EntityManager, order: PayIn, newcomer?: Newcomer): Promise<number> {
  const { transferId, kind, userId, amount } = order;
  const { rows } = await sql<{ balance: number }>`
    with charged as (
      update account set balance = balance + ${amount}
      where id = ${userId} and kind = 'wallet' and balance + ${amount} <= ${BALANCE_MAX}
      returning balance
    ), written as (
      insert into transfer (id, kind) select ${transferId}::uuid, ${kind} from charged
    ), entries as (
      insert into entry (transfer_id, account_id, amount, balance_after)
      select ${transferId}::uuid, ${userId}::uuid, ${amount}::bigint, balance from charged
      union all
      select ${transferId}::uuid, ${SOURCES[kind]}::uuid, -${amount}::bigint, null from charged
    )
    select balance from charged`.execute(em.getKysely());
  if (rows[0] !== undefined) return rows[0].balance;
  const wallet = await em
    .getKysely()
    .selectFrom('account')
    .select('balance')
    .where('id', '=', userId)
    .where('kind', '=', literal('wallet'))
    .executeTakeFirst();
  if (wallet !== undefined) {
    // With room in it now, it was made or paid from since the statement above: what is true of it now counts.
    if (Number(wallet.balance) + amount <= BALANCE_MAX) return payIn(em, order);
    throw new Refusal('INVALID_AMOUNT');
  }
  if (newcomer === undefined) throw new Refusal('USER_NOT_FOUND');
  const made = new WrittenTogether();
  insertNewcomers(made, [{ userId, ...newcomer }]);
  await made.execute(em);
  return payIn(em, order);
}

/** The balance right after it, if it was done; null if not. */
export async function paidIn(em: EntityManager, { transferId, userId }: PayIn): Promise<number | null> {
  const entry = await em.findOne(Entry, { transferId, accountId: userId }, { fields: ['balanceAfter'] });
  return entry?.balanceAfter ?? null;
}

/** Points a wallet's refusal of too much at the amount, also where it is told again under its key. */
export const pointAtAmount =
  ({ faults }: Pick<Sentences, 'faults'>) =>
  (error: unknown): never => {
    if (!(error instanceof Refusal) || error.code !== 'INVALID_AMOUNT') throw error;
    const detail = faults.overfull({ most: BALANCE_MAX });
    throw new Refusal('INVALID_AMOUNT', { faults: [{ pointer: '/amount', detail }] });
  };
