import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { inside } from '../infrastructure/inside.ts';
import { DATE } from '../infrastructure/on-sale.ts';
import { expectRefused } from '../infrastructure/refusals-of-the-contract.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const onSale = useOnSale();

/** Whatever is written into this table of this user fails, for a reason that no retry mends, until `mend` is called. */
async function breakFor(userId: string, table: string): Promise<() => Promise<unknown>> {
  const name = `broken_${table}`;
  await onSale.sql(
    sql.raw(`
    create function ${name}() returns trigger language plpgsql as
    $$ begin if new.user_id = '${userId}' then raise exception 'broken'; end if; return new; end $$`),
  );
  await onSale.sql(
    sql.raw(`create trigger ${name} before insert on ${table} for each row execute function ${name}()`),
  );
  return () => onSale.sql(sql.raw(`drop function ${name} cascade`));
}

test.each([
  ['ko', {}],
  ['en', { 'accept-language': 'en' }],
] as const)(
  'a payment that breaks ends as PAYMENT_FAILED in %s, and nothing of it is left',
  async (language, headers) => {
    const concertId = await onSale.concert();
    const [fan, other] = [
      await inside(onSale, concertId, { balance: 50_000 }),
      await inside(onSale, concertId, { balance: 50_000 }),
    ];
    const { reservationId } = (await fan.reserve(concertId, DATE, 1)).body;
    const others = (await other.reserve(concertId, DATE, 2)).body.reservationId;
    const mend = await breakFor(fan.userId, 'payment');
    const failed = await fan.pay(concertId, reservationId, { 'idempotency-key': 'pay', ...headers });
    expectRefused(failed, 'PAYMENT_FAILED', language);
    expect((await other.pay(concertId, others)).status).toBe(201);
    await mend();
    expect((await fan.wallet()).body.balance).toBe(50_000);
    expect((await fan.call('GET', `/v1/reservations/${reservationId}`)).body.status).toBe('HELD');
    expect((await fan.place(concertId)).body.status).toBe('ACTIVE');
    // It was accepted, so it has an outcome, and the outcome stands under its key.
    expectRefused(await fan.pay(concertId, reservationId, { 'idempotency-key': 'pay' }), 'PAYMENT_FAILED');
    expect((await fan.asUser('GET', `/v1/requests/${failed.body.requestId}`)).body).toMatchObject({
      kind: 'pay',
      status: 'failed',
      problem: { code: 'PAYMENT_FAILED', status: 500 },
    });
    expect((await fan.pay(concertId, reservationId)).status).toBe(201);
  },
);

test('any other request that breaks ends too, as a fault of ours without a word about how', async () => {
  const concertId = await onSale.concert();
  const fan = await inside(onSale, concertId);
  const mend = await breakFor(fan.userId, 'reservation');
  const failed = await fan.reserve(concertId, DATE, 1, { 'accept-language': 'en' });
  await mend();
  expect(failed).toMatchObject({ status: 500, body: { code: 'INTERNAL_ERROR', status: 500 } });
  expect(failed.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(JSON.stringify(failed.body)).not.toMatch(/broken|reservation_|select|insert/i);
  expect((await fan.reserve(concertId, DATE, 1)).status).toBe(201);
});

test('a call that breaks is answered as a fault of ours without a word about how', async () => {
  const fan = await onSale.fan({ balance: 10 });
  await onSale.sql(sql`alter table transfer rename column at to moved`);
  const failed = await fan.asUser('GET', '/v1/wallet/entries');
  await onSale.sql(sql`alter table transfer rename column moved to at`);
  expect(failed).toMatchObject({ status: 500, body: { code: 'INTERNAL_ERROR', status: 500 } });
  expect(JSON.stringify(failed.body)).not.toMatch(/transfer|column|select/i);
  expect((await fan.asUser('GET', '/v1/wallet/entries')).status).toBe(200);
});
