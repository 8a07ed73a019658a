import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { inside } from '../infrastructure/inside.ts';
import { DATE, OnSale } from '../infrastructure/on-sale.ts';
import { Session, untilBlocked } from '../infrastructure/session.ts';
import { type Rewrite, StatementRewriter } from '../infrastructure/statement-rewriter.ts';

/** What is accepted does not pass over keys that are taken, for nothing says which are. */
const WITHOUT_CONFLICTS: Rewrite = [
  'on conflict (user_id, idempotency_key) where idempotency_key is not null do nothing',
  '',
];

test('a late repeat of a key holds no seat again, and a charge sent twice at once charges once', async () => {
  const { reserved, repeated, reservations, charges, balance, broken } = await repeatKeys([]);

  expect(repeated).toEqual(reserved);
  expect(reservations).toMatchObject([{ status: 'RELEASED' }]);
  expect(charges[1]).toEqual(charges[0]);
  expect(balance).toBe(1_000);
  expect(broken).toEqual([]);
});

test('without the index both are done twice, and the client’s record finds it', async () => {
  const { reserved, repeated, reservations, charges, balance } = await repeatKeys(
    [WITHOUT_CONFLICTS],
    async (onSale) => {
      await onSale.sql(sql`drop index request_idempotency_key`);
    },
  );

  // One key, two answers: a seat is held that its fan has given back, and the wallet has been charged twice.
  expect(repeated.reservationId).not.toBe(reserved.reservationId);
  expect(reservations).toMatchObject([{ status: 'HELD' }, { status: 'RELEASED' }]);
  expect(charges[1].chargeId).not.toBe(charges[0].chargeId);
  expect(balance).toBe(2_000);
});

/** A repeat that comes late, through the lane, and one that comes at the same instant, to the wallet. */
async function repeatKeys(
  rewrites: Rewrite[],
  takeGuardAway: (onSale: OnSale) => Promise<void> = async () => {},
) {
  const onSale = await OnSale.start({ apis: 0, schedulers: 0 });
  const database = await StatementRewriter.start(onSale.databaseUrl, rewrites);
  try {
    Object.assign(onSale.environment, { databaseUrl: database.url });
    await takeGuardAway(onSale);
    await onSale.addApi();
    const concertId = await onSale.concert();
    const fan = await inside(onSale, concertId);
    const holdOnce = () => fan.reserve(concertId, DATE, 1, { 'idempotency-key': 'hold' });
    const { body: reserved } = await holdOnce();
    await fan.release(concertId, reserved.reservationId);
    // A moment later nothing but the key stands in the way of a second hold.
    await onSale.sql(sql`update reserved_seat set freed_at = freed_at - interval '1 minute'`);
    const { body: repeated } = await holdOnce();
    expect(database.changed > 0).toBe(rewrites.length > 0);

    // Neither may find the other's outcome before it has charged: both stand before the wallet.
    const wallet = await Session.holding(
      onSale,
      sql`select 1 from account where id = ${fan.userId} for update`,
    );
    const chargeOnce = () => fan.charge(1_000, { 'idempotency-key': 'charge' });
    const charging = [chargeOnce(), chargeOnce()];
    await untilBlocked(onSale, 'api', 2);
    await wallet.end();
    const charges = (await Promise.all(charging)).map(({ body }) => body);

    return {
      reserved,
      repeated,
      reservations: (await fan.asUser('GET', '/v1/reservations')).body.reservations,
      charges,
      balance: (await fan.wallet()).body.balance,
      broken: await onSale.invariants(),
    };
  } finally {
    await onSale.close();
    await database.close();
  }
}
