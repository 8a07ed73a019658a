import { defineEntity, p } from '@mikro-orm/postgresql';

/**
 * A wallet's account bears its user's id and the sales of a concert the concert's, so nobody has to look either up.
 * Only a wallet keeps a balance: it must never go below zero, and the others would make every payment wait for the
 * same row.
 */
export const Account = defineEntity({
  name: 'Account',
  tableName: 'account',
  properties: {
    id: p.uuid().primary(),
    kind: p.enum(['cash-in', 'credits', 'wallet', 'sales'] as const),
    balance: p.bigint('number').strictNullable(),
  },
});

/** Where money comes from: the other side of every charge. Its row is made with the schema. */
export const CASH_IN = '00000000-0000-0000-0000-0000000000ca';

/** The other side of what operators put into wallets. Its row is made with the schema. */
export const CREDITS = '00000000-0000-0000-0000-0000000000cb';
