import { z } from 'zod';
import type { WalletMode } from '../../config/environment.ts';
import { CHARGE_MAX } from '../../config/limits.ts';
import { route } from '../contract/call.ts';
import { newcomerOf, userOf } from '../contract/caller.ts';
import { claimedUserId, givenId, message, money } from '../contract/fields.ts';
import { Refusal } from '../contract/refusals.ts';
import type { Orm } from '../database/connect.ts';
import { once } from '../lane/once.ts';
import { timeOrderedId } from '../lane/time-ordered-id.ts';
import { en } from '../language/en.ts';
import { type PayIn, paidIn, payIn, pointAtAmount } from './pay-in.ts';

export const createCharge = route({
  method: 'post',
  path: '/v1/wallet/charges',
  tag: 'Wallet',
  summary: "Put money into the caller's wallet",
  notes:
    'Answers at once. A queue token charges the wallet while it stands. `balance` is as it was right after this charge, also when the answer is repeated under an idempotency key. A wallet holds at most 1,000,000,000. `WALLET_CLOSED` where `GET /v1/site` does not say that wallets are `open`.',
  credential: 'user',
  write: 'direct',
  body: z.strictObject({
    amount: z.int().min(1).max(CHARGE_MAX).describe("In the currency's minor unit"),
    userId: claimedUserId,
  }),
  bodyFaults: { amount: 'INVALID_AMOUNT' },
  status: 201,
  description: 'Charged; the balance right after it',
  answer: z.object({ chargeId: givenId, amount: money, balance: money, message }).meta({ id: 'Charged' }),
  examples: {
    body: { amount: 50_000 },
    answer: {
      chargeId: '0192f0bf-55aa-7d08-9c3e-8a1b2c4d5e6f',
      amount: 50_000,
      balance: 300_000,
      message: en.messages.charged({ balance: 300_000 }),
    },
  },
  refusals: ['INVALID_AMOUNT', 'USER_NOT_FOUND', 'WALLET_CLOSED'],
  unavailable: 'CHARGE_FAILED',
  async handle(call, { orm, walletMode }: { orm: Orm; walletMode: WalletMode }) {
    const userId = userOf(call);
    const { amount } = call.body;
    const order: PayIn = { transferId: timeOrderedId(), kind: 'charge', userId, amount };
    const answer = (balance: number) => ({ chargeId: order.transferId, amount, balance });
    const charge = await once(
      orm,
      { kind: 'charge', userId, ...call },
      {
        // Within: what was charged under this key while wallets were open is told as it was.
        write: async (em) => {
          if (walletMode !== 'open') throw new Refusal('WALLET_CLOSED');
          return answer(await payIn(em, order, newcomerOf(call)));
        },
        written: async (em) => {
          const balance = await paidIn(em, order);
          return balance === null ? null : answer(balance);
        },
      },
    ).catch(pointAtAmount(call.say));
    return { ...charge, message: call.say.messages.charged(charge) };
  },
});
