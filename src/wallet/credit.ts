import { z } from 'zod';
import type { WalletMode } from '../../config/environment.ts';
import { CHARGE_MAX } from '../../config/limits.ts';
import { route } from '../contract/call.ts';
import { doneBy, OPERATOR_ID } from '../contract/caller.ts';
import { givenId, money, text } from '../contract/fields.ts';
import { Refusal } from '../contract/refusals.ts';
import type { Orm } from '../database/connect.ts';
import { once } from '../lane/once.ts';
import { timeOrderedId } from '../lane/time-ordered-id.ts';
import { recordAction } from '../sale/action-log.ts';
import { type PayIn, paidIn, payIn, pointAtAmount } from './pay-in.ts';

/** An operator puts money into somebody's wallet: the only way in, where fans may not charge their own. */
export const createCredit = route({
  method: 'post',
  path: '/v1/admin/users/{userId}/credits',
  tag: 'Operators',
  summary: "Put money into a user's wallet",
  notes:
    "Answers at once. Who did it and why is among the actions of operators and in the user's history; the wallet's entries call it `credit`. `WALLET_CLOSED` where there are no wallets (`WALLET=off`).",
  credential: 'operator',
  write: 'direct',
  body: z.strictObject({
    amount: z.int().min(1).max(CHARGE_MAX).describe("In the currency's minor unit"),
    reason: text.describe('Why, for whoever asks later'),
  }),
  bodyFaults: { amount: 'INVALID_AMOUNT' },
  status: 201,
  description: 'Credited; the balance right after it',
  answer: z.object({ creditId: givenId, balance: money }).meta({ id: 'Credited' }),
  examples: {
    body: { amount: 50_000, reason: 'Paid at the box office' },
    answer: { creditId: '0192f0bf-55aa-7d08-9c3e-8a1b2c4d5e6f', balance: 300_000 },
  },
  refusals: ['INVALID_AMOUNT', 'USER_NOT_FOUND', 'WALLET_CLOSED'],
  async handle(call, { orm, walletMode }: { orm: Orm; walletMode: WalletMode }) {
    const { userId } = call.params;
    const { amount, reason } = call.body;
    const order: PayIn = { transferId: timeOrderedId(), kind: 'credit', userId, amount };
    const answer = (balance: number) => ({ creditId: order.transferId, balance });
    return once(
      orm,
      { kind: 'credit-wallet', userId: OPERATOR_ID, ...call },
      {
        write: (outside) =>
          outside.transactional(async (em) => {
            if (walletMode === 'off') throw new Refusal('WALLET_CLOSED');
            const balance = await payIn(em, order);
            const after = { userId, amount, reason, balance };
            const what = { what: 'credit-wallet', concertId: null, before: null, after } as const;
            await recordAction(em, { ...doneBy(call), ...what }, order.transferId);
            return answer(balance);
          }),
        written: async (em) => {
          const balance = await paidIn(em, order);
          return balance === null ? null : answer(balance);
        },
      },
    ).catch(pointAtAmount(call.say));
  },
});
