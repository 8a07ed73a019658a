import { z } from 'zod';
import type { WalletMode } from '../../config/environment.ts';
import { CURRENCY } from '../../config/limits.ts';
import { route } from '../contract/call.ts';
import { newcomerOf, userOf } from '../contract/caller.ts';
import { message, money } from '../contract/fields.ts';
import { Refusal } from '../contract/refusals.ts';
import type { Orm } from '../database/connect.ts';
import { en } from '../language/en.ts';

export const getWallet = route({
  path: '/v1/wallet',
  tag: 'Wallet',
  summary: "The balance of the caller's wallet",
  notes: 'Goes on working with a token that has ended.',
  credential: 'user',
  description: 'The balance',
  answer: z.object({ balance: money, currency: z.string(), message }).meta({ id: 'Wallet' }),
  examples: {
    answer: { balance: 300_000, currency: 'KRW', message: en.messages.balance({ balance: 300_000 }) },
  },
  refusals: ['INVALID_TOKEN', 'USER_NOT_FOUND', 'WALLET_CLOSED'],
  unavailable: 'BALANCE_UNAVAILABLE',
  async handle(call, { orm, walletMode }: { orm: Orm; walletMode: WalletMode }) {
    if (walletMode === 'off') throw new Refusal('WALLET_CLOSED');
    const account = await orm.em
      .fork()
      .getKysely()
      .selectFrom('account')
      .select('balance')
      .where('id', '=', userOf(call))
      .where('kind', '=', 'wallet')
      .executeTakeFirst();
    // Whoever may come unknown has an empty wallet until they do.
    const balance = account?.balance ?? (newcomerOf(call) === undefined ? null : 0);
    if (balance == null) throw new Refusal('USER_NOT_FOUND');
    return { balance, currency: CURRENCY, message: call.say.messages.balance({ balance }) };
  },
});
