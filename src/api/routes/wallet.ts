import { z } from 'zod';
import { CURRENCY } from '../../../config/limits.ts';
import type { Orm } from '../../database/connect.ts';
import { once } from '../../lane/once.ts';
import { Refusal } from '../../contract/refusals.ts';
import { timeOrderedId } from '../../lane/time-ordered-id.ts';
import { chargedAnswer, entriesAnswer, walletAnswer } from '../../language/answers.ts';
import { sentences } from '../../language/language.ts';
import { chargeBody, chargeDone, chargeWallet } from '../../wallet/charge.ts';
import { readBalance, readEntries } from '../../reads/read-wallet.ts';
import { cursorOf, nextPage } from '../pages.ts';
import { type Route, route } from '../route.ts';
import { userOf } from '../user-of.ts';

export const walletRoutes = ({ orm }: { orm: Orm }): Route[] => [
  route({
    method: 'get',
    path: '/v1/wallet',
    tag: 'Wallet',
    summary: "The balance of the caller's wallet",
    credential: 'user',
    answers: { 200: { description: 'The balance', schema: walletAnswer } },
    refusals: ['INVALID_TOKEN', 'USER_NOT_FOUND'],
    unavailable: 'BALANCE_UNAVAILABLE',
    async handle(call) {
      const balance = await readBalance(orm.em.fork(), userOf(call));
      if (balance === null) throw new Refusal('USER_NOT_FOUND');
      const message = sentences(call.language).messages.balance({ balance });
      return { status: 200, body: { balance, currency: CURRENCY, message } };
    },
  }),
  route({
    method: 'post',
    path: '/v1/wallet/charges',
    tag: 'Wallet',
    summary: "Put money into the caller's wallet",
    credential: 'user',
    write: 'direct',
    body: chargeBody,
    bodyFaults: { amount: 'INVALID_AMOUNT' },
    answers: { 201: { description: 'Charged; the balance right after it', schema: chargedAnswer } },
    refusals: ['INVALID_AMOUNT', 'USER_NOT_FOUND'],
    unavailable: 'CHARGE_FAILED',
    async handle(call) {
      const userId = userOf(call);
      const order = { chargeId: timeOrderedId(), amount: call.body.amount };
      const charge = await once(
        orm,
        { kind: 'charge', userId, ...call },
        {
          write: (em) => chargeWallet(em, userId, order),
          written: (em) => chargeDone(em, userId, order),
        },
      );
      const message = sentences(call.language).messages.charged(charge);
      return { status: 201, body: { ...charge, message } };
    },
  }),
  route({
    method: 'get',
    path: '/v1/wallet/entries',
    tag: 'Wallet',
    summary: "What went into the caller's wallet and out of it, newest first",
    credential: 'user',
    query: {
      before: {
        description: 'The entry before which the page begins',
        schema: z.string().regex(/^\d{1,18}$/),
      },
    },
    answers: { 200: { description: 'A page of entries', schema: entriesAnswer } },
    refusals: [],
    unavailable: 'BALANCE_UNAVAILABLE',
    async handle(call) {
      const before = cursorOf(call.query, 'before', (id) => /^\d{1,18}$/.test(id), call.language);
      const page = await readEntries(orm.em.fork(), userOf(call), before);
      return { status: 200, body: { ...page, next: nextPage('/v1/wallet/entries', 'before', page.next) } };
    },
  }),
];
