import { defineEntity, p } from '@mikro-orm/postgresql';

export const PAYMENT_STATUSES = ['PAID', 'CANCELLED'] as const;

/** What a user paid at once for their holds in a concert. */
export const Payment = defineEntity({
  name: 'Payment',
  tableName: 'payment',
  properties: {
    id: p.uuid().primary(),
    userId: p.uuid(),
    concertId: p.uuid(),
    amount: p.bigint('number'),
    status: p.enum(PAYMENT_STATUSES),
    paidAt: p.datetime(),
  },
});

/** A line for each thing that became of a payment; never changed. */
export const PaymentHistory = defineEntity({
  name: 'PaymentHistory',
  tableName: 'payment_history',
  properties: {
    id: p.bigint('number').primary().autoincrement().generated('identity'),
    paymentId: p.uuid(),
    /** One of `PAYMENT_STATUSES`; a history may outlive the list. */
    status: p.text(),
    amount: p.bigint('number'),
    balanceAfter: p.bigint('number'),
    at: p.datetime(),
  },
});
