import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { type RawBuilder, sql } from 'kysely';
import { inside } from '../infrastructure/inside.ts';
import { DATE } from '../infrastructure/on-sale.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const CASH_IN = '00000000-0000-0000-0000-0000000000ca';

/** Some transfers are written by hand here and never get their entries. */
const onSale = useOnSale({
  schedulers: 0,
  laws: 'at the end',
  brokenLaw: 'the entries of each transfer, and so of the whole ledger, sum to zero',
});

const ledger = async () => (await onSale.operator('GET', '/v1/admin/ledger')).body;

/** What the database says to a statement: null when it accepted it. */
async function said(statement: RawBuilder<unknown>): Promise<string | null> {
  try {
    await onSale.sql(statement);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** A transfer of these amounts, written in one statement. */
const transfer = (...entries: [account: string, amount: number][]) => sql`
  with written as (insert into transfer (id, kind) values (${randomUUID()}, 'charge') returning id)
  insert into entry (transfer_id, account_id, amount)
  select id, account, amount from written, unnest(
    ${entries.map(([account]) => account)}::uuid[], ${entries.map(([, amount]) => amount)}::bigint[]
  ) as given (account, amount)`;

test('the books show every kind of account, and sum to zero after charges and payments', async () => {
  const before = await ledger();
  const balanceOf = (books: typeof before, kind: string) =>
    books.accounts.find((account: { kind: string }) => account.kind === kind)?.balance ?? 0;
  const concertId = await onSale.concert();
  const fan = await inside(onSale, concertId, { balance: 120_000 });
  await fan.pay(concertId, (await fan.reserve(concertId, DATE, 1)).body.reservationId);

  const after = await ledger();

  expect(after).toMatchObject({ sum: 0, balanced: true });
  const moved = (kind: string) => balanceOf(after, kind) - balanceOf(before, kind);
  expect([moved('cash-in'), moved('wallet'), moved('sales')]).toEqual([-120_000, 70_000, 50_000]);
});

test('entries that do not sum to zero are refused', async () => {
  const fan = await onSale.fan({ balance: 1_000 });

  const refusal = /the entries of a transfer must sum to zero/;
  expect(await said(transfer([fan.userId, 500]))).toMatch(refusal);
  expect(await said(transfer([fan.userId, 500], [CASH_IN, -499]))).toMatch(refusal);
  expect(await ledger()).toMatchObject({ sum: 0, balanced: true });
});

test('two transfers that only balance each other are refused', async () => {
  const fan = await onSale.fan();
  const [one, other] = [randomUUID(), randomUUID()];
  await onSale.sql(sql`insert into transfer (id, kind) values (${one}, 'charge'), (${other}, 'charge')`);

  const refusal = /the entries of a transfer must sum to zero/;
  expect(
    await said(sql`
      insert into entry (transfer_id, account_id, amount)
      values (${one}, ${fan.userId}, 500), (${other}, ${CASH_IN}, -500)`),
  ).toMatch(refusal);
});

test('an entry of nothing is refused', async () => {
  const fan = await onSale.fan();

  expect(await said(transfer([fan.userId, 0], [CASH_IN, 0]))).toMatch(/violates check constraint/);
});

test('nothing in the ledger can be changed or taken out', async () => {
  await onSale.fan({ balance: 1_000 });

  const refusal = /the ledger is append-only/;
  expect(await said(sql`update entry set amount = amount + 1`)).toMatch(refusal);
  expect(await said(sql`delete from entry`)).toMatch(refusal);
  expect(await said(sql`truncate entry`)).toMatch(refusal);
  expect(await said(sql`update transfer set kind = 'refund'`)).toMatch(refusal);
  expect(await said(sql`delete from transfer`)).toMatch(refusal);
  expect(await said(sql`truncate transfer cascade`)).toMatch(refusal);
});

test('no wallet can go below zero or above its maximum, whoever writes it', async () => {
  const fan = await onSale.fan({ balance: 1_000 });

  const refusal = /violates check constraint/;
  expect(await said(sql`update account set balance = balance - 1001 where id = ${fan.userId}`)).toMatch(
    refusal,
  );
  expect(await said(sql`update account set balance = 1000000001 where id = ${fan.userId}`)).toMatch(refusal);
  expect((await fan.wallet()).body.balance).toBe(1_000);
});
