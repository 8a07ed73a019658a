import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { inside } from '../infrastructure/inside.ts';
import { DATE } from '../infrastructure/on-sale.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const PRICE = 50_000;

const onSale = useOnSale({ laws: 'at the end' });

const list = async (path = '/v1/admin/concerts') => (await onSale.operator('GET', path)).body;

test('a sale at a glance says what its figures say', async () => {
  const concertId = await onSale.concert({
    title: 'At a glance',
    venue: 'Olympic Hall',
    saleClosesAt: '2099-01-01T00:00:00Z',
    dates: [
      { date: DATE, seats: 30, price: PRICE },
      { date: '2099-12-25', seats: 20, price: PRICE },
    ],
    waitingRoom: { capacity: 2, admitPerMinute: 60 },
  });
  const [buyer, holder, waiting] = await onSale.fans(3, { balance: 2 * PRICE });
  if (!buyer || !holder || !waiting) throw new Error('no fans');
  for (const fan of [buyer, holder]) await fan.join(concertId);
  await buyer.pay(concertId, (await buyer.reserve(concertId, DATE, [1, 2])).body.reservationId);
  await holder.reserve(concertId, '2099-12-25', 3);
  await inside(onSale, concertId);
  await waiting.join(concertId);

  const { concerts } = await list();

  expect(concerts[0]).toEqual({
    id: concertId,
    title: 'At a glance',
    venue: 'Olympic Hall',
    draft: false,
    archived: false,
    saleOpensAt: null,
    saleClosesAt: '2099-01-01T00:00:00.000Z',
    paused: false,
    capacity: 2,
    admitPerMinute: 60,
    waiting: 1,
    active: 2,
    held: 1,
    sold: 2,
    seats: 50,
    sale: { state: 'ON_SALE', closesAt: '2099-01-01T00:00:00.000Z', availability: 'MANY' },
    revenue: 2 * PRICE,
  });
});

test('the newest sales come first, page by page, each once', async () => {
  const made: string[] = [];
  for (let count = 0; count < 45; count += 1) made.unshift(await onSale.concert());

  const seen: string[] = [];
  for (let path: string | null = '/v1/admin/concerts'; path !== null; ) {
    const { concerts, next } = await list(path);
    expect(concerts.length).toBeLessThanOrEqual(20);
    seen.push(...concerts.map(({ id }: { id: string }) => id));
    path = next;
  }

  expect(seen.slice(0, 45)).toEqual(made);
  const all = await onSale.sql(sql`select id from concert`);
  expect([seen.length, new Set(seen).size]).toEqual([all.length, all.length]);
  expect((await onSale.operator('GET', '/v1/admin/concerts?after=the-last')).status).toBe(400);
});
