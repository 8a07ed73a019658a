import { defineEntity, type InferEntity, p } from '@mikro-orm/postgresql';

/** Money that went from a wallet to a concert's sales, by the transfer that bears the same id. */
export const Payment = defineEntity({
  name: 'Payment',
  tableName: 'payment',
  properties: {
    id: p.uuid().primary(),
    userId: p.uuid(),
    concertId: p.uuid(),
    amount: p.bigint('number'),
    status: p.enum(['PAID', 'CANCELLED'] as const),
    paidAt: p.datetime(),
  },
});
export type Payment = InferEntity<typeof Payment>;

/** What became of a payment, line by line; nothing here is ever changed. */
export const PaymentHistory = defineEntity({
  name: 'PaymentHistory',
  tableName: 'payment_history',
  properties: {
    id: p.bigint('number').primary(),
    paymentId: p.uuid(),
    status: p.enum(['PAID', 'CANCELLED'] as const),
    amount: p.bigint('number'),
    balanceAfter: p.bigint('number'),
    at: p.datetime(),
  },
});
export type PaymentHistory = InferEntity<typeof PaymentHistory>;
