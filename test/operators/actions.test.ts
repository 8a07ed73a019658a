import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { useOnSale } from '../infrastructure/use-on-sale.ts';
import { Browser } from './browser.ts';

const onSale = useOnSale({ workers: 0, schedulers: 0, laws: 'at the end' });

const ACTIONS = '/v1/admin/actions';
const actionsOf = async (concertId: string) =>
  (await onSale.operator('GET', `${ACTIONS}?concertId=${concertId}`)).body.actions;

test('a change is written down: who, when, by which call, from what and to what', async () => {
  const browser = await Browser.signedIn(onSale, 'Ji-woo');
  const concertId = await onSale.concert({ waitingRoom: { capacity: 100 } });

  await browser.call(
    'PATCH',
    `/v1/admin/concerts/${concertId}`,
    {
      title: 'A concert',
      saleClosesAt: '2099-01-01T00:00:00Z',
      waitingRoom: { capacity: 500, paused: true },
    },
    { 'x-correlation-id': 'the-change' },
  );

  const [change, creation, ...none] = await actionsOf(concertId);
  expect(change).toEqual({
    id: expect.any(String),
    at: expect.any(String),
    who: 'Ji-woo',
    what: 'change-concert',
    concertId,
    userName: null,
    before: { saleClosesAt: null, capacity: 100, paused: false },
    after: { saleClosesAt: '2099-01-01T00:00:00.000Z', capacity: 500, paused: true },
    correlationId: 'the-change',
  });
  expect(Math.abs(Date.now() - Date.parse(change.at))).toBeLessThan(10_000);
  expect(creation).toMatchObject({ who: 'ADMIN_KEY', what: 'create-concert', before: null });
  expect(creation.after).toMatchObject({ title: 'A concert', capacity: 100 });
  expect(none).toEqual([]);
});

test('what changed nothing, or was refused, is not written down', async () => {
  const concertId = await onSale.concert();
  const path = `/v1/admin/concerts/${concertId}`;

  expect((await onSale.operator('PATCH', path, { title: 'A concert' })).status).toBe(200);
  expect((await onSale.operator('PATCH', path, {})).status).toBe(200);
  const closed = { saleOpensAt: '2099-02-01T00:00:00Z', saleClosesAt: '2099-01-01T00:00:00Z' };
  expect((await onSale.operator('PATCH', path, closed)).status).toBe(400);

  expect((await actionsOf(concertId)).map(({ what }: { what: string }) => what)).toEqual(['create-concert']);
});

test('a change that cannot be written down is not made', async () => {
  const concertId = await onSale.concert();
  await onSale.sql(sql`
    create function refuse_action() returns trigger language plpgsql as $$
    begin raise exception 'no room for it'; end $$`);
  await onSale.sql(sql`
    create trigger refuse_action before insert on operator_action for each row
    when (new.what in ('change-concert', 'create-concert', 'create-users')) execute function refuse_action()`);
  const concerts = () => onSale.sql(sql`select id from concert`);
  const users = () => onSale.sql(sql`select id from users`);
  const [concertsBefore, usersBefore] = [await concerts(), await users()];

  try {
    const changed = await onSale.operator('PATCH', `/v1/admin/concerts/${concertId}`, { title: 'Other' });
    expect(changed.status).toBe(500);
    await expect(onSale.concert()).rejects.toThrow('INTERNAL_ERROR');
    expect((await onSale.operator('POST', '/v1/admin/users', { name: 'Kim' })).status).toBe(500);
  } finally {
    await onSale.sql(sql`drop trigger refuse_action on operator_action`);
  }

  expect((await onSale.operator('GET', `/v1/concerts/${concertId}`)).body.title).toBe('A concert');
  expect(await concerts()).toEqual(concertsBefore);
  expect(await users()).toEqual(usersBefore);
});

test('signing in and out is written down too', async () => {
  const browser = await Browser.signedIn(onSale, 'Min-ji');
  await browser.call('DELETE', '/v1/admin/session');

  const { body } = await onSale.operator('GET', ACTIONS);

  const ofMinJi = body.actions.filter(({ who }: { who: string }) => who === 'Min-ji');
  expect(ofMinJi.map(({ what }: { what: string }) => what)).toEqual(['sign-out', 'sign-in']);
});

test('a write under an idempotency key is written down once, however often it is asked for', async () => {
  const key = { 'idempotency-key': 'one-user' };
  for (const _ of [1, 2, 3]) await onSale.operator('POST', '/v1/admin/users', { name: 'Once' }, key);

  const rows = await onSale.sql(sql`
    select correlation_id from operator_action where what = 'create-users' and after = '{"users": 1}'
      and at >= (select created_at from users where name = 'Once')`);
  expect(rows).toHaveLength(1);
});

test('what was done stays written down', async () => {
  await onSale.concert();

  for (const change of [
    sql`update operator_action set who = 'somebody else'`,
    sql`delete from operator_action`,
    sql`truncate operator_action`,
  ]) {
    await expect(onSale.sql(change)).rejects.toThrow('what was done stays written down');
  }
});

test('the list goes on page by page, of one concert alone where asked for', async () => {
  const concertId = await onSale.concert();
  for (let capacity = 1; capacity <= 60; capacity += 1) {
    await onSale.operator('PATCH', `/v1/admin/concerts/${concertId}`, { waitingRoom: { capacity } });
  }

  const seen: number[] = [];
  let pages = 0;
  for (let path: string | null = `${ACTIONS}?concertId=${concertId}`; path !== null; pages += 1) {
    const { body } = await onSale.operator('GET', path);
    for (const { after, what } of body.actions) if (what === 'change-concert') seen.push(after.capacity);
    path = body.next;
  }

  expect(pages).toBe(2);
  expect(seen).toEqual(Array.from({ length: 60 }, (_, index) => 60 - index));
  expect((await onSale.operator('GET', `${ACTIONS}?concertId=tonight`)).status).toBe(400);
});
